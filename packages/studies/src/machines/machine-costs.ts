import type { PredictedCosts } from '../published-study.js';

/**
 * Milliseconds of one core for an epoch of a machine or an autoencoder, by the products that it multiplies; of the rest what
 * it usually takes. Only their ratios matter.
 */
export const machineCosts: PredictedCosts = {
  'train-machine': (cell) => EPOCH_MS * topWeightsOf(cell) * imagesOf(cell) * (2 + Number(cell.chainSteps ?? 1)),
  'train-autoencoder': (cell) => EPOCH_MS * weightsOf(cell) * imagesOf(cell) * 6,
  'machine-likelihood': () => 1500,
  'hfm-divergence': () => 150,
  'machine-codes': () => 100,
  'autoencoder-codes': () => 100,
  'feature-layers': () => 1000,
  'rbm-flow': () => 500,
  'learned-couplings': () => 500,
};

/** A weight and an image of an epoch. */
const EPOCH_MS = 3e-8;

type MachineCell = Parameters<PredictedCosts[string]>[0];

/** What a machine sees if it is the first of its stack, about. */
const VISIBLE = 784;

/** Of the machine on top of a stack, by the text of the widths of its hidden layers: '100-10'. */
function topWeightsOf({ widths }: MachineCell): number {
  const [hidden = 1, visible = VISIBLE] = (String(widths).match(/\d+/g)?.map(Number) ?? []).reverse();
  return hidden * visible;
}

/** Of all layers of an autoencoder, by the text of their widths. */
function weightsOf({ widths }: MachineCell): number {
  const units = String(widths).match(/\d+/g)?.map(Number) ?? [];
  return units.slice(1).reduce((sum, width, i) => sum + width * units[i]!, 0);
}

function imagesOf({ images, samples, train }: MachineCell): number {
  return Number(images ?? train ?? samples ?? 1000);
}
