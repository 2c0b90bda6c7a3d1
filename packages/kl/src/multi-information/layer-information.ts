import { type Estimate, estimate, ShapeError } from '@rgflow/numerics';
import { LEAST_NEIGHBOUR_SAMPLES, type Marginals, marginals, stillUnit } from './marginals.js';
import { type PushedLayersOptions, pushedLayers } from './pushed-layers.js';

export interface LayerInformationOptions extends Omit<PushedLayersOptions, 'noiseVariance'> {
  /** ln |det W| of the matrix that leads to each layer, shape (layers); that of layer 0 is not used. */
  readonly logDeterminants: ArrayLike<number>;
}

/** The units of a layer together and one by one; nats per unit. */
export interface LayerInformation extends Omit<Marginals, 'influence' | 'normalEntropy'> {
  readonly layer: number;
  readonly units: number;
  /** T / N; NaN where only bounds are known. */
  readonly multiInformation: Estimate;
  /** T / N with every unit taken as normal, never below it but for the sampling. */
  readonly upper: number;
  /** Why nothing of the layer is known. */
  readonly reason: string | null;
}

/**
 * Multi-information of the units of each layer of one network, how far their joint distribution is from the product of
 * their own ones, in nats per unit:
 *
 *     T_m = Σᵢ h(sᵢ^m) - h(s^m) >= 0,
 *     h(s^m) = (N/2) ln(2πe v_0) + E Σ_{l=1..m} [ln |det W^l| + Σⱼ ln φ'(sⱼ^{l-1})],
 *
 * of samples of the reference layer, independent N(μ_0, v_0) in each unit, pushed through the network: zero in layer 0. The
 * joint entropy is that of the map, exact but for an average over samples of one sum; so no density in N dimensions is
 * estimated, only N of one variable each. With T_m the divergence of the pushed samples from independent normal units
 * falls into parts, an identity for every network:
 *
 *     D(p_m ‖ Πᵢ N(μ, v)) = Σᵢ D(p_mi ‖ N(μ, v)) + T_m,
 *
 * the first sum in three parts, `means`, `variances` and `nonGaussianity`.
 *
 * As far as the layers have the width of the reference layer. From a layer on whose samples float32 does not resolve, the
 * differences between samples having shrunk to its rounding, nothing is known, and a `reason` says so.
 *
 * The standard error is that of the sampling, for this network, units taken as normal; another network has another T.
 *
 * @throws {DomainError}  if φ has no inverse, or a number is out of range.
 * @throws {ShapeError}   if a matrix does not fit, or there is not one determinant for each layer.
 *
 * @example One random network of 300 units, σ_w² = 1.5, σ_b² = 0.05, v_0 = 0.2; mean-field theory: 0.5305
 * layerInformation({ ...network, logDeterminants, reference, samples: 2000, random, kernels })[1].multiInformation;
 *
 * Source: the change of variables. Multi-information: M. Studený and J. Vejnarová, in Learning in Graphical Models (1998).
 */
export function layerInformation(options: LayerInformationOptions): readonly LayerInformation[] {
  const where = 'layerInformation';
  const { logDeterminants, reference, samples } = options;
  if (logDeterminants.length !== options.biases.length) {
    throw new ShapeError(
      `${where}: there are ${logDeterminants.length} determinants for ${options.biases.length} layers; give one each.`,
    );
  }
  /** Σ ln φ' of each sample up to the layer at hand. */
  const slopes = new Float64Array(samples);
  let determinants = 0;
  const layers: LayerInformation[] = [];
  let obstacle: string | null = null;
  pushedLayers(where, options, ({ layer, units, data, logSlopes }) => {
    if (layer > 0) {
      determinants += logDeterminants[layer]!;
    }
    if (obstacle === null && !data.every(Number.isFinite)) obstacle = 'the samples of a layer are not finite';
    if (obstacle === null && !Number.isFinite(determinants)) {
      obstacle = `a matrix before this layer is ${Number.isNaN(determinants) ? 'not finite' : 'singular'}`;
    }
    if (obstacle === null && stillUnit({ units, data }) !== null) obstacle = UNRESOLVED;
    const found = obstacle === null ? marginals({ units, data }) : null;
    if (found !== null && !isResolved(found)) obstacle = UNRESOLVED;
    if (found === null || obstacle !== null) {
      layers.push({ layer, units, ...UNDEFINED, multiInformation: { ...NOTHING, samples }, reason: obstacle });
      return;
    }
    const { influence, normalEntropy, ...parts } = found;
    const entropy =
      Math.log(2 * Math.PI * Math.E * reference.variance) / 2 + (determinants + estimate(slopes).value) / units;
    const upper = normalEntropy - entropy;
    const { standardError } = estimate(influence.map((term, s) => (term - slopes[s]!) / units));
    const chosen = { normal: upper, 'nearest-neighbour': upper - parts.nonGaussianity, none: Number.NaN };
    layers.push({
      layer,
      units,
      ...parts,
      // Independent by definition.
      multiInformation:
        layer === 0
          ? { value: 0, standardError: 0, samples }
          : { value: chosen[parts.estimator], standardError, samples },
      upper: layer === 0 ? 0 : upper,
      reason: parts.estimator === 'none' && layer > 0 ? TOO_FEW : null,
    });
    for (let s = 0; s < samples; s++) slopes[s]! += logSlopes[s]!;
  });
  return layers;
}

const NOTHING = { value: Number.NaN, standardError: Number.NaN };

const UNDEFINED = {
  means: Number.NaN,
  variances: Number.NaN,
  nonGaussianity: Number.NaN,
  nonGaussianitySe: Number.NaN,
  estimator: 'none',
  mean: Number.NaN,
  variance: Number.NaN,
  upper: Number.NaN,
} as const;

const TOO_FEW = `entropies of single units take ${LEAST_NEIGHBOUR_SAMPLES} samples or more`;

const UNRESOLVED = 'float32 does not resolve the samples of this layer';

/**
 * A product of float32 matrices errs by some 1e-7 of the size of its terms, which is 1e-14 of the mean square; the scatter
 * of samples within a unit is to be ten thousand times that. exp(-2 (means + variances)) is its geometric mean over v.
 */
function isResolved({ means, variances }: Pick<Marginals, 'means' | 'variances'>): boolean {
  return Math.exp(-2 * (means + variances)) > 1e-10;
}
