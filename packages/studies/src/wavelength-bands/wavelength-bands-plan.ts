import type { PlanBuilder } from '@rgflow/pipeline';
import { planDataset, planEpochs, planUntrained } from '../network/training-chain.js';
import { bandInformationStage } from './band-information.stage.js';
import { blockWavelengthsStage } from './block-wavelengths.stage.js';
import type { WavelengthBandsParameters } from './wavelength-bands-parameters.js';

/**
 * One network before and after training, and a chain of the lattice, which belongs to a seed and no network: every cell
 * plans it alike, and so once. The networks are those of the study of mutual information, if its parameters are the same.
 */
export function planWavelengthBands(plan: PlanBuilder, params: WavelengthBandsParameters): void {
  const { dataset, network, training, bands, lattice, seed } = params;
  const { seeds, ...chain } = lattice;
  if (seed < seeds) {
    plan.add(blockWavelengthsStage, { params: { ...chain, seed }, inputs: {}, stream: { seed } });
  }
  const data = planDataset(plan, dataset);
  const drawn = planUntrained(plan, { shape: 'wide', ...network }, dataset.name, seed);
  const networks = planEpochs(plan, drawn, training, () => data);
  const { noise: noises, ...perturbed } = bands;
  const snapshots = { init: networks[0]!, ...(networks.length > 1 ? { final: networks.at(-1)! } : {}) };
  for (const [snapshot, { weights, biases }] of Object.entries(snapshots)) {
    plan.add(bandInformationStage, {
      params: { snapshot, activation: network.activation, ...perturbed, noises },
      inputs: { weights, biases, validationImages: data.validationImages },
      // Networks of one seed are shown the same patterns.
      stream: { seed },
    });
  }
}
