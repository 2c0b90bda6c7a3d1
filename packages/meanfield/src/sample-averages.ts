import { square } from '@rgflow/numerics';
import type { Activation } from './activation.js';
import type { HigherDerivatives } from './activation-derivatives.js';
import { type GaussianRule, gaussianRule } from './gaussian-rule.js';

/**
 * What enters the units of a layer of one infinitely wide network, over its samples: in each unit normal, with a mean that
 * is itself normal over the units.
 */
export interface UnitLaw {
  /** c: mean square over the units of their mean over the samples. In layer 0, where all units have one mean, its square. */
  readonly meanSquare: number;
  /** d: variance of a unit over the samples, the same in all units. */
  readonly variance: number;
  /** Mean of every unit, where they have one and the same, as in layer 0; else null. */
  readonly commonMean: number | null;
}

/**
 * Averages over the units, of g, the mean over the samples of φ(u) in a unit, and of its central moments w₂ = w, w₃, w₄;
 * digits are derivatives by the unit's mean: g1g3 is E g' g'''.
 */
export interface SampleAverages {
  readonly gg: number;
  readonly w: number;
  readonly gggg: number;
  readonly ggw: number;
  readonly ww: number;
  readonly gw3: number;
  readonly w4: number;
  readonly g1g1: number;
  readonly gg2: number;
  readonly g2g2: number;
  readonly g1g3: number;
  readonly gg4: number;
  /** E w'' and E w''''. */
  readonly wSecond: number;
  readonly wFourth: number;
}

/** E g² and E w, all that the infinitely wide network asks for. */
export function meanAndVarianceOfOutputs(given: UnitLaw, activation: Activation): Pick<SampleAverages, 'gg' | 'w'> {
  const { law, scale } = resolved(given);
  const inner = gaussianRule(law.variance, activation.smoothness);
  const reach = Math.sqrt(law.variance);
  const sums = { gg: 0, w: 0 };
  overMeans(law, activation, (mean, weight) => {
    const { g, w } = outputsAt(mean, reach, inner, activation);
    sums.gg += weight * g * g;
    sums.w += scale * weight * w;
  });
  return sums;
}

function outputsAt(mean: number, reach: number, { nodes, weights }: GaussianRule, { value }: Activation) {
  let g = 0;
  const values = new Float64Array(2 * nodes.length);
  for (let i = nodes.length - 1; i >= 0; i--) {
    const [up, down] = [value(mean + reach * nodes[i]!), value(mean - reach * nodes[i]!)];
    values[2 * i] = up;
    values[2 * i + 1] = down;
    g += weights[i]! * (up + down);
  }
  // About the mean: in the ordered phase the variance is a billionth of the mean square.
  let w = 0;
  for (let i = nodes.length - 1; i >= 0; i--)
    w += weights[i]! * (square(values[2 * i]! - g) + square(values[2 * i + 1]! - g));
  return { g, w };
}

/** All of them. */
export function sampleAverages(given: UnitLaw, activation: Activation, derivatives: HigherDerivatives): SampleAverages {
  const { law, scale } = resolved(given);
  const { nodes, weights } = gaussianRule(law.variance, activation.smoothness);
  const reach = Math.sqrt(law.variance);
  const sums = {
    ...{ gg: 0, w: 0, gggg: 0, ggw: 0, ww: 0, gw3: 0, w4: 0, g1g1: 0, gg2: 0, g2g2: 0, g1g3: 0, gg4: 0 },
    wSecond: 0,
    wFourth: 0,
  };
  const points = 2 * nodes.length;
  const weightOf = (i: number) => weights[i >> 1]!;
  const orders = Array.from({ length: 5 }, () => new Float64Array(points));
  const [f0, f1, f2, f3, f4] = orders as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  overMeans(law, activation, (mean, weight) => {
    for (let i = 0; i < points; i++) {
      const u = mean + (i % 2 === 0 ? reach : -reach) * nodes[i >> 1]!;
      f0[i] = activation.value(u);
      [f1[i], f2[i], f3[i], f4[i]] = derivatives(u, f0[i]!);
    }
    const g = orders.map((values) => {
      let sum = 0;
      for (let i = points - 1; i >= 0; i--) sum += weightOf(i) * values[i]!;
      for (let i = 0; i < points; i++) values[i]! -= sum;
      return sum;
    });
    let [w2, w3, w4, c11, c22, c02, c04, c13] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = points - 1; i >= 0; i--) {
      const v = weightOf(i);
      const [a, b, c, d, e] = [f0[i]!, f1[i]!, f2[i]!, f3[i]!, f4[i]!];
      w2 += v * a * a;
      w3 += v * a * a * a;
      w4 += v * a * a * a * a;
      c11 += v * b * b;
      c22 += v * c * c;
      c02 += v * a * c;
      c04 += v * a * e;
      c13 += v * b * d;
    }
    const [g0, g1, g2, g3, g4] = g as [number, number, number, number, number];
    sums.gg += weight * g0 * g0;
    sums.gggg += weight * square(g0 * g0);
    sums.w += scale * weight * w2;
    sums.ggw += scale * weight * g0 * g0 * w2;
    sums.ww += scale * scale * weight * w2 * w2;
    sums.gw3 += scale * scale * weight * g0 * w3;
    sums.w4 += scale * scale * weight * w4;
    sums.g1g1 += weight * g1 * g1;
    sums.gg2 += weight * g0 * g2;
    sums.g2g2 += weight * g2 * g2;
    sums.g1g3 += weight * g1 * g3;
    sums.gg4 += weight * g0 * g4;
    // Of a variance over the samples, w = E φ² - g²: derivatives act on each factor in turn.
    sums.wSecond += scale * weight * 2 * (c11 + c02);
    sums.wFourth += scale * weight * (2 * c04 + 8 * c13 + 6 * c22);
  });
  return sums;
}

/** Below it φ is a straight line over the samples of a unit, to as many digits. */
const STRAIGHT = 1e-10;

/**
 * Differences of φ over so small a spread of the samples that they would be lost in rounding, as in the ordered phase they
 * are at last, are taken over a larger one: w goes as d there, w₃ and w₄ as d².
 */
function resolved(law: UnitLaw): { readonly law: UnitLaw; readonly scale: number } {
  if (law.variance >= STRAIGHT) return { law, scale: 1 };
  return { law: { ...law, variance: STRAIGHT }, scale: law.variance / STRAIGHT };
}

/** Calls with the means of units and their weights; every average is even in the mean where φ is odd. */
function overMeans(law: UnitLaw, activation: Activation, visit: (mean: number, weight: number) => void): void {
  if (law.commonMean !== null) {
    visit(law.commonMean, 1);
    return;
  }
  const { nodes, weights } = gaussianRule(law.meanSquare, activation.smoothness);
  const reach = Math.sqrt(law.meanSquare);
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (weights[i]! < 1e-25) continue;
    const mean = reach * nodes[i]!;
    if (activation.parity === 'odd') visit(mean, 2 * weights[i]!);
    else {
      visit(mean, weights[i]!);
      visit(-mean, weights[i]!);
    }
  }
}
