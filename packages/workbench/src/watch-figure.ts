import { type Figure, FigureError } from '@rgflow/drawing';
import { openStore, QueryError, StoreInUseError } from '@rgflow/store';
import type { Ask } from './ask.js';
import { drawFigure, writeFigure } from './figure-file.js';
import { newestRun } from './newest-run.js';
import { UsageError } from './usage-error.js';

/** Between two looks at the store. */
const PAUSE_MS = 2000;

/**
 * Draws a figure from the newest run of a study, finished or not, and again whenever that has changed the picture, until the run has ended.
 *
 * @param store  The file that `ask` asks.
 * @throws {UsageError}  if the store has no run of the study.
 * @throws {FigureError} if the run has ended and there is nothing to draw.
 */
export async function watchFigure(
  figure: Figure,
  study: string,
  { file, store, ask }: { readonly file: string; readonly store: string; readonly ask: Ask },
): Promise<void> {
  let shown = '';
  for (;;) {
    // Asked before the drawing, so that the last drawing has all rows.
    const run = await newestRun(study, ask);
    if (run === null)
      throw new UsageError(`${study}: the store has no run of this study; \`rgflow run ${study}\` starts one.`);
    const running = run.status === 'running' && (await isHeld(store));
    try {
      const drawn = await drawFigure(figure, study, run.ask);
      if (drawn.svg !== shown) {
        await writeFigure(drawn, file);
        process.stderr.write(
          `${file}: drawn, the run is ${running ? 'going on' : run.status === 'running' ? 'interrupted' : run.status}\n`,
        );
      }
      shown = drawn.svg;
    } catch (error) {
      // A run that has just begun has nothing to show yet.
      if (!(running && (error instanceof FigureError || error instanceof QueryError))) throw error;
    }
    if (!running) return;
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
}

/** Whether a process has the store open to write: a run that was killed is called 'running' until the next one opens it. */
async function isHeld(store: string): Promise<boolean> {
  try {
    await (await openStore(store, { mode: 'read' })).close();
    return false;
  } catch (error) {
    if (error instanceof StoreInUseError) return true;
    throw error;
  }
}
