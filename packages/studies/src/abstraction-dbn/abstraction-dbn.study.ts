import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { breadthParameters, checkBreadth } from '../breadth/breadth-parameters.js';
import { lessonsInTurn } from '../breadth/lessons-in-turn.js';
import { breadthRungMeaning, breadthStageParameters, planRung } from '../breadth/plan-rung.js';
import { planHeads } from '../machines/head-plan.js';
import { hfmDivergenceMeaning } from '../machines/hfm-divergence.tables.js';
import { machineParameters } from '../machines/machine-parameters.js';
import { machineStageParameters, machineTables } from '../machines/machines.tables.js';

export { leftOutRungs as leftOut } from '../breadth/left-out-rungs.js';
export { machineCosts as costs } from '../machines/machine-costs.js';
export { machineDemands as demands } from '../machines/machine-demands.js';

const hfm = z
  .strictObject({
    units: z.int().min(2).max(14).default(8).describe('Of the head on each layer: divergences grow with it.'),
    replicates: z.int().positive().default(10).describe('Of the null and of each control.'),
  })
  .prefault({})
  .describe('How the divergence from the Hierarchical Feature Model is measured.');

export const study: AnyStudy = defineStudy({
  name: 'abstraction-dbn',
  title: 'Do codes of deep belief networks approach the Hierarchical Feature Model with depth and breadth?',
  params: z
    .strictObject({
      breadth: breadthParameters,
      stack: machineParameters.stack,
      training: machineParameters.training,
      hfm,
      seed: z.int().nonnegative().default(0).describe('Names every random stream.'),
    })
    .check(({ value, issues }) => checkBreadth(value, issues)),
  build(plan, { breadth, stack, training, hfm, seed }) {
    const drawn = planRung(plan, breadth, seed);
    if (drawn === null) return;
    const { visible, widths } = stack;
    const { units: head, replicates } = hfm;
    const data = { breadth: breadth.rung };
    const options = { visible, training, images: drawn.images, seed, widths, head, replicates };
    planHeads(plan, { ...options, data });
    for (const { learnt, lessons } of lessonsInTurn(plan, breadth.rung, drawn)) {
      planHeads(plan, { ...options, data: { ...data, learnt }, lessons });
    }
  },
});

const { machine_training, machine_code } = machineTables;

export const tables = {
  machine_training,
  machine_code,
  hfm_divergence: hfmDivergenceMeaning,
  breadth_rung: breadthRungMeaning,
};

export const stageParameters = {
  ...machineStageParameters,
  ...breadthStageParameters,
  learnt: { meaning: 'in which order each machine learnt the sets of its rung; null for all of them together' },
  firstClass: { meaning: 'the first class of the set that was learnt last' },
  lastClass: { meaning: 'the last class of it' },
};
