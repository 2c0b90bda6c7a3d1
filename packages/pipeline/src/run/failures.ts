import type { Cell } from '../records.js';
import type { Failure, Thrown } from './events.js';

/** Failures of one stage with errors of one class and the same message, numbers apart. */
export interface FailureGroup {
  readonly stage: string;
  /** The error of the first of them. */
  readonly error: Thrown;
  readonly cells: readonly Cell[];
}

/** Groups failures so that a thousand cells with one cause read as one, the largest group first. */
export function groupFailures(failures: readonly Failure[]): readonly FailureGroup[] {
  const groups = new Map<string, { stage: string; error: Thrown; cells: Cell[] }>();
  for (const { stage, cell, error } of failures) {
    const kind = `${stage}\n${error.name}\n${error.message.replace(/\d+(\.\d+)?(e[+-]?\d+)?/gi, '#')}`;
    const group = groups.get(kind) ?? { stage, error, cells: [] };
    group.cells.push(cell);
    groups.set(kind, group);
  }
  return [...groups.values()].sort((a, b) => b.cells.length - a.cells.length);
}
