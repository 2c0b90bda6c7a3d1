import { DomainError, type Estimate } from '@rgflow/numerics';

/**
 * The layer, counted from the reference layer as 0, at which a (1 - b^x) has a given fraction of its asymptote a:
 *
 *     x = ln(1 - fraction) / ln b,    standardError = |ln(1 - fraction)| se(b) / (b ln² b).
 *
 * Not a whole number in general. It grows without bound as b -> 1, and faster than its first-order error tells: an error of
 * the size of x itself means that the curve does not fix it. A fit that has not converged gives NaN.
 *
 * @param b         As `fitSaturation` gives it.
 * @param fraction  Between 0 and 1, both excluded.
 * @throws {DomainError}  if the fraction is outside.
 *
 * @example Half of the distance is left after each layer
 * plateauLayer({ value: 0.5, standardError: 0.01, samples: 28 }, 0.95); // 4.32 ± 0.12
 */
export function plateauLayer(b: Estimate, fraction: number): Estimate {
  if (!(fraction > 0 && fraction < 1)) {
    throw new DomainError(`plateauLayer: fraction is ${fraction}; expected a number between 0 and 1, such as 0.95.`);
  }
  const value = Math.log1p(-fraction) / Math.log(b.value);
  return { value, standardError: (value * b.standardError) / (b.value * -Math.log(b.value)), samples: b.samples };
}
