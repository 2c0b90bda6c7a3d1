import { centred, ShapeError } from '@rgflow/numerics';
import type { LayerKl } from './layer.js';
import type { SampledTerms } from './sampled-terms.js';

/**
 * How numbers err together, C_mn = errors_m correlations_mn errors_n. Apart from each other, since squares of numbers from
 * 1e-162 down and 1e154 up are no doubles.
 */
export interface Covariance {
  /** Standard errors, shape (n), in the unit of the numbers. */
  readonly errors: Float64Array;
  /** Shape (n, n), symmetric; 0 in the row of a number without an error. */
  readonly correlations: readonly Float64Array[];
}

/** How the points of a curve err together, layer by layer, nats per unit. */
export interface CurveCovariance {
  /** Were the samples drawn anew, of the same images and network. */
  readonly sampling: Covariance;
  /** Were other images shown, and sampled, to the same network; of one image that of the sampling. */
  readonly images: Covariance;
}

/**
 * The covariance of a curve that was averaged over K images of one network,
 *
 *     images_mn = Σ_k (D_m^k - D_m)(D_n^k - D_n) / (K (K - 1)),    sampling_mn = (1/K²) Σ_k cov_s(t_m^k, t_n^k) / S,
 *
 * t^k the S terms that the estimator averages over samples. The same samples and the same images are behind all layers, so
 * correlations are near 1: the points of such a curve go up and down together, and errors taken one by one say little of a
 * fit to them. Neither the unit of curves and terms nor what is added to them matters, from 1e-300 to 1e300.
 *
 * @param curves  One per image, of the same layers.
 * @param terms   One per image, as `layerKlTerms` and the others have them; none where nothing is sampled.
 * @param units   Of the reference layer: terms are of a whole layer, the answer is per unit.
 * @throws {ShapeError}  if there is no curve, or terms and curves do not go together.
 *
 * @example Two images that differ by 0.2 nats in every layer: they err by 0.1, as one
 * const { errors, correlations } = curveCovariance([curve, curve.map(higher)], [], 784).images;
 * [errors[3], correlations[3][7]]; // 0.1, 1
 */
export function curveCovariance(
  curves: readonly (readonly Pick<LayerKl, 'klPerUnit'>[])[],
  terms: readonly SampledTerms[],
  units: number,
): CurveCovariance {
  const layers = curves[0]?.length;
  if (layers === undefined) throw new ShapeError('curveCovariance: there are no curves; give one per image.');
  if (curves.some(({ length }) => length !== layers) || terms.some(({ length }) => length !== layers)) {
    throw new ShapeError('curveCovariance: the curves and terms of all images must be of the same layers.');
  }
  if (terms.length !== 0 && terms.length !== curves.length) {
    throw new ShapeError(
      `curveCovariance: ${curves.length} curves and terms of ${terms.length} images; give one of each.`,
    );
  }
  const sampling = covarianceOfSums(
    terms.map((ofImage) => {
      const { errors, correlations } = covarianceOfMeans(ofImage);
      return { errors: errors.map((error) => error / units / curves.length), correlations };
    }),
    layers,
  );
  if (curves.length === 1) return { sampling, images: sampling };
  const perLayer = Array.from({ length: layers }, (_, m) => Float64Array.from(curves, (curve) => curve[m]!.klPerUnit));
  return { sampling, images: covarianceOfMeans(perLayer) };
}

/** Of the means of n values in each row; the errors of one value are NaN. */
function covarianceOfMeans(rows: readonly Float64Array[]): Covariance {
  const n = rows[0]!.length;
  const errors = new Float64Array(rows.length);
  const directions = rows.map((row, m) => {
    const { unit, deviations, sumOfSquares } = centred(row);
    const length = Math.sqrt(sumOfSquares);
    errors[m] = unit * (length / Math.sqrt(n * (n - 1)));
    return length === 0 ? deviations.fill(0) : deviations.map((deviation) => deviation / length);
  });
  const correlations = rows.map(() => new Float64Array(rows.length));
  directions.forEach((own, m) => {
    for (let other = 0; other <= m; other++) {
      const beside = directions[other]!;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += own[i]! * beside[i]!;
      correlations[m]![other] = sum;
      correlations[other]![m] = sum;
    }
  });
  return { errors, correlations };
}

/** Of the sums of numbers that err apart from each other; 0 of none. */
function covarianceOfSums(parts: readonly Covariance[], n: number): Covariance {
  const errors = Float64Array.from({ length: n }, (_, m) => Math.hypot(...parts.map((part) => part.errors[m]!)));
  return {
    errors,
    correlations: Array.from(errors, (own, m) =>
      Float64Array.from(errors, (beside, other) => {
        if (own === 0 || beside === 0) return 0;
        return parts.reduce(
          (sum, part) => sum + (part.errors[m]! / own) * (part.errors[other]! / beside) * part.correlations[m]![other]!,
          0,
        );
      }),
    ),
  };
}
