import { blasVariables, type Kernels } from '@rgflow/kernels';
import {
  type Autoencoder,
  type AutoencoderEpoch,
  autoencoderArenaBytes,
  autoencoderWidths,
  binaryCode,
  codeVerdict,
  encode,
  type ImageRows,
  optimiserNames,
  reconstruction,
  trainPhase,
} from '@rgflow/mlp/autoencoder';
import { square } from '@rgflow/numerics';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { nullIfUndefined } from '../undefined-values.js';
import { namedFunctions } from './autoencoder-functions.js';
import { tensorsOfAutoencoder, trainedAutoencoderTensors, trainingStateOf } from './autoencoder-tensors.js';
import { autoencoderTrainingColumns } from './autoencoder-training.columns.js';
import { onesByUnit } from './code-activity.js';
import { machineTrainingColumns } from './machine-training.columns.js';

/** A unit that is on for less than this share of the data, or off, tells nothing. */
const DEAD = 0.01;
/** So many images, the first ones, are looked at after the epoch. */
const LOOKED_AT = 2000;
/** Of the arena, for what is done beside the training. */
const OTHER_BYTES = 2 ** 26;

/**
 * One epoch of an autoencoder: of the whole, of a layer with its mirror image, or of a unit of the code. A training is a
 * chain of such blocks, so that asking for more epochs later runs only the further ones. One that diverged or collapsed goes
 * on as a result with its `status`.
 */
export const trainAutoencoderStage = defineStage({
  name: 'train-autoencoder',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'train-autoencoder',
  params: z.strictObject({
    epoch: z.int().positive(),
    /** Units of the layers of the encoder: which row is of which. */
    widths: z.string(),
    phase: z.enum(['whole', 'layer', 'unit']),
    part: z.int().nonnegative(),
    /** 1 in the first epoch of a part, where the optimiser begins anew. */
    epochOfPart: z.int().positive(),
    ...namedFunctions,
    optimiser: z.enum(optimiserNames),
    learningRate: z.number().positive(),
    momentum: z.number().min(0).lt(1),
    weightDecay: z.number().nonnegative(),
    batchSize: z.int().positive(),
  }),
  inputs: { ...trainedAutoencoderTensors, images: tensor('uint8', ['image', 'pixel']) },
  outputs: {
    ...trainedAutoencoderTensors,
    machine_training: table(machineTrainingColumns, { measured: { seconds: 'wallSeconds' } }),
    autoencoder_training: table(autoencoderTrainingColumns),
  },
  run({ params, inputs: { images, ...tensors }, stream, progress }) {
    const { epoch, phase, part, epochOfPart, batchSize } = params;
    const random = RandomStream.named(stream.name, stream.values).split('epoch', { epoch });
    const [count, units] = images[0]!.shape as [number, number];
    const data: ImageRows = { count, units, values: images[0]!.data };
    const before = trainingStateOf(tensors, params, (epochOfPart - 1) * Math.floor(count / batchSize));
    const kernels = threadKernels(autoencoderArenaBytes(autoencoderWidths(before), batchSize) + OTHER_BYTES);
    const { state, epoch: result } = trainPhase(before, data, { phase, part, restart: epochOfPart === 1 }, params, {
      kernels,
      shuffle: random.split('order'),
      onStep: (step, steps) => progress(step / steps),
    });
    const layer = phase === 'layer' ? part : state.weights.length / 2 - 1;
    const seen = Math.min(count, LOOKED_AT);
    const some: ImageRows = { count: seen, units, values: data.values.subarray(0, seen * units) };
    const isWhole = phase === 'whole';
    const { explained, ...judged } = lookedAt(state, some, layer, isWhole, result, kernels);
    const row = {
      layer,
      visible_units: phase === 'layer' ? state.weights[layer]!.length / state.biases[layer]!.length : units,
      hidden_units: state.biases[layer]!.length,
      epoch,
      reconstruction_error: params.loss === 'mse' || (phase === 'layer' && part > 0) ? finiteOrNull(result.loss) : null,
      ...judged,
      weight_rms: finiteOrNull(rms(state.weights[layer]!)),
    };
    const loss = { epoch, phase, part, loss: finiteOrNull(result.loss), explained, status: row.status };
    return { ...tensorsOfAutoencoder(state), machine_training: [row], autoencoder_training: [loss] };
  },
});

/** Activity of a layer of the encoder, and whether the code of the whole has collapsed. */
function lookedAt(
  state: Autoencoder,
  images: ImageRows,
  layer: number,
  isWhole: boolean,
  { status }: AutoencoderEpoch,
  kernels: Kernels,
) {
  if (status !== 'ok') return { mean_activity: null, dead_units: null, explained: null, status };
  const values = encode(state, images, kernels, layer + 1);
  const name = layer === state.weights.length / 2 - 1 ? state.code : state.activation;
  const code = binaryCode(values, name, 'thresholded', RandomStream.named('nothing'), kernels);
  let sum = 0;
  for (const y of values.values) sum += y;
  const mean = sum / values.values.length;
  const known = {
    mean_activity: name === 'relu' ? null : name === 'tanh' ? (1 + mean) / 2 : mean,
    dead_units: onesByUnit(code).filter((n) => n < DEAD * images.count || n > (1 - DEAD) * images.count).length,
  };
  if (!isWhole) return { ...known, explained: null, status };
  const back = reconstruction(state, images, kernels);
  return { ...known, explained: nullIfUndefined(back.explained), status: codeVerdict(code, back).status };
}

function rms(array: Float32Array): number {
  return Math.sqrt(array.reduce((sum, w) => sum + square(w), 0) / array.length);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
