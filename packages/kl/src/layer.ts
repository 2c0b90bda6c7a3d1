import { DomainError, type Estimate, ShapeError } from '@rgflow/numerics';
import type { LayerSamples } from './layer-samples.js';
import { meanSquaredDistance } from './squared-distance.js';

/** The divergence of one layer from the reference layer. */
export interface LayerKl {
  /** 0 is the reference layer, the first one of preactivations. */
  readonly layer: number;
  /** By name: `layerKl`, `historicalKl`, `gaussianKl`, `pushForwardKl`. */
  readonly estimator: string;
  /** For the whole layer, nats; its `samples` are those it was averaged over: of the layer, or images. */
  readonly kl: Estimate;
  /** `kl` / N_0: one divisor for the whole curve, which is the width of every layer if the network has one width. */
  readonly klPerUnit: number;
  /** Samples of the reference layer that were drawn for it. */
  readonly samples: number;
}

/**
 * The published estimator of the divergence of each layer from the reference layer, for one input image, in nats:
 *
 *     D_m = -(N_0/2) ln(2πe v_0) + (N_m/2) ln(2π v_m) + (1/2v_m) E_s ‖s^m - μ_m‖²,    D_0 = 0,
 *
 * where s^m are samples of N(μ_0, v_0) on the reference layer, pushed through the weights of the network to layer m. The
 * published double sum over f_jk = cov(tanh s_j, tanh s_k) is this expectation, identically: it needs one forward pass.
 *
 * It is the cross-entropy of the pushed samples against the layer's Gaussian minus the entropy of the reference: a
 * difference of entropies, not a Kullback–Leibler divergence, for it lacks the Jacobian of the map. It may be negative,
 * also at constant width: whenever the variance falls from layer to layer. Nothing is clamped.
 *
 * The standard error is that of Monte Carlo alone, sd_s(‖s^m - μ_m‖²) / (2 v_m √samples), NaN for one sample. It says how
 * well the expectation is known for this image and this network, and is small (0.02 nats a unit would be huge); how much
 * another image would change D_m is told by `averageOverImages`, and by other seeds of the network.
 *
 * @param layers  From the reference layer on; all of the same number of samples, and from the same image.
 * @throws {ShapeError}   if there is no layer or the numbers of samples differ.
 * @throws {DomainError}  if a layer has no units, a variance that is not positive, or sums that are not finite.
 *
 * @example One neuron whose variance doubles on the way: (1/2) ln 2
 * layerKl([
 *   { units: 1, mean: 0, variance: 1, sampleSums: Float64Array.of(-1, 1, 1, 1) },
 *   { units: 1, mean: 0, variance: 2, sampleSums: Float64Array.of(-Math.SQRT2, 2, Math.SQRT2, 2) },
 * ])[1].kl.value; // 0.3466
 *
 * Source: eq. (3.30) of arXiv:2107.06898 and the authors' notebook (GitHub ro-jefferson/entropy_dnn) as corrected on
 * 2021-12-03; before, it divided by v_0 in the last term and took the layers in lexicographic order.
 */
export function layerKl(layers: readonly LayerSamples[]): readonly LayerKl[] {
  const reference = layers[0];
  if (reference === undefined) throw new ShapeError('layerKl: there are no layers; give the reference layer first.');
  const samples = reference.sampleSums.length / 2;
  layers.forEach((layer, m) => {
    check(layer, m, samples);
  });

  const entropy = (reference.units / 2) * Math.log(2 * Math.PI * Math.E * reference.variance);
  return layers.map((layer, m) => {
    if (m === 0) {
      return { layer: 0, estimator: 'published', kl: { value: 0, standardError: 0, samples }, klPerUnit: 0, samples };
    }
    const { units, variance } = layer;
    const distance = meanSquaredDistance(layer);
    if (!Number.isFinite(distance.value)) {
      throw new DomainError(
        `layerKl: the samples of layer ${m} have a mean square distance of ${distance.value} from the mean; ` +
          'the sums must be finite: did the network overflow?',
      );
    }
    const crossEntropy = (units / 2) * Math.log(2 * Math.PI * variance) + distance.value / (2 * variance);
    const value = crossEntropy - entropy;
    return {
      layer: m,
      estimator: 'published',
      kl: { value, standardError: distance.standardError / (2 * variance), samples },
      klPerUnit: value / reference.units,
      samples,
    };
  });
}

function check({ units, mean, variance, sampleSums }: LayerSamples, m: number, samples: number): void {
  if (!Number.isSafeInteger(units) || units < 1) {
    throw new DomainError(`layerKl: layer ${m} has ${units} units; expected a positive integer.`);
  }
  if (!(variance > 0) || !Number.isFinite(variance) || !Number.isFinite(mean)) {
    throw new DomainError(
      `layerKl: layer ${m} has mean ${mean} and variance ${variance} over its units; they must be finite and the ` +
        'variance positive: is the network untrained with zero weights, or has its training diverged?',
    );
  }
  if (!Number.isSafeInteger(samples) || samples < 1 || sampleSums.length !== 2 * samples) {
    throw new ShapeError(
      `layerKl: sampleSums of layer ${m} have ${sampleSums.length} entries; expected shape (samples, 2), samples >= 1 ` +
        `and the same for all layers (the reference layer has ${samples}).`,
    );
  }
}
