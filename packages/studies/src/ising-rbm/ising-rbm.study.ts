import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { machineStageParameters, machineTables } from '../machines/machines.tables.js';
import { areSound, refuse, refuseLargerBatch } from '../network/joint-checks.js';
import { isingRbmTables } from './ising-rbm.tables.js';
import { isingRbmParameters, sideOf } from './ising-rbm-parameters.js';
import { planIsingRbm } from './rbm-plan.js';

export { machineCosts as costs } from '../machines/machine-costs.js';
export { machineDemands as demands } from '../machines/machine-demands.js';

export const study: AnyStudy = defineStudy({
  name: 'ising-rbm',
  title: 'Restricted Boltzmann machines on Ising samples: the flow of couplings, its fixed point, and what is learnt',
  params: z.strictObject(isingRbmParameters).check(({ value, issues }) => {
    if (!areSound(issues, 'spins', 'flow', 'training')) return;
    const { dimension, sites, samples, couplings } = value.spins;
    const side = sideOf(value.spins);
    if (dimension === 2 && (side * side !== sites || side % 2 !== 0 || side < 6)) {
      refuse(issues, ['spins', 'sites'], 'expected the square of an even number from 6, for a torus', sites);
    }
    if (dimension === 1 && sites % 2 !== 0) {
      refuse(issues, ['spins', 'sites'], 'expected an even number, so that every other spin can be kept', sites);
    }
    if (samples < couplings.length) {
      refuse(issues, ['spins', 'samples'], `expected at least one for each of ${couplings.length} couplings`, samples);
    }
    refuseLargerBatch(issues, ['training', 'batchSize'], value.training.batchSize, samples, 'the samples');
    if (value.flow.starts.some((start, i) => i > 0 && start <= value.flow.starts[i - 1]!)) {
      refuse(issues, ['flow', 'starts'], 'expected ascending couplings');
    }
  }),
  build: planIsingRbm,
});

const { machine_training, machine_likelihood } = machineTables;

export const tables = { machine_training, machine_likelihood, ...isingRbmTables };

export const stageParameters = {
  ...machineStageParameters,
  size: { meaning: 'sites of a ring, or along a side of a torus' },
  couplings: { meaning: 'K of the samples that the machine was shown, as a JSON list' },
  kept: { meaning: "which spins it sees: 'all', or the 'sublattice' that a decimation keeps" },
  arrangement: { meaning: "'drawn': samples as they are; 'shuffled': each site's spins in an order of their own" },
  images: { meaning: 'samples' },
  role: { meaning: "what samples are for: 'training', or others for the 'likelihood'" },
  visible: { meaning: "'bernoulli': visible units are spins, 1 up and 0 down" },
  chains: { meaning: 'independent chains, of the annealing or of the flow from each start' },
  machine: { meaning: "'trained', 'untrained' or trained on 'shuffled' samples" },
  starts: { meaning: 'K of the samples that the flow starts from, as a JSON list' },
} as const;
