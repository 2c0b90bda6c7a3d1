import type { Samples } from './samples.js';

/** Points that can be asked for their neighbours in the maximum norm, |p - q| = max_k |p_k - q_k|. */
export interface MaxNormTree {
  /** Distance from point i to its k-th nearest other point, k from 1 to points - 1. */
  neighbourDistance(i: number, k: number): number;
  /** How many points, i among them if the radius is positive, are at less than `radius` from point i. */
  countNearer(i: number, radius: number): number;
}

/**
 * A k-d tree on the rows of a matrix: every node halves its points at the median of the unit in which they are spread
 * widest, and node n has the children 2n + 1 and 2n + 2.
 *
 * Distances are compared in float64 as they round, the same for both questions: a point at the distance that
 * `neighbourDistance` returned is not counted as nearer. In many units both questions look at every point.
 */
export function maxNormTree({ shape: [points, units], data }: Samples): MaxNormTree {
  const nodes = 2 ** (1 + Math.max(0, Math.ceil(Math.log2(points / LEAF)))) - 1;
  const [from, to] = [new Int32Array(nodes), new Int32Array(nodes)];
  const [low, high] = [new Float64Array(nodes * units), new Float64Array(nodes * units)];
  const order = Uint32Array.from({ length: points }, (_, i) => i);
  build(0, 0, points);

  // The points in the order of the leaves, so that a leaf is one stretch of memory.
  const sorted = new Float64Array(points * units);
  const place = new Uint32Array(points);
  order.forEach((row, at) => {
    place[row] = at;
    for (let k = 0; k < units; k++) sorted[at * units + k] = data[row * units + k]!;
  });

  function build(node: number, first: number, end: number): void {
    from[node] = first;
    to[node] = end;
    const corner = node * units;
    let widest = 0;
    for (let k = 0; k < units; k++) {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let at = first; at < end; at++) {
        const value = data[order[at]! * units + k]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      low[corner + k] = least;
      high[corner + k] = most;
      if (most - least > high[corner + widest]! - low[corner + widest]!) widest = k;
    }
    if (isLeaf(node)) return;
    const middle = (first + end) >> 1;
    partition(order, first, end, middle, (row) => data[row * units + widest]!);
    build(2 * node + 1, first, middle);
    build(2 * node + 2, middle, end);
  }

  function isLeaf(node: number): boolean {
    return 2 * node + 1 >= nodes || to[node]! - from[node]! <= LEAF;
  }

  function distance(p: number, q: number): number {
    let largest = 0;
    for (let k = 0; k < units; k++) {
      const difference = Math.abs(sorted[p * units + k]! - sorted[q * units + k]!);
      if (difference > largest) largest = difference;
    }
    return largest;
  }

  /** To the nearest place in the box of a node. */
  function distanceToBox(point: number, node: number): number {
    let largest = 0;
    for (let k = 0; k < units; k++) {
      const value = sorted[point * units + k]!;
      const below = low[node * units + k]! - value;
      const above = value - high[node * units + k]!;
      if (below > largest) largest = below;
      if (above > largest) largest = above;
    }
    return largest;
  }

  /** To the farthest place in the box of a node. */
  function distanceAcrossBox(point: number, node: number): number {
    let largest = 0;
    for (let k = 0; k < units; k++) {
      const value = sorted[point * units + k]!;
      const below = value - low[node * units + k]!;
      const above = high[node * units + k]! - value;
      if (below > largest) largest = below;
      if (above > largest) largest = above;
    }
    return largest;
  }

  let nearest = new Float64Array(0);

  function searchNearest(node: number, point: number): void {
    const last = nearest.length - 1;
    if (isLeaf(node)) {
      for (let other = from[node]!; other < to[node]!; other++) {
        if (other === point) continue;
        const between = distance(point, other);
        if (!(between < nearest[last]!)) continue;
        let rank = last;
        for (; rank > 0 && nearest[rank - 1]! > between; rank--) nearest[rank] = nearest[rank - 1]!;
        nearest[rank] = between;
      }
      return;
    }
    const left = distanceToBox(point, 2 * node + 1);
    const right = distanceToBox(point, 2 * node + 2);
    const [first, second, toSecond] =
      left <= right ? [2 * node + 1, 2 * node + 2, right] : [2 * node + 2, 2 * node + 1, left];
    if (Math.min(left, right) < nearest[last]!) searchNearest(first, point);
    if (toSecond < nearest[last]!) searchNearest(second, point);
  }

  function count(node: number, point: number, radius: number): number {
    if (!(distanceToBox(point, node) < radius)) return 0;
    if (distanceAcrossBox(point, node) < radius) return to[node]! - from[node]!;
    if (!isLeaf(node)) return count(2 * node + 1, point, radius) + count(2 * node + 2, point, radius);
    let nearer = 0;
    for (let other = from[node]!; other < to[node]!; other++) if (distance(point, other) < radius) nearer++;
    return nearer;
  }

  return {
    neighbourDistance(i, k) {
      if (nearest.length !== k) nearest = new Float64Array(k);
      nearest.fill(Number.POSITIVE_INFINITY);
      searchNearest(0, place[i]!);
      return nearest[k - 1]!;
    },
    countNearer: (i, radius) => count(0, place[i]!, radius),
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
