import { powerOfTwo } from '@rgflow/numerics';
import type { Samples } from './samples.js';

/** Points that can be asked for their neighbours in the maximum norm, |p - q| = max_k |p_k - q_k|. */
interface MaxNormTree {
  /** The distance of every point to its k-th nearest other point, k from 1 to points - 1. */
  neighbourDistances(k: number): Float64Array;
  /** For every point i how many points, i among them if its radius is positive, are at less than `radii[i]` from it. */
  countsNearer(radii: Float64Array): Uint32Array;
}

/**
 * A k-d tree on the rows of a matrix: every node halves its points at the median of the unit in which they are spread
 * widest, and node n has the children 2n + 1 and 2n + 2.
 *
 * Distances are compared in float64 as they round, the same for both questions: a point at the distance that
 * `neighbourDistances` returned is not counted as nearer. In many units both questions look at every pair of points.
 */
export function maxNormTree({ shape: [points, units], data }: Samples): MaxNormTree {
  const firstLeaf = powerOfTwo(Math.max(0, Math.ceil(Math.log2(points / LEAF)))) - 1;
  const nodes = 2 * firstLeaf + 1;
  const [from, to] = [new Int32Array(nodes), new Int32Array(nodes)];
  // Of each node the box around its points: the lowest and the highest value of unit 0, of unit 1, ...
  const boxes = new Float64Array(2 * nodes * units);
  const order = Uint32Array.from({ length: points }, (_, i) => i);
  build(0, 0, points);

  // The points in the order of the leaves: a leaf is one stretch of memory, and so is most of what two neighbours look at.
  const sorted = new Float64Array(points * units);
  order.forEach((row, at) => {
    for (let k = 0; k < units; k++) sorted[at * units + k] = data[row * units + k]!;
  });

  function build(node: number, first: number, end: number): void {
    from[node] = first;
    to[node] = end;
    let [widest, width] = [0, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < units; k++) {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let at = first; at < end; at++) {
        const value = data[order[at]! * units + k]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      boxes[2 * (node * units + k)] = least;
      boxes[2 * (node * units + k) + 1] = most;
      if (most - least > width) [widest, width] = [k, most - least];
    }
    if (node >= firstLeaf) return;
    const middle = (first + end) >> 1;
    partition(order, first, end, middle, (row) => data[row * units + widest]!);
    build(2 * node + 1, first, middle);
    build(2 * node + 2, middle, end);
  }

  /** Distance of the point at `query` of `sorted` to the nearest place in the box of a node. */
  function distanceToBox(query: number, node: number): number {
    let largest = 0;
    for (let k = 0, corner = 2 * node * units; k < units; k++, corner += 2) {
      const value = sorted[query + k]!;
      const below = boxes[corner]! - value;
      const above = value - boxes[corner + 1]!;
      if (below > largest) largest = below;
      if (above > largest) largest = above;
    }
    return largest;
  }

  /** Enters into `nearest` the distances of the points of a leaf that are nearer than its last one. */
  function enterLeaf(node: number, query: number, nearest: Float64Array): void {
    const last = nearest.length - 1;
    let farthest = nearest[last]!;
    const end = to[node]! * units;
    others: for (let other = from[node]! * units; other < end; other += units) {
      let between = 0;
      for (let k = 0; k < units; k++) {
        const difference = Math.abs(sorted[query + k]! - sorted[other + k]!);
        if (difference >= farthest) continue others;
        if (difference > between) between = difference;
      }
      if (other === query) continue;
      let rank = last;
      for (; rank > 0 && nearest[rank - 1]! > between; rank--) nearest[rank] = nearest[rank - 1]!;
      nearest[rank] = between;
      farthest = nearest[last]!;
    }
  }

  // Nodes that are still to be looked at, at most one of each level, and how far away their boxes are.
  const waiting = new Int32Array(64);
  const distances = new Float64Array(64);

  function searchNearest(query: number, nearest: Float64Array): void {
    const last = nearest.length - 1;
    let count = 1;
    [waiting[0], distances[0]] = [0, 0];
    while (count > 0) {
      count--;
      if (distances[count]! >= nearest[last]!) continue;
      let node = waiting[count]!;
      while (node < firstLeaf) {
        const left = distanceToBox(query, 2 * node + 1);
        const right = distanceToBox(query, 2 * node + 2);
        const nearer = left <= right ? 1 : 2;
        waiting[count] = 2 * node + 3 - nearer;
        distances[count] = left <= right ? right : left;
        count++;
        node = 2 * node + nearer;
      }
      enterLeaf(node, query, nearest);
    }
  }

  function count(node: number, query: number, radius: number): number {
    let inside = true;
    for (let k = 0, corner = 2 * node * units; k < units; k++, corner += 2) {
      const fromLow = sorted[query + k]! - boxes[corner]!;
      const toHigh = boxes[corner + 1]! - sorted[query + k]!;
      if (-fromLow >= radius || -toHigh >= radius) return 0;
      if (fromLow >= radius || toHigh >= radius) inside = false;
    }
    if (inside) return to[node]! - from[node]!;
    if (node < firstLeaf) return count(2 * node + 1, query, radius) + count(2 * node + 2, query, radius);
    let nearer = 0;
    others: for (let other = from[node]! * units, end = to[node]! * units; other < end; other += units) {
      for (let k = 0; k < units; k++) {
        if (Math.abs(sorted[query + k]! - sorted[other + k]!) >= radius) continue others;
      }
      nearer++;
    }
    return nearer;
  }

  return {
    neighbourDistances(k) {
      const nearest = new Float64Array(k);
      const distances = new Float64Array(points);
      order.forEach((row, at) => {
        nearest.fill(Number.POSITIVE_INFINITY);
        searchNearest(at * units, nearest);
        distances[row] = nearest[k - 1]!;
      });
      return distances;
    },
    countsNearer(radii) {
      const counts = new Uint32Array(points);
      order.forEach((row, at) => {
        if (radii[row]! > 0) counts[row] = count(0, at * units, radii[row]!);
      });
      return counts;
    },
  };
}

/** Points that are looked at one by one. */
const LEAF = 12;

/** Puts the smallest keys of order[first, end) before `middle` and the others from there on (Hoare's quickselect). */
function partition(order: Uint32Array, first: number, end: number, middle: number, key: (row: number) => number): void {
  let [left, right] = [first, end - 1];
  while (left < right) {
    const pivot = key(order[(left + right) >> 1]!);
    let [i, j] = [left, right];
    while (i <= j) {
      while (key(order[i]!) < pivot) i++;
      while (key(order[j]!) > pivot) j--;
      if (i <= j) {
        const row = order[i]!;
        order[i++] = order[j]!;
        order[j--] = row;
      }
    }
    if (middle <= j) right = j;
    else if (middle >= i) left = i;
    else return;
  }
}
