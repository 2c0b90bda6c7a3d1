import { DomainError } from '@rgflow/numerics';
import { checkWeights } from './states.js';

/**
 * Shannon entropy -Σ p ln p in nats of a distribution given by weights up to a common factor.
 *
 * @param weights  Shape (any), from 0, not all 0.
 */
export function entropyOfWeights(weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const p = weights[i]! / total;
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
}

/** The probability that each unit is 1, shape (n). */
export function unitMeans(weights: ArrayLike<number>): Float64Array {
  const { units, total } = checkWeights('unitMeans', weights);
  const means = new Float64Array(units);
  for (let state = 1; state < weights.length; state++) {
    for (let bits = state; bits !== 0; bits &= bits - 1) means[31 - Math.clz32(bits & -bits)]! += weights[state]!;
  }
  return means.map((mean) => mean / total);
}

/**
 * Multi-information of the units in nats, which is the KL divergence from the model of independent bits with the same means:
 *
 *     I = Σᵢ H(sᵢ) - H(s) = D(p ‖ Πᵢ pᵢ) >= 0.
 *
 * @param weights  Of all states, up to a common factor, shape (2ⁿ), n up to 20.
 * @throws {ShapeError}   if there are not 2ⁿ states.
 * @throws {DomainError}  if a weight is negative or not finite, or all are 0.
 *
 * @example Two units that are always the same
 * multiInformation([1, 0, 0, 1]); // ln 2
 */
export function multiInformation(weights: ArrayLike<number>): number {
  let sum = -entropyOfWeights(weights);
  for (const mean of unitMeans(weights)) sum += entropyOfWeights([mean, 1 - mean]);
  // Negative by rounding alone.
  return Math.max(0, sum);
}

/** The law of independent units with these means, shape (2ⁿ). */
export function independentUnits(means: ArrayLike<number>): Float64Array {
  let weights = Float64Array.of(1);
  for (let unit = 0; unit < means.length; unit++) {
    const wider = new Float64Array(2 * weights.length);
    for (let state = 0; state < weights.length; state++) {
      wider[state] = weights[state]! * (1 - means[unit]!);
      wider[state + weights.length] = weights[state]! * means[unit]!;
    }
    weights = wider;
  }
  return weights;
}

/** Entropies of a sample of M states in nats, from how often each was seen. */
export interface SampleEntropies {
  /** H[s] = -Σ_s (k_s/M) ln(k_s/M), k_s the count of state s. */
  readonly resolution: number;
  /** H[k] = -Σ_k (k m_k/M) ln(k m_k/M), m_k the number of states that were seen k times. */
  readonly relevance: number;
}

/**
 * Resolution and relevance of a sample. Relevance is what the counts alone tell: 0 where all states are seen equally often,
 * and at most as much as resolution. Both depend on M, so compare samples of one size.
 *
 * @param counts  Of each state, in any order, whole numbers from 0; unseen states may be left out.
 * @throws {DomainError}  if a count is not a whole number from 0, or all are 0.
 *
 * @example
 * resolutionAndRelevance([5, 3, 3, 2, 1, 1, 1]); // { resolution: 1.7710, relevance: 1.3051 }
 *
 * Source: J. Song, M. Marsili, J. Jo, arXiv:1710.11324, by its definitions.
 */
export function resolutionAndRelevance(counts: ArrayLike<number>): SampleEntropies {
  const samplesByCount = new Map<number, number>();
  for (let state = 0; state < counts.length; state++) {
    const k = counts[state]!;
    if (!(Number.isSafeInteger(k) && k >= 0)) {
      throw new DomainError(
        `resolutionAndRelevance: state ${state} was seen ${k} times; expected whole numbers from 0.`,
      );
    }
    if (k > 0) samplesByCount.set(k, (samplesByCount.get(k) ?? 0) + k);
  }
  if (samplesByCount.size === 0) throw new DomainError('resolutionAndRelevance: no state was seen; give a sample.');
  return { resolution: entropyOfWeights(counts), relevance: entropyOfWeights([...samplesByCount.values()]) };
}
