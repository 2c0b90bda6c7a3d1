import { DomainError, type Estimate, estimate, ShapeError } from '@rgflow/numerics';
import { heldOutEntropy } from './held-out-entropy.js';
import { marginals } from './marginals.js';
import { type PushedLayersOptions, pushedLayers } from './pushed-layers.js';

export interface NoisyLayerInformationOptions extends PushedLayersOptions {
  readonly noiseVariance: number;
  /** ln |det W| of the matrix that leads to each layer, shape (layers); that of layer 0 is not used. */
  readonly logDeterminants: ArrayLike<number>;
  /** The layers to bound; all unless told. The samples pass through all of them in any case. */
  readonly layers?: readonly number[];
}

/** Between what the multi-information of a layer lies, nats per unit. */
export interface NoisyLayerInformation {
  readonly layer: number;
  readonly units: number;
  readonly samples: number;
  readonly lower: Estimate;
  readonly upper: Estimate;
  /** P, below the entropy power e^(2h/N) / 2πe of the layer. */
  readonly entropyPower: number;
  /** Why the bounds are NaN. */
  readonly reason: string | null;
}

/**
 * Bounds on the multi-information of the units of each layer of one network whose every unit has normal noise of variance s²
 * added in every layer but the reference layer, s^m = W^m φ(s^{m-1}) + b^m + s ξ^m, in nats per unit:
 *
 *     Σᵢ h(sᵢ) - E[-ln q(s)]  <=  T_m  <=  Σᵢ h(sᵢ) - (N/2) ln(2πe P_m),
 *     P_0 = v_0,    P_{l+1} = P_l exp[(2/N) (ln |det W^{l+1}| + E Σⱼ ln φ'(sⱼ^l))] + s².
 *
 * With noise the joint entropy is no longer that of the map. It is at most the cross-entropy against any density q, here a
 * normal one that other samples chose (`heldOutEntropy`); and by the entropy power inequality the powers of the mapped
 * layer and of the noise add up to at most that of their sum. Marginal entropies are those of nearest neighbours below and
 * normal ones above. The bounds hold whatever the distributions are; their standard errors are those of the sampling.
 *
 * @throws {DomainError}  if φ has no inverse, s² is not positive or a number is out of range.
 * @throws {ShapeError}   if a matrix does not fit, or half of the samples are not more than the units.
 *
 * Source: entropy power inequality, C. E. Shannon (1948), A. J. Stam (1959).
 */
export function noisyLayerInformation(options: NoisyLayerInformationOptions): readonly NoisyLayerInformation[] {
  const where = 'noisyLayerInformation';
  const { logDeterminants, reference, samples, noiseVariance, kernels, layers: asked } = options;
  if (!(noiseVariance > 0)) {
    throw new DomainError(`${where}: noiseVariance is ${noiseVariance}; give more than 0, or ask layerInformation.`);
  }
  if (logDeterminants.length !== options.biases.length) {
    throw new ShapeError(
      `${where}: there are ${logDeterminants.length} determinants for ${options.biases.length} layers; give one each.`,
    );
  }
  let entropyPower = reference.variance;
  /** What each sample adds to (1/2) ln P, of first order. */
  let powerTerms = new Float64Array(samples);
  let meanLogSlope = 0;
  let slopes = new Float64Array(samples);
  const bounds: NoisyLayerInformation[] = [];
  pushedLayers(where, options, ({ layer, units, data, logSlopes }) => {
    if (layer > 0) {
      const mapped = entropyPower * Math.exp((2 * (logDeterminants[layer]! + meanLogSlope)) / units);
      entropyPower = mapped + noiseVariance;
      powerTerms = powerTerms.map((term, s) => (mapped / entropyPower) * (term + slopes[s]! / units));
    }
    slopes = logSlopes.slice();
    meanLogSlope = estimate(slopes).value;
    if (asked !== undefined && !asked.includes(layer)) return;
    const finite = data.every(Number.isFinite) && Number.isFinite(entropyPower);
    const place = { layer, units, samples, entropyPower };
    if (layer === 0 || !finite) {
      const value = finite ? 0 : Number.NaN;
      const bound = { value, standardError: value, samples };
      const reason = finite ? null : 'the samples of a layer are not finite';
      bounds.push({ ...place, lower: bound, upper: bound, reason });
      return;
    }
    const { normalEntropy, nonGaussianity, influence } = marginals({ units, data });
    const { bound, terms } = heldOutEntropy(data, units, kernels);
    const lowerError = estimate(influence.map((term, s) => (term - terms[s]!) / units)).standardError;
    const upperError = estimate(influence.map((term, s) => term / units - powerTerms[s]!)).standardError;
    const lower = normalEntropy - nonGaussianity - bound.value / units;
    const upper = normalEntropy - Math.log(2 * Math.PI * Math.E * entropyPower) / 2;
    bounds.push({
      ...place,
      lower: { value: lower, standardError: lowerError, samples },
      upper: { value: upper, standardError: upperError, samples },
      reason: null,
    });
  });
  return bounds;
}
