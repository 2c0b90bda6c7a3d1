import {
  type Covariance,
  fitSaturation,
  normaliseKl,
  propagatedError,
  type SaturationFit,
  type SaturationSensitivity,
  saturationSensitivity,
} from '@rgflow/kl';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { nanIfNull, nullIfUndefined } from '../undefined-values.js';
import { covarianceOf, klCovariances } from './kl-covariances.js';
import { fitColumns } from './kl-fit.columns.js';
import { klColumns } from './kl-layer.columns.js';

/**
 * The fit of a (1 - b^x) to one estimator over the layers, the last ones (narrower in the paper's networks) left out, with
 * the errors of the curve carried to a and b: layers err together, since the same images and samples are behind all.
 */
export const fitStage = defineStage({
  name: 'fit',
  module: import.meta.url,
  params: z.strictObject({
    snapshot: z.string(),
    estimator: z.string(),
    sigmaW2: z.number().positive(),
    images: z.int().positive(),
    skipLast: z.int().nonnegative(),
    normalisation: z.enum(['paper', 'none']),
  }),
  inputs: { kl_layer: table(klColumns), klCovariances },
  outputs: {
    kl_fit: table(fitColumns),
  },
  run({ params, inputs }) {
    const { snapshot, estimator, sigmaW2, images, skipLast, normalisation } = params;
    const curve = inputs.kl_layer.filter((row) => row.estimator === estimator);
    const points = curve.slice(0, Math.max(0, curve.length - skipLast));
    const scaled = (perUnit: number): number => {
      switch (normalisation) {
        case 'paper':
          return normaliseKl(perUnit, { units: 1, sigmaW2 });
        case 'none':
          return perUnit;
        default:
          return normalisation satisfies never;
      }
    };
    const values = points.map((row) => scaled(nanIfNull(row.kl_per_unit)));
    const fit = fitSaturation(values);
    const place = [...new Set(inputs.kl_layer.map((row) => row.estimator))].indexOf(estimator);
    const covariance = covarianceOf(inputs.klCovariances, place);
    const errors = carriedErrors(fit, values, scaled(1));
    const [sampling, whole] = [errors(covariance.sampling), errors(covariance.images)];
    return {
      kl_fit: [
        {
          snapshot,
          a: nullIfUndefined(fit.a.value),
          a_se: whole.a,
          b: nullIfUndefined(fit.b.value),
          b_se: whole.b,
          se_of: images > 1 ? 'images' : 'sampling',
          a_sampling_se: sampling.a,
          b_sampling_se: sampling.b,
          a_fit_se: nullIfUndefined(fit.a.standardError),
          b_fit_se: nullIfUndefined(fit.b.standardError),
          rms: nullIfUndefined(fit.rms),
          points: fit.points,
          freedom: fit.freedom,
          converged: fit.converged,
          reason: fit.reason,
        },
      ],
    };
  },
});

/**
 * The errors that a covariance of the points gives a and b; null without a fit.
 *
 * @param unit  Of the fitted values, where the covariance is in nats per unit.
 */
function carriedErrors({ a, b, converged }: SaturationFit, values: readonly number[], unit: number) {
  const sensitivity: SaturationSensitivity | null = converged
    ? saturationSensitivity({ a: a.value, b: b.value }, values)
    : null;
  return (covariance: Covariance) => {
    const carried = (name: 'a' | 'b') =>
      sensitivity === null ? null : nullIfUndefined(Math.abs(unit) * propagatedError(sensitivity[name], covariance));
    return { a: carried('a'), b: carried('b') };
  };
}
