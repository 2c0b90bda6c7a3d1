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
  const rows = listed.map((run) => [
    run.runId,
    run.name === run.study ? run.study : `${run.study}: ${run.name}`,
    statusText(run.status, colors),
    run.startedAt.replace('T', ' ').replace('Z', ''),
    run.endedAt === null ? '' : formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    String(run.executed),
    String(run.hit),
    run.failed > 0 ? colors.red(String(run.failed)) : '0',
    String(run.skipped),
  ]);
  const left = ['run', 'study', 'status', 'began (UTC)'].map((header) => ({ header, align: 'left' as const }));
  const right = ['took', 'executed', 'hits', 'failed', 'skipped'].map((header) => ({
    header,
    align: 'right' as const,
  }));
  return textTable([...left, ...right], rows, colors);
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
