import type { Cell } from '@rgflow/pipeline';
import { ELEMENT, forward, steps, weights } from '../nominal-work.js';
import type { PredictedCosts } from '../published-study.js';
import { BATCH, layersOf } from './cell-layers.js';

/** What it costs to train networks and to look into them, in milliseconds of a nominal core. */
export const networkCosts: PredictedCosts = {
  dataset: ({ train, validation }) => READ_MS * (Number(train) + Number(validation)),
  initialise: (cell) => ELEMENT * weights(layersOf(cell)),
  train: (cell) => epoch(cell),
  'train-tfjs': (cell) => 20 * epoch(cell),
  activations: (cell) => sampled(cell),
  kl: (cell) => sampled(cell),
  'further-samples': (cell) => sampled(cell),
  'historical-samples': (cell) => sampled(cell),
  determinants: ({ depth, width }) => DETERMINANT_MS * Number(depth) * cube(Number(width)),
  fit: ({ depth }) => 20 + Number(depth) / 10,
};

/** An image read; an entry cubed. */
const READ_MS = 0.006;
const DETERMINANT_MS = 1.5e-6;

function epoch(cell: Cell): number {
  const [widths, batch] = [layersOf(cell), Number(cell.batchSize ?? BATCH)];
  const images = Number(cell.train ?? cell.images);
  return steps(widths, batch, Math.floor(images / batch), 3) + forward(widths, Number(cell.validation ?? 0));
}

function sampled(cell: Cell): number {
  return forward(layersOf(cell), Number(cell.images ?? 1) * Number(cell.samples ?? 1));
}

function cube(x: number): number {
  return x * x * x;
}
