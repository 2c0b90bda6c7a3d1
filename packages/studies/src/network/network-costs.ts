import type { PredictedCosts } from '../published-study.js';

/**
 * Milliseconds of one core for what trains networks and looks into them, by the products that it multiplies: measured on two
 * cores with OpenBLAS, a step of 64 images through depth 30 and width 784 takes 66 ms. Only their ratios matter.
 */
export const networkCosts: PredictedCosts = {
  dataset: ({ train, validation }) => READ_MS * (Number(train) + Number(validation)),
  initialise: (cell) => DRAW_MS * weightsOf(cell),
  train: (cell) => TRAIN_MS * weightsOf(cell) * (Number(cell.train) + Number(cell.validation) / 3),
  'train-tfjs': (cell) => 20 * TRAIN_MS * weightsOf(cell) * (Number(cell.train) + Number(cell.validation) / 3),
  activations: (cell) => sampled(cell),
  'further-samples': (cell) => sampled(cell),
  'historical-samples': (cell) => sampled(cell),
  determinants: ({ depth, width }) => DETERMINANT_MS * Number(depth) * cube(Number(width)),
};

/** An image read; a weight drawn; a weight and an image of an epoch; a weight and a sample; an entry cubed. */
const READ_MS = 0.006;
const DRAW_MS = 2e-5;
const TRAIN_MS = 5.6e-8;
const SAMPLE_MS = 1.2e-8;
const DETERMINANT_MS = 1.5e-6;

type NetworkCell = Parameters<PredictedCosts[string]>[0];

/** About: a tapered network has fewer. */
function weightsOf({ inputs, classes, depth, width, shape }: NetworkCell): number {
  const units = Number(width);
  const wide = units * (Number(inputs) + Number(classes) + (Number(depth) - 1) * units);
  return shape === 'tapered' ? wide / 2 : wide;
}

function sampled(cell: NetworkCell): number {
  return SAMPLE_MS * weightsOf(cell) * Number(cell.images ?? 1) * Number(cell.samples ?? 1);
}

function cube(x: number): number {
  return x * x * x;
}
