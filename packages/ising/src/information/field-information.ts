import { DomainError, ShapeError } from '@rgflow/numerics';

/**
 * What labels tell of a number, in nats: the mutual information of the two in the empirical distribution, the number read
 * off in bins of equal probability, equal numbers in one bin. To read off in bins loses information; of n independent
 * samples it also shows (labels - 1)(bins - 1)/2n too much.
 *
 * @param labels  Whole numbers from 0 on, shape (samples).
 * @param values  Shape (samples), in any unit from 1e-300 to 1e300; at 1e308 their range is no double.
 * @param bins    How many at most; numbers nearer to each other than 1e-9 of their range count as equal.
 * @throws {ShapeError}   if there is not one label for each value.
 * @throws {DomainError}  if there are no samples, or fewer than 2 bins.
 *
 * @example
 * labelInformation([0, 0, 1, 1], [-1, -2, 3, 4], 2); // ln 2
 */
export function labelInformation(labels: ArrayLike<number>, values: ArrayLike<number>, bins: number): number {
  const samples = values.length;
  if (labels.length !== samples) {
    throw new ShapeError(`labelInformation: ${labels.length} labels of ${samples} values; give one for each.`);
  }
  if (samples === 0 || !(Number.isSafeInteger(bins) && bins >= 2)) {
    throw new DomainError(
      `labelInformation: ${samples} samples in ${bins} bins; expected samples, and 2 bins or more.`,
    );
  }
  const sorted = Float64Array.from(values).sort();
  const width = 1e-9 * (sorted[samples - 1]! - sorted[0]!);
  // Where bins begin: a quantile, or the first number that is not equal to the one before.
  const edges: number[] = [];
  for (let bin = 1; bin < bins; bin++) {
    let at = Math.ceil((bin * samples) / bins);
    while (at < samples && at > 0 && sorted[at]! - sorted[at - 1]! <= width) at++;
    const edge = at < samples ? (sorted[at]! + sorted[at - 1]!) / 2 : Number.POSITIVE_INFINITY;
    if (edge !== edges.at(-1) && edge < Number.POSITIVE_INFINITY) edges.push(edge);
  }
  const largest = Array.from(labels).reduce((most, label) => Math.max(most, label), 0);
  const counts = new Float64Array((largest + 1) * (edges.length + 1));
  for (let i = 0; i < samples; i++) counts[labels[i]! * (edges.length + 1) + binOf(edges, values[i]!)]!++;
  return ofCounts(counts, largest + 1, edges.length + 1);
}

/** How many edges are below a number. */
function binOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function ofCounts(counts: Float64Array, rows: number, columns: number): number {
  const [ofRow, ofColumn] = [new Float64Array(rows), new Float64Array(columns)];
  let total = 0;
  counts.forEach((count, n) => {
    ofRow[Math.floor(n / columns)]! += count;
    ofColumn[n % columns]! += count;
    total += count;
  });
  return counts.reduce((sum, count, n) => {
    if (count === 0) return sum;
    const expected = (ofRow[Math.floor(n / columns)]! / total) * ofColumn[n % columns]!;
    return sum + (count / total) * Math.log(count / expected);
  }, 0);
}
