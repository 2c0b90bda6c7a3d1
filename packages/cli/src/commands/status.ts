import type { RunStanding } from '@rgflow/workbench';
import { patiently } from '@rgflow/workbench/held-store';
import { allStages, doneOf } from '@rgflow/workbench/progress/view';
import { runStanding } from '@rgflow/workbench/status';
import { atStore } from '../at-store.js';
import { type Colors, colorsFor } from '../colors.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { liveBlock } from '../progress/live-block.js';
import { resultsOf, statusText } from './runs.js';

interface StatusOptions {
  readonly store?: string;
  readonly study?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Between two looks. */
const LOOK_MS = 1000;

/** Says how the newest run stands; with `--watch` again and again until it has ended. */
export async function status({ watch, json, ...options }: StatusOptions): Promise<ExitCode> {
  const { stdout } = process;
  const colors = colorsFor(stdout);
  const redrawn = stdout.isTTY === true && json !== true && watch === true;
  let [drawn, last] = [0, ''];
  for (;;) {
    const look = () => runStanding(options.store, options);
    // Who has a run that ends answers no more, and lets go of the store a moment later.
    const standing = await (watch === true ? patiently(look, LOOK_MS) : look());
    const text =
      json === true ? JSON.stringify(standing) : standingText(standing, colors, stdout, atStore(options.store));
    if (redrawn) {
      stdout.write(`${drawn > 0 ? `\u001b[${drawn}A\r\u001b[J` : ''}${text}\n`);
      drawn = text.split('\n').length;
    } else if (text !== last) {
      stdout.write(`${text}\n`);
      last = text;
    }
    if (watch !== true || standing === null || standing.run.status !== 'running') return exitCodeOf(standing);
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
}

/**
 * @param room  columns and rows of the terminal, where it is one
 * @param at    what commands need to be about its store
 */
function standingText(
  standing: RunStanding | null,
  colors: Colors,
  room: { readonly columns?: number; readonly rows?: number },
  at: string,
): string {
  if (standing === null) return 'no run yet';
  const { run, live, stages, round, waiting, missing, unjoined } = standing;
  const { bold, dim } = colors;
  const inRound = round === null ? '' : `  round ${round}`;
  const head = `${bold(resultsOf(run))}  ${statusText(run.status, colors)}${inRound}  ${dim(run.runId)}`;
  if (live !== null) {
    const { columns = 125, rows = 60 } = room;
    return [head, ...liveBlock(live, colors, { columns, rows: rows - 1 })].join('\n');
  }
  const all = allStages(stages);
  const took = run.endedAt === null ? '' : ` in ${formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`;
  const counts = (['executed', 'hit', 'failed', 'skipped'] as const)
    .filter((outcome) => all[outcome] > 0)
    .map((outcome) => `${outcome} ${all[outcome]}`);
  const failed = stages.filter((stage) => stage.failed > 0);
  return [
    head,
    `  ${doneOf(all)} instances${took}: ${counts.join(', ') || 'nothing yet'}`,
    ...failed.map(
      ({ name, failed: count }) => `  ${colors.red(`${count} failed`)}: \`rgflow logs ${name} --failed${at}\` says why`,
    ),
    ...(run.status === 'interrupted' ? ['  the same command goes on from here'] : []),
    ...(failed.length > 0 ? [`  \`rgflow retry --failed${at}\` runs again what failed`] : []),
    ...(missing.length > 0
      ? [
          `  ${waiting === null ? '' : `the run ${waiting} is newer and not shown, as it is `}without ${missing.join(', ')}: run them by \`--shard\`, ` +
            'or `rgflow merge` the stores that have them',
        ]
      : []),
    ...unjoined.map(
      ({ shard, runId }) => `  beside it the shard ${shard}, ${runId}, which is of another dealing or was not joined`,
    ),
  ].join('\n');
}

function exitCodeOf(standing: RunStanding | null): ExitCode {
  if (standing !== null && standing.run.status === 'complete' && standing.missing.length > 0) return exitCode.failed;
  switch (standing?.run.status) {
    case 'partial':
      return exitCode.failed;
    case 'interrupted':
      return exitCode.interrupted;
    default:
      return exitCode.ok;
  }
}
