import type { RandomStream } from '@rgflow/random';
import type { BlockPairs } from './block-pairs.js';
import { Adam, Critic, logSigmoid, sigmoid } from './critic.js';
import type { CriticOptions } from './held-out-information.js';
import type { ThresholdRule } from './threshold-rule.js';

export interface LearningOptions extends CriticOptions {
  /** How often it begins anew; what comes to the largest bound over its last quarter of steps is kept. Default 5. */
  readonly starts?: number;
}

/**
 * A block rule learned from samples alone: the weights of a threshold rule climb, together with a critic f, the InfoNCE
 * bound on what the block spin h tells of the spins e around it,
 *
 *     I >= E Σ_h P(h|v_i) [ f(h, e_i) - ln (1/K) Σ_j e^{f(h, e_j)} ],    P(1|v) = 1 / (1 + e^{-2β(w·v + t)}),
 *
 * over K pairs at a time, f(±1, e) = ln 1/(1 + e^{∓g(e)}). The sum over h is done, none is drawn; β grows from 1 to 6 on the
 * way, so that what ends is a rule without chance. Nothing is told of the lattice, nor that a rule should be symmetric. A
 * climb may end on a rule that is only the best near it, such as a majority without ties to one side: hence several.
 *
 * Rates are up to 10, a thousand times the usual; at 1000 the odds of the critic are no doubles and the rule is NaN.
 *
 * @returns  Weights of length 1; the rule and its negative are the same, the sum of the weights is not below 0.
 *
 * Source: M. Koch-Janusz, Z. Ringel, Nature Physics 14, 578 (2018); P. M. Lenggenhager et al., Phys. Rev. X 10, 011037
 * (2020); the bound of A. van den Oord, Y. Li, O. Vinyals, arXiv:1807.03748.
 */
export function learnBlockRule(pairs: BlockPairs, options: LearningOptions, random: RandomStream): ThresholdRule {
  const climbs = Array.from({ length: options.starts ?? 5 }, (_, start) => climb(pairs, options, random, start));
  const { rule } = climbs.reduce((best, other) => (other.bound > best.bound ? other : best));
  const spins = rule.length - 1;
  const weights = rule.subarray(0, spins);
  const sign = weights.reduce((sum, weight) => sum + weight, 0) < 0 ? -1 : 1;
  const length = sign * Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  return { weights: Array.from(weights, (weight) => weight / length), threshold: rule[spins]! / length };
}

/** The weights, then the threshold, and the mean bound over the last quarter of the steps. All starts see the same pairs. */
function climb(
  { count, blocks, surroundings }: BlockPairs,
  { steps, batch, rate, hidden }: LearningOptions,
  random: RandomStream,
  start: number,
): { readonly rule: Float64Array; readonly bound: number } {
  const spins = blocks.length / count;
  const critic = new Critic(surroundings.length / count, hidden, random.split('critic', { start }));
  const rule = Float64Array.from(random.split('rule', { start }).normals(new Float32Array(spins + 1)));
  // From near a threshold of 0 a climb hardly leaves it, so that most begin away from there.
  for (let k = 0; k <= spins; k++) rule[k]! *= k < spins ? 0.3 : 1.5;
  const adam = new Adam(rule.length);
  const chosen = random.split('batches').integers(steps * batch, count);
  const gradient = new Float64Array(rule.length);
  const last = Math.floor((3 * steps) / 4);
  let total = 0;
  for (let step = 0; step < steps; step++) {
    const rows = chosen.subarray(step * batch, (step + 1) * batch);
    const beta = 1 + (5 * step) / steps;
    const up = Float64Array.from(rows, (row) => {
      let sum = rule[spins]!;
      for (let k = 0; k < spins; k++) sum += rule[k]! * blocks[row * spins + k]!;
      return sigmoid(2 * beta * sum);
    });
    const { bound, byOdds, byUp } = boundSlopes(critic.odds(surroundings, rows), up);
    if (step >= last) total += bound / (steps - last);
    gradient.fill(0);
    for (let n = 0; n < batch; n++) {
      const slope = byUp[n]! * 2 * beta * up[n]! * (1 - up[n]!);
      for (let k = 0; k < spins; k++) gradient[k]! += slope * blocks[rows[n]! * spins + k]!;
      gradient[spins]! += slope;
    }
    const falling = rate * Math.min(1, (2 * (steps - step)) / steps);
    critic.climb(surroundings, rows, byOdds, falling);
    adam.climb(rule, gradient, falling);
  }
  return { rule, bound: total };
}

/** The bound over some pairs, with its derivatives by the odds g(e_j) and by P(1|v_i), shape (pairs) each. */
function boundSlopes(odds: Float64Array, up: Float64Array) {
  const pairs = odds.length;
  const share = up.reduce((sum, p) => sum + p, 0) / pairs;
  const [ofUp, ofDown] = [1, -1].map((h) => odds.map((g) => logSigmoid(h * g)));
  const [upMean, downMean] = [ofUp!, ofDown!].map((scores) => {
    return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0) / pairs);
  });
  const byOdds = odds.map((g, j) => {
    const p = sigmoid(g);
    const own = (up[j]! * (1 - p) - (1 - up[j]!) * p) / pairs;
    const others =
      (share * Math.exp(ofUp![j]! - upMean!) * (1 - p) - (1 - share) * Math.exp(ofDown![j]! - downMean!) * p) / pairs;
    return own - others;
  });
  const bound = odds.reduce((sum, _, j) => {
    const own = up[j]! * (ofUp![j]! - upMean!) + (1 - up[j]!) * (ofDown![j]! - downMean!);
    return sum + own / pairs;
  }, 0);
  return { bound, byOdds, byUp: odds.map((g) => (g - upMean! + downMean!) / pairs) };
}
