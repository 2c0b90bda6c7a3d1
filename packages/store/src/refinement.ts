import type { DuckDBConnection } from '@duckdb/node-api';
import { appendRows } from './append.js';
import { json } from './sql-text.js';

/** A row of the table `refinement`: what a run added to its sweep from its results, or why it added nothing further. */
export interface RefinementRecord {
  readonly runId: string;
  readonly name: string;
  /** From 1. */
  readonly round: number;
  readonly rule: 'bisect' | 'zoom' | 'line' | 'replicate';
  readonly outcome: 'added' | 'done';
  readonly parameter: string;
  /** The value added; of seeds, how many there are with those added. */
  readonly value: number | null;
  /** The values of what else is varied, by dotted path. */
  readonly cell: Readonly<Record<string, unknown>>;
  readonly reason: string;
  /** The neighbours on the axis, with their results. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly resultLower: number | null;
  readonly resultUpper: number | null;
  /** How many seeds had a result, their mean and its standard error. */
  readonly seeds: number | null;
  readonly result: number | null;
  readonly resultSe: number | null;
}

export async function writeRefinement(
  connection: DuckDBConnection,
  records: readonly RefinementRecord[],
): Promise<void> {
  const rows = records.map((r) => [
    r.runId,
    r.name,
    r.round,
    r.rule,
    r.outcome,
    r.parameter,
    r.value,
    json(r.cell),
    r.reason,
    r.lower,
    r.upper,
    r.resultLower,
    r.resultUpper,
    r.seeds,
    r.result,
    r.resultSe,
  ]);
  await appendRows(connection, 'main', 'refinement', rows);
}
