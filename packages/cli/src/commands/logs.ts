import type { InstanceLog } from '@rgflow/workbench';
import { instanceLogs } from '@rgflow/workbench/logs';
import { formatBytes } from '../bytes.js';
import { type Colors, colorsFor } from '../colors.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { resultsOf } from './runs.js';

interface LogsOptions {
  readonly store?: string;
  readonly run?: string;
  readonly failed?: boolean;
  readonly json?: boolean;
}

/** Shown at most; a sweep has more instances than anyone reads. */
const MOST = 8;

/** Says what is recorded of the executions of matching instances. */
export async function logs(selector: string, { failed, json, ...options }: LogsOptions): Promise<ExitCode> {
  const found = await instanceLogs(selector, options);
  const wanted = found.logs.filter(({ outcome }) => failed !== true || outcome === 'failed');
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ run: found.run, logs: wanted })}\n`);
    return exitCode.ok;
  }
  const colors = colorsFor(process.stdout);
  const texts = [`${colors.bold(resultsOf(found.run))}  ${colors.dim(found.run.runId)}`];
  texts.push(...wanted.slice(0, MOST).map((log) => logText(log, colors)));
  if (wanted.length === 0) texts.push('nothing failed');
  if (wanted.length > MOST) {
    texts.push(colors.dim(`and ${wanted.length - MOST} more; name some of them as in '${wanted.at(-1)!.instance}'.`));
  }
  process.stdout.write(`${texts.join('\n\n')}\n`);
  return exitCode.ok;
}

export function logText({ instance, outcome, reason, executions, warnings }: InstanceLog, colors: Colors): string {
  const { bold, cyan, dim, green, red, yellow } = colors;
  const paint = outcome === 'failed' ? red : outcome === 'hit' ? cyan : outcome === 'executed' ? green : yellow;
  const lines = [`${bold(instance)}  ${paint(outcome)}`];
  if (reason !== '') lines.push(`  ${reason}`);
  for (const { runId, status, attempt, startedAt, wallMs, cpuMs, maxRssBytes, error } of executions) {
    const cpu = cpuMs === null ? '' : `, ${formatDuration(cpuMs)} of processor time`;
    lines.push(
      `  ${startedAt} attempt ${attempt}: ${status === 'ok' ? 'ok' : red(status)}, took ${formatDuration(wallMs)}${cpu}, ` +
        `memory of the process ${formatBytes(maxRssBytes)}, run ${runId}`,
    );
    if (error !== null) lines.push(...error.split('\n').map((line) => `    ${line}`));
  }
  if (executions.length === 0) lines.push(dim('  no execution is recorded of it'));
  for (const warning of warnings) lines.push(`  ${yellow('warning')}: ${warning}`);
  return lines.join('\n');
}
