import { FigureError, type SqlRow } from './figure.js';
import type { CurvePoint } from './line-panel.js';

/** A cell as a number: null, which stands for what is undefined, is NaN. */
export function numberOf(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  if (value === null) return Number.NaN;
  throw new FigureError(`column ${column} holds ${JSON.stringify(value)}; expected a number.`);
}

/** A point for each row; `error` is the column of its standard error, if it has one. */
export function curvePoints(rows: readonly SqlRow[], x: string, y: string, error?: string): CurvePoint[] {
  return rows.map((row) => ({
    x: numberOf(row, x),
    y: numberOf(row, y),
    ...(error === undefined ? {} : { error: numberOf(row, error) }),
  }));
}

/** The values that occur, ascending. */
export function distinct(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((p, q) => p - q);
}

/** @throws {FigureError} saying what to run if a query found nothing. */
export function requireRows(rows: readonly SqlRow[], study: string): void {
  if (rows.length > 0) return;
  throw new FigureError(`the store has no rows that this figure draws; \`rgflow run ${study}\` makes them.`);
}

/**
 * @throws {FigureError} if a column has several values: networks that differ in more than what a figure shows would hide
 * one another.
 */
export function refuseSweep(rows: readonly SqlRow[], column: string): void {
  const values = [...new Set(rows.map((row) => row[column] ?? null))].sort(
    (p, q) => (Number(p) || 0) - (Number(q) || 0),
  );
  if (values.length === 1) return;
  throw new FigureError(
    `the study has ${values.length} values of ${column} (${values.join(', ')}); run it with one to draw the figure.`,
  );
}
