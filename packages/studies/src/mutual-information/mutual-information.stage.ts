import { lastImages } from '@rgflow/dataset';
import { type ActivationName, blasVariables, type Kernels } from '@rgflow/kernels';
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

type InformationRow = Row<typeof mutualInformationColumns>;

/**
 * What every layer of a network tells of its input and of its label: of the preactivations with Gaussian noise of some
 * variances, and of the activations in bins, as a negative control. X is uniform over the last images of the validation set.
 *
 * Of a layer that is not finite, of a training that diverged, nothing is defined.
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
    noiseVariances: z.array(z.number().positive()),
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
        const options = { ...params, leaving, labels, random: random.split('layer', { layer }), kernels };
        const measured = data.every(Number.isFinite) ? measurements(z, options) : undefinedMeasurements(params);
        progress((layer + 1) / layers.length);
        return measured.map((row) => ({ snapshot: params.snapshot, layer, samples: params.images, ...row }));
      }),
    };
  },
});

type Measurement = Omit<InformationRow, 'snapshot' | 'layer' | 'samples'>;

interface MeasurementOptions {
  readonly noiseVariances: readonly number[];
  readonly draws: number;
  readonly bins: number;
  /** The function after the layer. */
  readonly leaving: ActivationName;
  readonly labels: Uint8Array;
  readonly random: RandomStream;
  readonly kernels: Kernels;
}

function measurements(z: Samples, options: MeasurementOptions) {
  const { noiseVariances, draws, bins, leaving, labels, random, kernels } = options;
  const mark = kernels.mark();
  const distances = squaredDistances(z, kernels);
  const drawn = noisyChannelInformation(z, distances, { noiseVariances, labels, draws, random, kernels });
  const noisy = drawn.flatMap((channel): Measurement[] => {
    const noise = channel.noiseVariance;
    const bounds = noiseKernelInformation(distances, noise, kernels, labels);
    const { lowerKernel, upperKernel } = bounds.labelBySameKernel;
    return [
      ...TARGETS.map(([target, key]): Measurement => {
        const [{ value, standardError }, { lower, upper }] = [channel[key], bounds[key]];
        return {
          target,
          estimator: 'noisy-channel',
          noise,
          mi: value,
          mi_lower: lower,
          mi_upper: upper,
          mi_se: nullIfUndefined(standardError),
          reason: Number.isNaN(standardError) ? 'one drawing of the noise has no spread' : null,
        };
      }),
      withoutBounds('label', 'same-kernel-8s2', noise, lowerKernel),
      withoutBounds('label', 'same-kernel-2s2', noise, upperKernel),
    ];
  });
  kernels.release(mark);
  const t = activations(leaving, z, kernels);
  const binned = binnedInformation(t, { bins, range: binRange(leaving, t), labels });
  return [...noisy, ...TARGETS.map(([target, key]) => withoutBounds(target, 'binning', null, binned[key]))];
}

const TARGETS = [
  ['input', 'input'],
  ['label', 'label'],
  ['input given label', 'inputGivenLabel'],
] as const;

function withoutBounds(target: string, estimator: string, noise: number | null, mi: number): Measurement {
  const reason = noise === null ? 'read without noise, and without bounds' : 'without bounds';
  return { target, estimator, noise, mi, mi_lower: null, mi_upper: null, mi_se: 0, reason };
}

/** The rows of a layer that is not finite. */
function undefinedMeasurements({ noiseVariances }: Pick<MeasurementOptions, 'noiseVariances'>): Measurement[] {
  const targets = TARGETS.map(([target]) => target);
  const nothing = { mi: null, mi_lower: null, mi_upper: null, mi_se: null, reason: 'the layer is not finite' };
  return [
    ...noiseVariances.flatMap((noise) => [
      ...targets.map((target) => ({ target, estimator: 'noisy-channel', noise, ...nothing })),
      { target: 'label', estimator: 'same-kernel-8s2', noise, ...nothing },
      { target: 'label', estimator: 'same-kernel-2s2', noise, ...nothing },
    ]),
    ...targets.map((target) => ({ target, estimator: 'binning', noise: null, ...nothing })),
  ];
}

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
