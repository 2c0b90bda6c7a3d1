import { nativeArenaBytes, parameterCount } from '@rgflow/mlp';
import type { Cell } from '@rgflow/pipeline';
import type { PredictedDemands } from '../published-study.js';
import { BATCH, layersOf } from './cell-layers.js';
import { BLOCK_SAMPLES } from './sample-block.js';
import { tfjsCores } from './tfjs-cores.js';

/** What the stages of networks take of memory, in bytes. What is not here takes little, or is one of its kind. */
export const networkDemands: PredictedDemands = {
  initialise: (cell) => of(cell, (widths) => 2 * stateOf(widths)),
  train: (cell) => of(cell, (widths) => trained(widths, cell)),
  'train-tfjs': (cell) => ({ ...of(cell, (widths) => trainedByTfjs(widths, cell)), cores: tfjsCores() }),
  activations: (cell) => of(cell, (widths) => sampled(widths, cell)),
  'further-samples': (cell) => of(cell, (widths) => sampled(widths, cell)),
  'historical-samples': (cell) => of(cell, (widths) => sampled(widths, cell)),
};

/** Bytes of a number as networks have them, and as sums have them. */
const FLOAT = 4;
const DOUBLE = 8;

/** Nothing is said of a network whose layers a cell does not tell. */
function of(cell: Cell, bytes: (widths: readonly number[]) => number): { readonly bytes?: number } {
  const widths = layersOf(cell);
  return widths.length === 0 ? {} : { bytes: bytes(widths) };
}

/** Weights and biases with their velocities. */
function stateOf(widths: readonly number[]): number {
  return 2 * FLOAT * parameterCount(widths);
}

/** The arena; the network as it comes, as it is given and as it is written; the images, a byte a pixel, and labels. */
function trained(widths: readonly number[], cell: Cell): number {
  return arenaOf(widths, Number(cell.batchSize ?? BATCH)) + 3 * stateOf(widths) + imagesOf(widths, cell);
}

/** Bytes of the images that a training is given, and of their labels. */
function imagesOf(widths: readonly number[], cell: Cell): number {
  return (Number(cell.train ?? cell.images ?? 0) + Number(cell.validation ?? 0)) * (widths[0]! + 1);
}

/**
 * What TensorFlow.js holds of a network in training: variables, velocities, gradients and a temporary of each; what enters
 * and leaves each layer, and the gradients of that, of a batch or of the images of an evaluation; and as above what comes,
 * is given and is written.
 */
function trainedByTfjs(widths: readonly number[], cell: Cell): number {
  const rows = Math.max(256, Number(cell.batchSize ?? BATCH));
  const units = widths.reduce((sum, width) => sum + width, 0);
  return FLOAT * (4 * parameterCount(widths) + 4 * rows * units) + 3 * stateOf(widths) + imagesOf(widths, cell);
}

/** Of a network that is too large for an arena the stage itself says so, and takes nothing. */
function arenaOf(widths: readonly number[], batch: number): number {
  try {
    return nativeArenaBytes(widths, batch);
  } catch {
    return 0;
  }
}

/**
 * The network and a layer of it in the arena, a block of samples before and after a layer, and of every layer three sums of
 * each sample and the preactivations of each image, as they are given and as they are written.
 */
function sampled(widths: readonly number[], cell: Cell): number {
  const widest = Math.max(...widths);
  const samples = Math.min(BLOCK_SAMPLES, Number(cell.samples ?? 0));
  const images = Number(cell.images ?? 1);
  const units = widths.reduce((sum, width) => sum + width, 0);
  const given = images * (3 * DOUBLE * samples * widths.length + FLOAT * units);
  return FLOAT * (parameterCount(widths) + widest * widest + 2 * samples * widest) + 2 * given;
}
