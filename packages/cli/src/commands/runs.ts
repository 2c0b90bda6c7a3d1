import type { StoredRun } from '@rgflow/workbench';
import { demandStore } from '@rgflow/workbench/demand-store';
import { runsOfFile } from '@rgflow/workbench/runs';
import { defaultStore } from '@rgflow/workbench/workspace';
import { type Colors, colorsFor } from '../colors.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

interface RunsOptions {
  readonly store?: string;
  readonly study?: string;
  readonly most?: number;
  readonly json?: boolean;
}

/** Lists the runs of a store, the newest first. */
export async function runs({ store = defaultStore(), json, ...options }: RunsOptions): Promise<ExitCode> {
  demandStore(store);
  const listed = await runsOfFile(store, options);
  process.stdout.write(`${json === true ? JSON.stringify(listed) : runsTable(listed, colorsFor(process.stdout))}\n`);
  return exitCode.ok;
}

export function runsTable(listed: readonly StoredRun[], colors: Colors): string {
  if (listed.length === 0) return 'no runs';
  const parted = listed.some(({ shard, joined }) => shard !== null || joined !== null);
  const rows = listed.map((run) => [
    run.runId,
    resultsOf(run),
    statusText(run.status, colors),
    ...(parted ? [partText(run)] : []),
    run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ''),
    run.endedAt === null ? '' : formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    String(run.executed),
    String(run.hit),
    run.failed > 0 ? colors.red(String(run.failed)) : '0',
    String(run.skipped),
  ]);
  const left = ['run', 'study', 'status', ...(parted ? ['part'] : []), 'began (UTC)'].map((header) => ({
    header,
    align: 'left' as const,
  }));
  const right = ['took', 'executed', 'hits', 'failed', 'skipped'].map((header) => ({
    header,
    align: 'right' as const,
  }));
  return textTable([...left, ...right], rows, colors);
}

/** The study of a run, and what its results are called where that is another name. */
export function resultsOf({ study, name }: Pick<StoredRun, 'study' | 'name'>): string {
  return name === study ? study : `${study}: ${name}`;
}

/** Which part of its sweep a run is, or of which parts it was joined. */
function partText({ shard, joined }: StoredRun): string {
  if (joined === null) return shard === null ? '' : `shard ${shard}`;
  const { shards, missing } = joined;
  return missing.length === 0
    ? `joined of ${shards} shards`
    : `joined of ${shards} of ${shards + missing.length} shards`;
}

export function statusText(status: StoredRun['status'], { cyan, green, red, yellow }: Colors): string {
  switch (status) {
    case 'running':
      return cyan(status);
    case 'complete':
      return green(status);
    case 'partial':
      return red(status);
    case 'interrupted':
      return yellow(status);
    default:
      return status satisfies never;
  }
}
