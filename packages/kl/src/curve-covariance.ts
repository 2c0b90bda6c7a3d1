import { centred, ShapeError } from '@rgflow/numerics';
import type { LayerKl } from './layer.js';
import type { SampledTerms } from './sampled-terms.js';

/** How the points of a curve err together, squared nats per unit; each of shape (layers, layers), symmetric. */
export interface CurveCovariance {
  /** Were the samples drawn anew, of the same images and network. */
  readonly sampling: readonly Float64Array[];
  /** Were other images shown, and sampled, to the same network; of one image that of the sampling. */
  readonly images: readonly Float64Array[];
}

/**
 * The covariance of a curve that was averaged over K images of one network,
 *
 *     images_mn = Σ_k (D_m^k - D_m)(D_n^k - D_n) / (K (K - 1)),    sampling_mn = (1/K²) Σ_k cov_s(t_m^k, t_n^k) / S,
 *
 * t^k the S terms that the estimator averages over samples. Its diagonal holds the squares of the standard errors. The same
 * samples and the same images are behind all layers, so what is beside the diagonal is of the size of the diagonal: the
 * points of such a curve go up and down together, and errors taken one by one say little of a fit to them.
 *
 * @param curves  One per image, of the same layers.
 * @param terms   One per image, as `layerKlTerms` and the others have them; none where nothing is sampled.
 * @param units   Of the reference layer: terms are of a whole layer, the answer is per unit.
 * @throws {ShapeError}  if there is no curve, or terms and curves do not go together.
 *
 * @example Two images that differ by 0.2 nats in every layer: 0.1² everywhere
 * curveCovariance([curve, curve.map(higher)], [], 784).images[3][7]; // 0.01
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
  const sampling = Array.from({ length: layers }, () => new Float64Array(layers));
  for (const ofImage of terms) {
    const perUnit = ofImage.map((term) => term.map((nats) => nats / units / curves.length));
    covarianceOfMeans(perUnit).forEach((row, m) => {
      row.forEach((entry, n) => {
        sampling[m]![n]! += entry;
      });
    });
  }
  if (curves.length === 1) return { sampling, images: sampling };
  const perLayer = Array.from({ length: layers }, (_, m) => Float64Array.from(curves, (curve) => curve[m]!.klPerUnit));
  return { sampling, images: covarianceOfMeans(perLayer) };
}

/** Of the means of n values in each row; NaN for one value. */
function covarianceOfMeans(rows: readonly Float64Array[]): readonly Float64Array[] {
  const deviations = rows.map((row) => {
    const { unit, deviations } = centred(row);
    return deviations.map((deviation) => unit * deviation);
  });
  const n = rows[0]!.length;
  const covariance = rows.map(() => new Float64Array(rows.length));
  deviations.forEach((own, m) => {
    for (let other = 0; other <= m; other++) {
      const beside = deviations[other]!;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += own[i]! * beside[i]!;
      covariance[m]![other] = sum / (n * (n - 1));
      covariance[other]![m] = covariance[m]![other]!;
    }
  });
  return covariance;
}
