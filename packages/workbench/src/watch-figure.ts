import type { DrawnFigure } from '@rgflow/drawing';
import type { Ask } from './ask.js';
import { drawFigure } from './figure-file.js';
import type { NamedFigure } from './figures.js';
import { PAUSE_MS, patiently } from './held-store.js';
import { type NewestRun, neverRun, newestRun } from './newest-run.js';
import { inFirstRun } from './unfinished.js';
import { failureOf, UsageError } from './usage-error.js';

/** A picture of a run. */
export interface WatchedFigure {
  readonly drawn: DrawnFigure;
  /** How the run stood when it was drawn. */
  readonly status: NewestRun['status'];
  /** False if only the status is news. */
  readonly changed: boolean;
}

/** Where a figure is watched, and how often. */
export interface WatchOptions {
  readonly ask: Ask;
  /** Whether a process has the store that `ask` asks open to write. */
  readonly isHeld: () => Promise<boolean>;
  /** What the results are called; as the study unless told. */
  readonly called?: string;
  readonly pauseMs?: number;
}

/**
 * Draws a figure from the newest run of a study, finished or not, and again whenever that has changed the picture, until the
 * run has ended. The last one says how: it has all rows, and is told even if it changed nothing.
 *
 * @throws {UsageError}  if the store has no run of the study.
 * @throws {FigureError} if the run has ended and there is nothing to draw.
 */
export async function* watchFigure(
  figure: NamedFigure,
  study: string,
  { ask: askOnce, isHeld, called = study, pauseMs = PAUSE_MS }: WatchOptions,
): AsyncGenerator<WatchedFigure, void> {
  const ask: Ask = (sql) => patiently(() => askOnce(sql), pauseMs);
  let shown = '';
  for (;;) {
    // Asked before the drawing, so that the drawing of a run that has ended has all rows.
    const run = await newestRun(study, ask, called);
    if (run === null) throw neverRun(study);
    let { status } = run;
    if (status === 'running' && !(await isHeld())) {
      // The run ended since it was asked, or was killed: what nobody holds is called 'running' until the next run opens it.
      const now = (await newestRun(study, ask, called))?.status ?? status;
      status = now === 'running' ? 'interrupted' : now;
    }
    // Of a study in rounds each is a run; who carries them out lets the store go after the last.
    if (status === 'complete' && run.isRound && (await isHeld())) status = 'running';
    const running = status === 'running';
    let drawn: DrawnFigure | null = null;
    try {
      drawn = await drawFigure(figure, study, run.ask);
    } catch (error) {
      // A run that has just begun has nothing to show yet.
      if (!(running && failureOf(error) === 'usage')) throw error;
    }
    if (drawn !== null && (!running || drawn.svg !== shown)) {
      yield { drawn, status, changed: drawn.svg !== shown };
      shown = drawn.svg;
    }
    if (!running) return;
    await new Promise((wake) => setTimeout(wake, pauseMs));
  }
}

/**
 * Draws a figure of the newest run that has ended.
 *
 * @throws {UsageError}  if none has and one goes on; as `drawFigure` otherwise.
 * @throws {FigureError} if there is nothing to draw.
 */
export async function drawEnded(
  figure: NamedFigure,
  study: string,
  { ask, isHeld }: Pick<WatchOptions, 'ask' | 'isHeld'>,
): Promise<DrawnFigure> {
  try {
    return await drawFigure(figure, study, ask);
  } catch (error) {
    if (failureOf(error) !== 'usage' || !(await isHeld()) || !(await inFirstRun(ask)).includes(study)) throw error;
    throw new UsageError(
      `${figure.name}: the first run of ${study} is still going on, and a figure shows a run when it has ended; ` +
        `\`rgflow figure ${figure.name} --watch\` draws what there is so far.`,
    );
  }
}
