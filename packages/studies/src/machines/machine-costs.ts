import type { Cell } from '@rgflow/pipeline';
import { beside, forward, product, steps } from '../nominal-work.js';
import type { PredictedCosts } from '../published-study.js';
import { BATCH, imagesOf, VISIBLE, widthsOf } from './machine-sizes.js';

/**
 * What an epoch of a machine or of an autoencoder costs, in milliseconds of a nominal core; of the rest what it usually
 * takes.
 */
export const machineCosts: PredictedCosts = {
  'train-machine': (cell) => machineEpoch(cell),
  'train-autoencoder': (cell) => autoencoderEpoch(cell),
  'machine-likelihood': 1500,
  'hfm-divergence': 150,
  'machine-codes': 100,
  'autoencoder-codes': 100,
  'feature-layers': 1000,
  'rbm-flow': 500,
  'learned-couplings': 500,
};

/** Of the machine on top of a stack, by the text of the widths of its hidden layers: '100-10'. */
function machineEpoch(cell: Cell): number {
  const [hidden = 1, visible = VISIBLE] = widthsOf(cell).toReversed();
  const batch = Number(cell.batchSize ?? BATCH);
  const ups = 2 * Number(cell.chainSteps ?? 1) + 1;
  const products = ups * product(batch, hidden, visible) + 2 * product(visible, hidden, batch);
  const rest = beside(3 * visible * hidden, ups * batch * (hidden + visible));
  return Math.floor(imagesOf(cell) / batch) * (products + rest);
}

/** Of the whole, or of a layer that is trained by itself with its mirror image. */
function autoencoderEpoch(cell: Cell): number {
  const encoder = [VISIBLE, ...widthsOf(cell)];
  const part = Number(cell.part ?? 0);
  const trained = cell.phase === 'layer' ? encoder.slice(part, part + 2) : encoder;
  const mirrored = [...trained, ...trained.slice(0, -1).toReversed()];
  const batch = Number(cell.batchSize ?? BATCH);
  return steps(mirrored, batch, Math.floor(imagesOf(cell) / batch), 6) + forward(encoder, 2000);
}
