/** The mean of numbers, as the first one and the mean distance from it: of equal numbers it is exactly that number. */
export function mean(values: ArrayLike<number>): number {
  const first = values[0]!;
  let sum = 0;
  for (let i = 1; i < values.length; i++) sum += values[i]! - first;
  return first + sum / values.length;
}

/** The means of the columns of a row-major matrix. */
export function columnMeans(data: ArrayLike<number>, columns: number): Float64Array {
  const rows = data.length / columns;
  const sums = new Float64Array(columns);
  for (let i = columns; i < data.length; i++) sums[i % columns]! += data[i]! - data[i % columns]!;
  return sums.map((sum, column) => data[column]! + sum / rows);
}
