import { lastImages } from '@rgflow/dataset';
import { type ActivationName, blasVariables, type Kernels } from '@rgflow/kernels';
import { meanAndVariance } from '@rgflow/kl';
import {
  binnedInformation,
  binRange,
  noiseKernelInformation,
  noisyChannelInformation,
  type Samples,
  squaredDistances,
} from '@rgflow/kl/mutual-information';
import { functionsByLayer, preactivations } from '@rgflow/mlp';
import { defineStage, type Row, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { layerFunctionParameters } from '../network/layer-function-parameters.js';
import { networkOf } from '../network/network-tensors.js';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { nullIfUndefined } from '../undefined-values.js';
import { mutualInformationColumns } from './mutual-information.columns.js';
import { type Noise, noiseParameters, noisesOf, noiseVarianceOf } from './noise-scale.js';

type InformationRow = Row<typeof mutualInformationColumns>;

/**
 * What every layer of a network tells of its input and of its label: of the preactivations with Gaussian noise of some
 * variances, absolute or in units of the variance of the layer (of all its preactivations, over units and images), and of
 * the activations in bins, as a negative control. X is uniform over the last images of the validation set.
 *
 * Of a layer that is not finite, of a training that diverged, nothing is defined; nor is noise in units of a variance of 0.
 */
export const mutualInformationStage = defineStage({
  name: 'mutual-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'mutual-information',
  params: z.strictObject({
    snapshot: z.string(),
    ...layerFunctionParameters,
    images: z.int().min(2),
    ...noiseParameters,
    draws: z.int().positive(),
    bins: z.int().positive(),
  }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    validationImages: tensor('uint8', ['image', 'pixel']),
    validationLabels: tensor('uint8', ['image']),
  },
  outputs: { mutual_information: table(mutualInformationColumns) },
  run({ params, inputs, stream, progress }) {
    const kernels = threadKernels();
    const images = lastImages('mutual-information', inputs.validationImages[0]!, params.images).data;
    const labels = lastImages('mutual-information', inputs.validationLabels[0]!, params.images).data;
    const random = RandomStream.named(stream.name, stream.values);
    const layers = preactivations(networkOf(inputs, params), images, { kernels });
    const functions = functionsByLayer(layers.length, params);
    return {
      mutual_information: layers.flatMap((data, layer): InformationRow[] => {
        const z: Samples = { shape: [params.images, data.length / params.images], data };
        const leaving = functions[layer]!;
        const { draws, bins } = params;
        const options = { draws, bins, leaving, labels, random: random.split('layer', { layer }), kernels };
        const measured = data.every(Number.isFinite)
          ? [...noisyMeasurements(z, noisesOf(params), options), ...binnedMeasurements(z, options)]
          : undefinedMeasurements(noisesOf(params));
        progress((layer + 1) / layers.length);
        return measured.map((row) => ({ snapshot: params.snapshot, layer, samples: params.images, ...row }));
      }),
    };
  },
});

type Measurement = Omit<InformationRow, 'snapshot' | 'layer' | 'samples'>;

interface MeasurementOptions {
  readonly draws: number;
  readonly bins: number;
  /** The function after the layer. */
  readonly leaving: ActivationName;
  readonly labels: Uint8Array;
  readonly random: RandomStream;
  readonly kernels: Kernels;
}

function noisyMeasurements(z: Samples, noises: readonly Noise[], options: MeasurementOptions): Measurement[] {
  const { draws, labels, random, kernels } = options;
  const { variance } = meanAndVariance(z.data);
  const all = noises.map((noise) => ({ ...noise, noise_variance: noiseVarianceOf(noise, variance) }));
  const defined = all.filter(({ noise_variance }) => noise_variance > 0);
  const noiseVariances = defined.map(({ noise_variance }) => noise_variance);
  const mark = kernels.mark();
  const distances = squaredDistances(z, kernels);
  const drawn = noisyChannelInformation(z, distances, { noiseVariances, labels, draws, random, kernels });
  const measured = drawn.flatMap((channel, n): Measurement[] => {
    const bounds = noiseKernelInformation(distances, channel.noiseVariance, kernels, labels);
    const { lowerKernel, upperKernel } = bounds.labelBySameKernel;
    return [
      ...TARGETS.map(([target, key]): Measurement => {
        const [{ value, standardError }, { lower, upper }] = [channel[key], bounds[key]];
        return {
          target,
          estimator: 'noisy-channel',
          ...defined[n]!,
          mi: value,
          mi_lower: lower,
          mi_upper: upper,
          mi_se: nullIfUndefined(standardError),
          reason: Number.isNaN(standardError) ? 'one drawing of the noise has no spread' : null,
        };
      }),
      { target: 'label', estimator: 'same-kernel-8s2', ...defined[n]!, ...withoutBounds(lowerKernel) },
      { target: 'label', estimator: 'same-kernel-2s2', ...defined[n]!, ...withoutBounds(upperKernel) },
    ];
  });
  kernels.release(mark);
  const without = all.filter(({ noise_variance }) => !(noise_variance > 0));
  return [...measured, ...undefinedNoises(without, 'the layer has no variance')];
}

function binnedMeasurements(z: Samples, { bins, leaving, labels, kernels }: MeasurementOptions): Measurement[] {
  const t = activations(leaving, z, kernels);
  const binned = binnedInformation(t, { bins, range: binRange(leaving, t), labels });
  return TARGETS.map(([target, key]) => {
    return { target, estimator: 'binning', ...NO_NOISE, ...withoutBounds(binned[key]), reason: UNBOUNDED_BINS };
  });
}

const TARGETS = [
  ['input', 'input'],
  ['label', 'label'],
  ['input given label', 'inputGivenLabel'],
] as const;

const NO_NOISE = { noise_scale: null, noise: null, noise_variance: null } as const;
const UNBOUNDED_BINS = 'read without noise, and without bounds';

function withoutBounds(mi: number) {
  return { mi, mi_lower: null, mi_upper: null, mi_se: 0, reason: 'without bounds' } as const;
}

/** The rows of a layer that is not finite. */
function undefinedMeasurements(noises: readonly Noise[]): Measurement[] {
  const reason = 'the layer is not finite';
  return [
    ...undefinedNoises(noises, reason),
    ...TARGETS.map(([target]) => ({ target, estimator: 'binning', ...NO_NOISE, ...NOTHING, reason })),
  ];
}

/** The rows of noises of which nothing is defined. */
function undefinedNoises(noises: readonly Noise[], reason: string): Measurement[] {
  return noises.flatMap((noise) => {
    const row = { ...noise, noise_variance: null, ...NOTHING, reason };
    return [
      ...TARGETS.map(([target]) => ({ target, estimator: 'noisy-channel', ...row })),
      { target: 'label', estimator: 'same-kernel-8s2', ...row },
      { target: 'label', estimator: 'same-kernel-2s2', ...row },
    ];
  });
}

const NOTHING = { mi: null, mi_lower: null, mi_upper: null, mi_se: null } as const;

/** What leaves a layer. */
function activations(leaving: ActivationName, { shape, data }: Samples, kernels: Kernels): Samples {
  const mark = kernels.mark();
  const t = kernels.float32(data.length);
  t.set(data);
  kernels.activate(leaving, t, t);
  const copy = t.slice();
  kernels.release(mark);
  return { shape, data: copy };
}
