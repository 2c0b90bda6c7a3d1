import { binade, type Estimate, square } from '@rgflow/numerics';
import { columnMeans } from '../mean.js';
import { ratioOfAutoregression } from '../renormalisation/gaussian-chain.js';
import { type ChainOptions, checkFeatures, type Features } from './features.js';

/** The Gaussian chain that neighbours of a layer look like. */
export interface EffectiveGaussian {
  /** r = c/a; 0 of independent units, ½ of the massless chain. null where the layer does not vary. */
  readonly ratio: Estimate | null;
  readonly reason: string | null;
}

/**
 * Ratio c/a of the Gaussian chain whose conditional laws of one unit given its neighbours make features likeliest, which is
 * a regression: x given its neighbours has the mean r (x₋ + x₊), so that
 *
 *     r = Σ x (x₋ + x₊) / Σ (x₋ + x₊)².
 *
 * The mean of each unit is subtracted; units of different variance are taken as they are, so standardise them first if their
 * scale is arbitrary. The ends of an open chain are left out: their law depends on what lies beyond. The errors take rows to
 * be independent, and nothing else.
 *
 * @param features  Shape (samples, units), at least 3 units.
 * @throws {ShapeError}   if the shape does not fit the data, or there are too few units.
 * @throws {DomainError}  if an entry is not finite.
 *
 * @example A stationary chain xᵢ₊₁ = ½ xᵢ + noise
 * gaussianPseudoLikelihood(features, { boundary: 'open' }).ratio; // 0.400 ± 0.003
 *
 * Source: J. Besag, Statistician 24, 179 (1975).
 */
export function gaussianPseudoLikelihood(features: Features, { boundary }: ChainOptions): EffectiveGaussian {
  const where = 'gaussianPseudoLikelihood';
  checkFeatures(where, features, 3);
  const [samples, units] = features.shape;
  const data = centred(features);
  const [ends, products, squares] = [boundary === 'open' ? 1 : 0, new Float64Array(samples), new Float64Array(samples)];
  for (let row = 0; row < samples; row++) {
    const at = row * units;
    for (let unit = ends; unit < units - ends; unit++) {
      const neighbours = data[at + ((unit + units - 1) % units)]! + data[at + ((unit + 1) % units)]!;
      products[row]! += data[at + unit]! * neighbours;
      squares[row]! += square(neighbours);
    }
  }
  return quotient(products, squares);
}

/**
 * The same from the correlation φ of neighbours alone, as that of a stationary autoregressive chain: r = φ/(1 + φ²).
 *
 * @param features  As for `gaussianPseudoLikelihood`, at least 2 units, 3 on a ring.
 */
export function gaussianFromCorrelation(features: Features, { boundary }: ChainOptions): EffectiveGaussian {
  checkFeatures('gaussianFromCorrelation', features, boundary === 'periodic' ? 3 : 2);
  const [samples, units] = features.shape;
  const data = centred(features);
  const bonds = boundary === 'periodic' ? units : units - 1;
  const [products, squares] = [new Float64Array(samples), new Float64Array(samples)];
  for (let row = 0; row < samples; row++) {
    for (let bond = 0; bond < bonds; bond++) {
      const [x, y] = [data[row * units + bond]!, data[row * units + ((bond + 1) % units)]!];
      products[row]! += x * y;
      squares[row]! += (square(x) + square(y)) / 2;
    }
  }
  const { ratio: correlation, reason } = quotient(products, squares);
  if (correlation === null) return { ratio: null, reason };
  const phi = correlation.value;
  // dr/dφ = (1 - φ²)/(1 + φ²)².
  const slope = (1 - square(phi)) / square(1 + square(phi));
  return {
    ratio: { value: ratioOfAutoregression(phi), standardError: slope * correlation.standardError, samples },
    reason: null,
  };
}

/** Σ products / Σ squares over rows, with the scatter of products - quotient · squares. */
function quotient(products: Float64Array, squares: Float64Array): EffectiveGaussian {
  const total = squares.reduce((a, b) => a + b);
  if (!(total > 0)) return { ratio: null, reason: 'no unit varies' };
  const value = products.reduce((a, b) => a + b) / total;
  const scatter = products.reduce((sum, product, row) => sum + square(product - value * squares[row]!), 0);
  return { ratio: { value, standardError: Math.sqrt(scatter) / total, samples: products.length }, reason: null };
}

/** About the means, in a power of two near the largest deviation, of which neither ratio nor correlation depends. */
function centred({ shape: [, units], data }: Features): Float64Array {
  const means = columnMeans(data, units);
  const deviations = Float64Array.from({ length: data.length }, (_, i) => data[i]! - means[i % units]!);
  const unit = binade(deviations.reduce((largest, deviation) => Math.max(largest, Math.abs(deviation)), 0));
  return deviations.map((deviation) => deviation / unit);
}
