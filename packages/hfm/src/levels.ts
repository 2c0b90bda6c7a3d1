import { energyOfLevel, type HierarchicalFeatureModel } from './model.js';

/** The levels of detail m = 0, ..., n of a model. */
interface Levels {
  /** ln Z. */
  readonly logPartition: number;
  /** ln of the probability that the level is m, all its states together; shape (n + 1). */
  readonly logProbabilities: Float64Array;
  /** P(m), shape (n + 1). */
  readonly probabilities: Float64Array;
}

/**
 * P(0) = 1/Z, P(m) = 2^(m-1) e^(-g E(m)) / Z, from logarithms about the likeliest level: no power overflows, g = ln 2 is no
 * exception, and ln P of a level that has nearly all keeps its digits.
 */
export function levelsOf({ units, g, convention }: HierarchicalFeatureModel): Levels {
  const logWeights = Float64Array.from({ length: units + 1 }, (_, m) =>
    m === 0 ? 0 : (m - 1) * Math.LN2 - g * energyOfLevel(m, convention),
  );
  let likeliest = 0;
  for (let m = 1; m <= units; m++) if (logWeights[m]! > logWeights[likeliest]!) likeliest = m;
  const highest = logWeights[likeliest]!;
  let others = 0;
  for (let m = 0; m <= units; m++) if (m !== likeliest) others += Math.exp(logWeights[m]! - highest);
  const rest = Math.log1p(others);
  const logProbabilities = logWeights.map((logWeight) => logWeight - highest - rest);
  return { logPartition: highest + rest, logProbabilities, probabilities: logProbabilities.map(Math.exp) };
}

/** Σ_m P(m) f(m). */
export function meanOverLevels(probabilities: ArrayLike<number>, f: (m: number) => number): number {
  let sum = 0;
  for (let m = 0; m < probabilities.length; m++) sum += probabilities[m]! * f(m);
  return sum;
}
