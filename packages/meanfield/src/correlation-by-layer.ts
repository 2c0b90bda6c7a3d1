import { DomainError, geometricMean, square } from '@rgflow/numerics';
import { type Activation, tanh } from './activation.js';
import { hermiteSeries } from './hermite-series.js';
import type { MeanFieldOptions } from './mean-field.js';
import { checkVariances } from './parameters.js';
import { checkDepth, firstVariance, nextVariance, varianceByLayer } from './variance-by-layer.js';

/** Two inputs: their second moments X_a and X_b and their overlap (1/n) Σᵢ xᵃᵢ xᵇᵢ. */
export interface InputPair {
  readonly secondMoments: readonly [number, number];
  readonly overlap: number;
}

export interface LayerCorrelation {
  readonly layer: number;
  /** Variances of the preactivations of the two inputs. */
  readonly variances: readonly [number, number];
  /** Correlation ρ of the preactivations. */
  readonly rho: number;
  /** 1 - ρ, to all digits also where it is small. */
  readonly decorrelation: number;
}

/**
 * Correlation between the preactivations of two inputs by layer:
 *
 *     c_0 = σ_w² overlap + σ_b²,    c_{l+1} = σ_w² E φ(√q_a z₁) φ(√q_b z₂) + σ_b²,    ρ_l = c_l / √(q_a q_b) = E z₁z₂,
 *
 * the average by Hermite series, Σₙ aₙ bₙ ρⁿ, of a homogeneous φ in closed form. It is 1 - ρ that is carried on, in sums
 * that do not cancel: in the ordered phase it falls as exp(-l/ξ_c) for as many layers as one likes.
 *
 * @param depth  Last layer, >= 0; `depth + 1` rows come back.
 * @throws {DomainError}  if a parameter is outside its domain, the overlap beyond what the second moments allow, a variance
 *                        zero (there is no correlation then), or a variance above about 40, where the series gets too long
 *                        (of a sigmoid 160, of a homogeneous activation none).
 *
 * @example Two orthogonal images
 * correlationByLayer(1.5, 0.05, { secondMoments: [0.1, 0.1], overlap: 0 }, 1); // ρ: 0.25, 0.3863
 */
export function correlationByLayer(
  sigmaW2: number,
  sigmaB2: number,
  inputs: InputPair,
  depth: number,
  options: MeanFieldOptions = {},
): readonly LayerCorrelation[] {
  const { activation = tanh } = options;
  const where = 'correlationByLayer';
  checkVariances(where, sigmaW2, sigmaB2);
  checkDepth(where, depth);
  const { secondMoments, overlap } = inputs;
  if (!(Math.abs(overlap) <= geometricMean(...secondMoments) * (1 + 1e-12))) {
    throw new DomainError(
      `${where}: the overlap is ${overlap} and the second moments ${secondMoments.join(' and ')}; overlap² cannot exceed their product.`,
    );
  }
  const qa = firstVariance(where, sigmaW2, sigmaB2, secondMoments[0]);
  const qb = firstVariance(where, sigmaW2, sigmaB2, secondMoments[1]);
  const distance = sigmaW2 * (secondMoments[0] - overlap + (secondMoments[1] - overlap));
  const layers = [layerCorrelation(0, qa, qb, distance)];
  for (let l = 0; l < depth; l++) layers.push(nextCorrelation(layers[l]!, sigmaW2, sigmaB2, activation));
  return layers;
}

/** From the mean square of the difference of two preactivations, q_a + q_b - 2c. */
function layerCorrelation(layer: number, qa: number, qb: number, distance: number): LayerCorrelation {
  if (!(qa > 0 && qb > 0)) {
    throw new DomainError(
      `correlationByLayer: the variances in layer ${layer} are ${qa} and ${qb}; without a variance there is no correlation.`,
    );
  }
  // 2√(q_a q_b) (1 - ρ) = q_a + q_b - 2c - (√q_a - √q_b)².
  const between = (qa - qb) / (Math.sqrt(qa) + Math.sqrt(qb));
  const decorrelation = Math.min(2, Math.max(0, (distance - between * between) / (2 * geometricMean(qa, qb))));
  return { layer, variances: [qa, qb], rho: 1 - decorrelation, decorrelation };
}

/** The mean square of the difference is σ_w² Σₙ [(aₙ - bₙ)² + 2 aₙbₙ (1 - ρⁿ)]: no term is negative where ρ >= 0. */
function nextCorrelation(
  { layer, variances: [qa, qb], rho, decorrelation }: LayerCorrelation,
  sigmaW2: number,
  sigmaB2: number,
  activation: Activation,
): LayerCorrelation {
  const [nextA, nextB] = [qa, qb].map((q) => nextVariance(q, sigmaW2, sigmaB2, activation)) as [number, number];
  const difference =
    activation.homogeneous?.meanSquaredDifference(qa, qb, decorrelation) ??
    seriesDifference(qa, qb, rho, decorrelation, activation);
  return layerCorrelation(layer + 1, nextA, nextB, sigmaW2 * difference);
}

/** E [φ(u_a) - φ(u_b)]² by Hermite series. */
function seriesDifference(qa: number, qb: number, rho: number, decorrelation: number, activation: Activation): number {
  const a = completeSeries(qa, activation);
  const b = qb === qa ? a : completeSeries(qb, activation);
  let difference = 0;
  let geometric = 0; // 1 + ρ + ... + ρⁿ⁻¹ = (1 - ρⁿ) / (1 - ρ)
  for (let n = 0; n < Math.max(a.length, b.length); n++) {
    const [an, bn] = [a[n] ?? 0, b[n] ?? 0];
    difference += square(an - bn) + 2 * an * bn * decorrelation * geometric;
    geometric = 1 + rho * geometric;
  }
  return difference;
}

/**
 * The first layer whose variance is beyond what `correlationByLayer` computes; null if none is.
 *
 * @param secondMoment  Of the inputs, or the most it may be.
 */
export function firstLayerBeyondSeries(
  sigmaW2: number,
  sigmaB2: number,
  secondMoment: number,
  depth: number,
  options: MeanFieldOptions = {},
): number | null {
  const { activation = tanh } = options;
  if (activation.homogeneous !== undefined) return null;
  // The variance of a bounded activation settles within a few layers, and its series is long.
  const variances = varianceByLayer(sigmaW2, sigmaB2, secondMoment, Math.min(depth, 20), options);
  const isBeyond = (q: number): boolean => q > SURELY_SHORT && !hermiteSeries(q, activation)(LAST_ORDER).complete;
  const largest = Math.max(...variances);
  return isBeyond(largest) ? variances.findIndex(isBeyond) : null;
}

/** A variance whose series is complete, whatever the activation. */
const SURELY_SHORT = 20;

function completeSeries(q: number, activation: Activation): readonly number[] {
  const { values, complete } = hermiteSeries(q, activation)(LAST_ORDER);
  if (complete) return values;
  throw new DomainError(
    `correlationByLayer: a variance of ${q} needs more than ${LAST_ORDER} Hermite polynomials of ${activation.name}; ` +
      'give smaller variances (for tanh up to about 40).',
  );
}

const LAST_ORDER = 8191;
