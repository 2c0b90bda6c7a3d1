import { DomainError, ShapeError } from './errors.js';
import { binade } from './power.js';

/**
 * Orthonormal rows that span what the first rows of a matrix span, by Gram and Schmidt, each row twice. Of normal numbers
 * they are a uniformly random frame. Rows are taken in units of their largest entries, so that no square of an entry is too
 * large or too small a number: rows times any factors give the same.
 *
 * @param rows  How many, at most the columns.
 * @param data  Shape (rows, columns), row-major; is not changed.
 * @throws {ShapeError}   if there are more rows than columns, or the entries are not so many.
 * @throws {DomainError}  if an entry is not finite, or a row is, to a part in 10¹⁰, a combination of those before it.
 *
 * @example
 * orthonormalRows(2, 2, [3, 0, 1, 2]); // 1 0, 0 1
 */
export function orthonormalRows(rows: number, columns: number, data: ArrayLike<number>): Float64Array {
  if (!(rows >= 1 && rows <= columns && data.length === rows * columns)) {
    throw new ShapeError(
      `orthonormalRows: ${data.length} entries for shape (${rows}, ${columns}); expected rows x columns, and no more rows than columns.`,
    );
  }
  const out = Float64Array.from(data);
  for (let i = 0; i < rows; i++) {
    const row = out.subarray(i * columns, (i + 1) * columns);
    if (!row.every(Number.isFinite)) {
      throw new DomainError(`orthonormalRows: an entry of row ${i} is not finite; give finite numbers.`);
    }
    const unit = binade(row.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0));
    for (let k = 0; k < columns; k++) row[k]! /= unit;
    const before = lengthOf(row);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = out.subarray(j * columns, (j + 1) * columns);
        const share = row.reduce((sum, entry, k) => sum + entry * other[k]!, 0);
        for (let k = 0; k < columns; k++) row[k]! -= share * other[k]!;
      }
    }
    const length = lengthOf(row);
    if (!(length > 1e-10 * before)) {
      throw new DomainError(
        `orthonormalRows: row ${i} is a combination of those before it; expected independent rows.`,
      );
    }
    for (let k = 0; k < columns; k++) row[k]! /= length;
  }
  return out;
}

function lengthOf(row: Float64Array): number {
  return Math.sqrt(row.reduce((sum, entry) => sum + entry * entry, 0));
}
