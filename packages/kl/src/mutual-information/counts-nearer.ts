import { maxNormTree } from './max-norm-tree.js';
import type { Samples } from './samples.js';

/**
 * How many samples, i among them, are at less than `radii[i]` from sample i in the maximum norm; 0 where the radius is 0.
 *
 * In one unit by bisection of the sorted values, in two by a sweep over the one with a tree of sums over the other: N ln N,
 * however many are counted. In more by a k-d tree. Distances are compared in float64 as they round, as `maxNormTree` does,
 * which gives the same counts.
 *
 * @param radii  Shape (samples), none negative.
 */
export function countsNearer(samples: Samples, radii: Float64Array): Uint32Array {
  const [, units] = samples.shape;
  if (units === 1) return countsOnLine(valuesOf(samples, 0), radii);
  if (units === 2) return countsInPlane(valuesOf(samples, 0), valuesOf(samples, 1), radii);
  return maxNormTree(samples).countsNearer(radii);
}

function valuesOf({ shape: [samples, units], data }: Samples, unit: number): Float64Array {
  return Float64Array.from({ length: samples }, (_, i) => data[i * units + unit]!);
}

function countsOnLine(values: Float64Array, radii: Float64Array): Uint32Array {
  const { from, to } = neighbourhoods(values, radii);
  return from.map((first, i) => to[i]! - first);
}

/** From left to right over x; at the two edges of each square how many samples on the left have a y inside it. */
function countsInPlane(x: Float64Array, y: Float64Array, radii: Float64Array): Uint32Array {
  const samples = x.length;
  const [alongX, alongY] = [neighbourhoods(x, radii), neighbourhoods(y, radii)];
  const arrivals = listsOf(alongX.rank, samples);
  const [leftEdges, rightEdges] = [listsOf(alongX.from, samples + 1), listsOf(alongX.to, samples + 1)];
  const counts = new Uint32Array(samples);
  // A Fenwick tree: entry n has the sum over the n & -n ranks up to n.
  const sums = new Int32Array(samples + 1);
  const below = (rank: number): number => {
    let sum = 0;
    for (let n = rank; n > 0; n &= n - 1) sum += sums[n]!;
    return sum;
  };
  const inside = (i: number): number => below(alongY.to[i]!) - below(alongY.from[i]!);
  for (let position = 0; position <= samples; position++) {
    for (let i = leftEdges.first[position]!; i >= 0; i = leftEdges.next[i]!) counts[i]! -= inside(i);
    for (let i = rightEdges.first[position]!; i >= 0; i = rightEdges.next[i]!) counts[i]! += inside(i);
    if (position === samples) break;
    for (let i = arrivals.first[position]!; i >= 0; i = arrivals.next[i]!) {
      for (let n = alongY.rank[i]! + 1; n <= samples; n += n & -n) sums[n]! += 1;
    }
  }
  return counts;
}

/** Places in the sorted values. */
interface Neighbourhoods {
  /** Where the first of the values equal to that of i is. */
  readonly rank: Uint32Array;
  /** The values at less than the radius of i are those from `from[i]` to before `to[i]`; none if the radius is 0. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

function neighbourhoods(values: Float64Array, radii: Float64Array): Neighbourhoods {
  const samples = values.length;
  const sorted = values.toSorted();
  const [rank, from, to] = [new Uint32Array(samples), new Uint32Array(samples), new Uint32Array(samples)];
  for (let i = 0; i < samples; i++) {
    const [value, radius] = [values[i]!, radii[i]!];
    // Differences are compared, not value ± radius, whose rounding would take in or leave out the neighbour at the radius
    // itself.
    let [low, high] = [0, samples];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    rank[i] = low;
    if (!(radius > 0)) continue;
    [low, high] = [0, rank[i]!];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value - sorted[middle]! >= radius) low = middle + 1;
      else high = middle;
    }
    from[i] = low;
    [low, high] = [rank[i]! + 1, samples];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! - value < radius) low = middle + 1;
      else high = middle;
    }
    to[i] = low;
  }
  return { rank, from, to };
}

/** The samples with each key, as linked lists: the first one of a key, and after each the next one; -1 at the end. */
function listsOf(keys: Uint32Array, count: number): { readonly first: Int32Array; readonly next: Int32Array } {
  const [first, next] = [new Int32Array(count).fill(-1), new Int32Array(keys.length)];
  keys.forEach((key, i) => {
    next[i] = first[key]!;
    first[key] = i;
  });
  return { first, next };
}
