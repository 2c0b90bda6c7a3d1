import type { LayerInformation, NoisyLayerInformation } from '@rgflow/kl/multi-information';
import type { Row } from '@rgflow/pipeline/stage';
import { nullIfUndefined } from '../undefined-values.js';
import type { layerInformationColumns } from './layer-information.columns.js';

type InformationRow = Row<typeof layerInformationColumns>;

/** What is predicted of one layer, and why it is not. */
export type Prediction = Pick<
  InformationRow,
  'infinite_width' | 'finite_width' | 'infinite_width_upper' | 'predicted_reason'
>;

/** Of networks that are shown images. */
export const NOT_PREDICTED: Prediction = {
  infinite_width: null,
  finite_width: null,
  infinite_width_upper: null,
  predicted_reason: 'the reference layer is that of images',
};

interface Place {
  readonly snapshot: string;
  readonly reference: { readonly mean: number; readonly variance: number };
}

/** The row of a layer of a network as it is. */
export function rowWithoutNoise(found: LayerInformation, prediction: Prediction, place: Place): InformationRow {
  const { multiInformation, upper, reason } = found;
  return {
    ...placeOf(found, place),
    samples: multiInformation.samples,
    noise: 0,
    multi_information: nullIfUndefined(multiInformation.value),
    multi_information_se: nullIfUndefined(multiInformation.standardError),
    multi_information_lower: null,
    multi_information_lower_se: null,
    multi_information_upper: nullIfUndefined(upper),
    multi_information_upper_se: nullIfUndefined(multiInformation.standardError),
    estimator: Number.isNaN(upper) ? null : found.estimator,
    marginal_means: nullIfUndefined(found.means),
    marginal_variances: nullIfUndefined(found.variances),
    marginal_non_gaussianity: nullIfUndefined(found.nonGaussianity),
    marginal_non_gaussianity_se: nullIfUndefined(found.nonGaussianitySe),
    ...prediction,
    reason,
  };
}

/** The row of a layer with noise in every layer. */
export function rowWithNoise(
  found: NoisyLayerInformation,
  noise: number,
  prediction: Prediction,
  place: Place,
): InformationRow {
  const { lower, upper, samples, reason } = found;
  return {
    ...placeOf(found, place),
    samples,
    noise,
    multi_information: null,
    multi_information_se: null,
    multi_information_lower: nullIfUndefined(lower.value),
    multi_information_lower_se: nullIfUndefined(lower.standardError),
    multi_information_upper: nullIfUndefined(upper.value),
    multi_information_upper_se: nullIfUndefined(upper.standardError),
    estimator: null,
    marginal_means: null,
    marginal_variances: null,
    marginal_non_gaussianity: null,
    marginal_non_gaussianity_se: null,
    ...prediction,
    reason: reason ?? 'with noise there are bounds only',
  };
}

/** The row of a layer of a network of which nothing can be said, as one whose training has diverged. */
export function rowOfNothing(layer: number, units: number, place: Place, reason: string): InformationRow {
  const nothing = { value: Number.NaN, standardError: Number.NaN, samples: 0 };
  const bounds = { layer, units, samples: 0, lower: nothing, upper: nothing, entropyPower: Number.NaN, reason };
  return rowWithNoise(bounds, 0, NOT_PREDICTED, place);
}

function placeOf({ layer, units }: { readonly layer: number; readonly units: number }, { snapshot, reference }: Place) {
  return {
    snapshot,
    layer,
    units,
    reference_mean: nullIfUndefined(reference.mean),
    reference_variance: nullIfUndefined(reference.variance),
  };
}
