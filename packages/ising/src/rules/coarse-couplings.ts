import { DomainError } from '@rgflow/numerics';
import { type CouplingReach, reachOfCouplings } from './coupling-reach.js';
import { sigmoid } from './critic.js';
import { blockSpins, type ThresholdRule } from './threshold-rule.js';

/** Pair couplings of the Hamiltonian of block spins, by distance in blocks. */
export interface CoarseCouplings extends CouplingReach {
  /** For each of SHELLS the coupling J_r. */
  readonly couplings: readonly number[];
  /** Field on a block spin: 0 but for rules that prefer one sign. */
  readonly field: number;
}

/** Distances (y, x) of the pairs that are fitted, each with all its images under the symmetries of the square. */
export const SHELLS = [
  [0, 1],
  [1, 1],
  [0, 2],
  [1, 2],
  [2, 2],
  [0, 3],
] as const;

/**
 * Couplings of block spins on a square lattice by the likelihood of each spin given all others, the model
 *
 *     P(σ = 1 | rest) = 1 / (1 + e^{-2(h + Σ_r J_r S_r)}),    S_r the sum of the spins at distance r,
 *
 * maximised by Newton's steps. Consistent for a Hamiltonian of these pairs; of one that has others too it is the nearest by
 * this likelihood.
 *
 * @param coarse  1 or 0 for -1, shape (samples, side²).
 * @param side    Spins along a side of the coarse torus, 7 or more, so that no distance is met twice.
 * @throws {DomainError}  if the side is less, or the spins do not determine the couplings.
 *
 * Source: J. Besag, The Statistician 24, 179 (1975).
 */
export function coarseCouplings(coarse: Uint8Array, side: number): CoarseCouplings {
  if (!(side >= 7)) {
    throw new DomainError(`coarseCouplings: a coarse torus of side ${side}; expected 7 or more.`);
  }
  const features = SHELLS.length + 1;
  const sums = shellSums(coarse, side);
  const parameters = new Float64Array(features);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = new Float64Array(features);
    const curvature = new Float64Array(features * features);
    for (let n = 0; n < coarse.length; n++) {
      const from = n * features;
      let field = 0;
      for (let k = 0; k < features; k++) field += parameters[k]! * sums[from + k]!;
      const up = sigmoid(2 * field);
      const [miss, weight] = [2 * (coarse[n]! - up), 4 * up * (1 - up)];
      for (let k = 0; k < features; k++) {
        gradient[k]! += miss * sums[from + k]!;
        for (let l = 0; l <= k; l++) curvature[k * features + l]! += weight * sums[from + k]! * sums[from + l]!;
      }
    }
    const change = solveSymmetric(curvature, gradient, features);
    for (let k = 0; k < features; k++) parameters[k]! += change[k]!;
  }
  const couplings = Array.from(parameters.subarray(1));
  const shells = couplings.map((coupling, k) => {
    return { distance: Math.hypot(...SHELLS[k]!), neighbours: neighboursOf(k).length, coupling };
  });
  return { couplings, field: parameters[0]!, ...reachOfCouplings(shells) };
}

/** A fit to less than a part in 10⁶ from couplings of 0: steps double the digits. */
const NEWTON_STEPS = 8;

/** All places at a distance. */
function neighboursOf(shell: number): readonly (readonly [number, number])[] {
  const [a, b] = SHELLS[shell]!;
  const all = [
    ...[
      [a, b],
      [b, a],
    ].flatMap(([y, x]) => [1, -1].flatMap((s) => [1, -1].map((t) => [s * y!, t * x!] as const))),
  ];
  return all.filter(([y, x], n) => all.findIndex(([v, u]) => v === y && u === x) === n);
}

/** For each spin 1 and the sum over each shell, shape (spins, 1 + shells). */
function shellSums(coarse: Uint8Array, side: number): Int8Array {
  const shells = SHELLS.map((_, shell) => neighboursOf(shell));
  const features = shells.length + 1;
  const sums = new Int8Array(coarse.length * features);
  for (let n = 0; n < coarse.length; n++) {
    const state = n - (n % (side * side));
    const [y, x] = [Math.floor((n - state) / side), n % side];
    sums[n * features] = 1;
    shells.forEach((places, k) => {
      let sum = 0;
      for (const [v, u] of places) {
        sum += 2 * coarse[state + ((y + v + side) % side) * side + ((x + u + side) % side)]! - 1;
      }
      sums[n * features + 1 + k] = sum;
    });
  }
  return sums;
}

/** Of a positive matrix whose lower half is given, by elimination. */
function solveSymmetric(lower: Float64Array, right: Float64Array, n: number): Float64Array {
  const a = Float64Array.from(lower, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return lower[Math.max(i, j) * n + Math.min(i, j)]!;
  });
  const x = right.slice();
  for (let i = 0; i < n; i++) {
    const pivot = a[i * n + i]!;
    if (!(pivot > 0)) {
      throw new DomainError('coarseCouplings: the spins do not determine the couplings; are all of one sign?');
    }
    for (let r = i + 1; r < n; r++) {
      const share = a[r * n + i]! / pivot;
      for (let c = i; c < n; c++) a[r * n + c]! -= share * a[i * n + c]!;
      x[r]! -= share * x[i]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let c = i + 1; c < n; c++) x[i]! -= a[i * n + c]! * x[c]!;
    x[i]! /= a[i * n + i]!;
  }
  return x;
}

/**
 * States of a torus in blocks, each block its spin by a rule: 1 or 0, shape (samples, (size/side)²).
 *
 * @throws {DomainError}  if blocks do not fill the torus.
 */
export function coarseStates(states: Int8Array, size: number, rule: ThresholdRule): Uint8Array {
  const side = Math.sqrt(rule.weights.length);
  const along = size / side;
  if (!Number.isSafeInteger(along)) {
    throw new DomainError(`coarseStates: blocks of side ${side} do not fill a torus of side ${size}.`);
  }
  const samples = states.length / (size * size);
  const blocks = new Int8Array(states.length);
  let at = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (let place = 0; place < along * along; place++) {
      const [y, x] = [Math.floor(place / along) * side, (place % along) * side];
      for (let k = 0; k < side * side; k++, at++) {
        blocks[at] = states[sample * size * size + (y + Math.floor(k / side)) * size + x + (k % side)]!;
      }
    }
  }
  return blockSpins(rule, blocks);
}
