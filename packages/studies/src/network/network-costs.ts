import type { Cell } from '@rgflow/pipeline';
import { forward, steps, weights } from '../nominal-work.js';
import type { PredictedCosts } from '../published-study.js';
import { BATCH, layersOf } from './cell-layers.js';
import { BLOCK_SAMPLES } from './sample-block.js';

/**
 * What it costs to train networks and to look into them, in milliseconds of a nominal core. What an execution and a layer
 * take, whatever the width is, is more than the arithmetic of small networks.
 *
 * Measured: from depth 3, width 64 to depth 40, width 784, and with 100 to 10,000 samples of 10 to 100 images, the processor
 * time of drawing, training, sampling, divergences and fits is in proportion to this within a factor of 1.5 either way, in a
 * process that has run the stage before.
 */
export const networkCosts: PredictedCosts = {
  dataset: ({ train, validation }) => OPEN_MS + READ_MS * (Number(train) + Number(validation)),
  initialise: (cell) => BEGIN_MS + ROW_MS * Number(cell.depth) + WEIGHT_MS * weights(layersOf(cell)),
  train: (cell) => layered(cell, epoch(cell)),
  'train-tfjs': (cell) => layered(cell, 20 * epoch(cell)),
  activations: (cell) => sampled(cell),
  'further-samples': (cell) => sampled(cell),
  'historical-samples': (cell) => sampled(cell),
  'join-samples': (cell) => layered(cell, JOINED_MS * Number(cell.depth) * shown(cell)),
  kl: (cell) => measured(cell),
  'historical-kl': (cell) => measured(cell),
  'push-forward-kl': (cell) => measured(cell),
  determinants: (cell) => layered(cell, DETERMINANT_MS * Number(cell.depth) * cube(Number(cell.width))),
  fit: ({ depth }) => BEGIN_MS + ROW_MS * Number(depth),
};

/** What an execution takes beside its work: in all, for a layer whose tensors are read and written, for one that is less. */
const BEGIN_MS = 6;
const LAYER_MS = 0.8;
const ROW_MS = 0.3;
/** The files of a data set opened; an image read; a weight drawn and written. */
const OPEN_MS = 180;
const READ_MS = 0.007;
const WEIGHT_MS = 4.5e-5;
/** What enters a unit beside the product: its share of sums and of log slopes; an entry of a matrix cubed. */
const ENTERED_MS = 7e-6;
const DETERMINANT_MS = 1.5e-6;
/** Of a layer: a sample that a divergence is estimated from; an image and another layer of a covariance; a sample copied. */
const ESTIMATED_MS = 4.4e-4;
const COVARIANCE_MS = 4e-4;
const JOINED_MS = 3e-5;

function layered(cell: Cell, work: number): number {
  return BEGIN_MS + LAYER_MS * Number(cell.depth) + work;
}

function epoch(cell: Cell): number {
  const [widths, batch] = [layersOf(cell), Number(cell.batchSize ?? BATCH)];
  const images = Number(cell.train ?? cell.images);
  return steps(widths, batch, Math.floor(images / batch), 3) + forward(widths, Number(cell.validation ?? 0));
}

/** A block of samples, which draws those beyond the block before it, through the layers. */
function sampled(cell: Cell): number {
  const block = 1 + ((Number(cell.samples ?? 1) - 1) % BLOCK_SAMPLES);
  const samples = block * Number(cell.images ?? 1);
  const widths = layersOf(cell);
  const units = widths.slice(1).reduce((sum, width) => sum + width, 0);
  return layered(cell, forward(widths, samples) + ENTERED_MS * units * samples);
}

/** Divergences of the layers from the first, and how they vary together over the images. */
function measured(cell: Cell): number {
  const [depth, images] = [Number(cell.depth), Number(cell.images ?? 1)];
  return layered(cell, depth * (ESTIMATED_MS * shown(cell) + COVARIANCE_MS * depth * images));
}

/** Samples of all images. */
function shown(cell: Cell): number {
  return Number(cell.samples ?? 1) * Number(cell.images ?? 1);
}

function cube(x: number): number {
  return x * x * x;
}
