import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { breadthParameters, checkBreadth } from '../breadth/breadth-parameters.js';
import { breadthRungMeaning, breadthStageParameters, planRung } from '../breadth/plan-rung.js';
import { planHeads } from '../machines/head-plan.js';
import { hfmDivergenceMeaning } from '../machines/hfm-divergence.tables.js';
import { machineParameters } from '../machines/machine-parameters.js';
import { machineStageParameters, machineTables } from '../machines/machines.tables.js';

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
    const images = planRung(plan, breadth, seed)?.images;
    if (images === undefined) return;
    const { visible, widths } = stack;
    const { units: head, replicates } = hfm;
    const data = { breadth: breadth.rung };
    planHeads(plan, { visible, training, images, data, seed, widths, head, replicates });
  },
});

const { machine_training, machine_code } = machineTables;

export const tables = {
  machine_training,
  machine_code,
  hfm_divergence: hfmDivergenceMeaning,
  breadth_rung: breadthRungMeaning,
};

export const stageParameters = { ...machineStageParameters, ...breadthStageParameters };
