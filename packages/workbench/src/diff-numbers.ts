import type { SqlRow } from '@rgflow/drawing';

/**
 * Numbers agree if |a - b| <= absolute + relative · max(|a|, |b|). Both 0: bit by bit, but for the sign of 0. What is not
 * finite agrees with itself only.
 */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Where two outputs differ most, or that they differ in something else than numbers. */
export interface NumberDifference {
  /** `kl_per_unit, row 3`, `layer 2`, or what is compared where it is no place. */
  readonly place: string;
  readonly a: string;
  readonly b: string;
  /** |a - b|; null where it is not one of two numbers. */
  readonly difference: number | null;
}

/** The largest difference beyond the tolerance of two tables, row by row; null if there is none. */
export function tableDifference(
  a: readonly SqlRow[],
  b: readonly SqlRow[],
  tolerance: Tolerance,
): NumberDifference | null {
  if (a.length !== b.length) return { place: 'rows', a: String(a.length), b: String(b.length), difference: null };
  let largest: NumberDifference | null = null;
  for (const [i, row] of a.entries()) {
    for (const column of new Set([...Object.keys(row), ...Object.keys(b[i]!)])) {
      const [x, y] = [row[column] ?? null, b[i]![column] ?? null];
      if (agree(x, y, tolerance)) continue;
      const difference = typeof x === 'number' && typeof y === 'number' ? Math.abs(x - y) : null;
      if (largest !== null && !((difference ?? Infinity) > (largest.difference ?? Infinity))) continue;
      largest = { place: `${column}, row ${i + 1}`, a: String(x), b: String(y), difference };
    }
  }
  return largest;
}

export function agree(a: unknown, b: unknown, { relative, absolute }: Tolerance): boolean {
  if (a === b) return true;
  if (typeof a !== 'number' || typeof b !== 'number' || !Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));
}
