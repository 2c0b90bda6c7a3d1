import { datasetOf, PAPER_DATASET } from '@rgflow/dataset';
import { initialiseNetwork, layerWidths, PAPER_TRAINING } from '@rgflow/mlp';
import { RandomStream } from '@rgflow/random';

/** The training that is measured: depth 30, width 784, batch 64, near the critical line, where deep networks train. */
const { inputs, classes } = datasetOf(PAPER_DATASET.name);
export const widths = layerWidths({ shape: 'wide', depth: 30, width: 784, inputs, classes });
export const training = PAPER_TRAINING;

export function initialNetwork(kernels) {
  const random = RandomStream.named('bench', { seed: 0 });
  return initialiseNetwork(widths, { sigmaW2: 1.76, sigmaB2: 0.05 }, random, { kernels });
}

/** Floating-point operations of the step's matrix products: forward, to the weights, and to all inputs but the images. */
export const flopsPerStep = widths
  .slice(1)
  .reduce((sum, units, layer) => sum + 2 * training.batchSize * units * widths[layer] * (layer === 0 ? 2 : 3), 0);
