import type { RunDifference } from '@rgflow/workbench';
import { diffRuns } from '@rgflow/workbench/diff';
import { type Colors, colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';
import { resultsOf } from './runs.js';

interface DiffOptions {
  readonly store?: string;
  /** Relative and absolute tolerance of numbers; 0 if not given. */
  readonly rtol?: number;
  readonly atol?: number;
  readonly json?: boolean;
}

/** Listed at most of each kind. */
const MOST = 10;

/** Compares two runs: their keys, then the numbers of what has other keys. Exit code 1 if they differ. */
export async function diff(a: string, b: string, { rtol = 0, atol = 0, store, json }: DiffOptions): Promise<ExitCode> {
  const found = await diffRuns(a, b, { store, tolerance: { relative: rtol, absolute: atol } });
  const text = json === true ? JSON.stringify(found) : diffText(found, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  const same = found.differences.length + found.onlyInA.length + found.onlyInB.length === 0;
  return same ? exitCode.ok : exitCode.failed;
}

export function diffText(found: RunDifference, colors: Colors): string {
  const { a, b, parameters, stages, differences, onlyInA, onlyInB } = found;
  const { bold, dim, red } = colors;
  const heads = [a, b].map((run, i) => `${'ab'[i]}  ${resultsOf(run)}  ${dim(run.runId)}  ${run.status}`);
  const changed = new Map(parameters.map(({ key, a: x, b: y }) => [`${key} ${x} → ${y}`, key]));
  const rows = stages.map((stage) => [
    stage.stage,
    ...[stage.sameKey, stage.sameBytes, stage.within].map(String),
    stage.different > 0 ? red(String(stage.different)) : '0',
  ]);
  const headers = ['same key', 'same bytes', 'within tolerance', 'different'];
  const table = textTable(
    [{ header: 'stage', align: 'left' }, ...headers.map((header) => ({ header, align: 'right' as const }))],
    rows,
    colors,
  );
  const lines = [
    ...heads,
    ...[...changed.keys()].map((change) => `param: ${change}`),
    '',
    ...(rows.length > 0 ? [table] : []),
  ];
  for (const [name, only] of [
    ['a', onlyInA],
    ['b', onlyInB],
  ] as const) {
    if (only.length > 0) lines.push(`${red(`only in ${name}`)}: ${listed(only)}`);
  }
  for (const { instance, output, place, a: x, b: y, difference } of differences.slice(0, MOST)) {
    const by = difference === null ? '' : `, by ${difference.toPrecision(3)}`;
    lines.push(`${red('different')}  ${bold(instance)} ${output}: ${place}: ${x} → ${y}${by}`);
  }
  if (differences.length > MOST) lines.push(dim(`and ${differences.length - MOST} more outputs; --json has them all`));
  return lines.join('\n');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ');
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown;
}
