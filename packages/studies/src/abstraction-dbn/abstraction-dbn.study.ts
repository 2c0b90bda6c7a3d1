import { sourceOf } from '@rgflow/dataset/breadth';
import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { planBreadth } from '../breadth/breadth-plan.js';
import type { breadthRungColumns } from '../breadth/breadth-rung.columns.js';
import { breadthRungStage } from '../breadth/breadth-rung.stage.js';
import { missingSets, namedRungs } from '../breadth/rungs.js';
import { planHeads } from '../machines/head-plan.js';
import { hfmDivergenceMeaning } from '../machines/hfm-divergence.tables.js';
import { machineParameters } from '../machines/machine-parameters.js';
import { machineStageParameters, machineTables } from '../machines/machines.tables.js';
import { areSound, refuse } from '../network/joint-checks.js';
import type { TableMeaning } from '../table-meaning.js';

const breadth = z
  .strictObject({
    rung: z
      .enum(namedRungs.map(({ name }) => name))
      .default('digits-0-9')
      .describe(
        'Which images, a rung of the ladder; of one whose sets are not here there are no results, and it is said.',
      ),
    images: z.int().positive().default(5900).describe('To train on and to measure on, as many of each class.'),
  })
  .prefault({})
  .describe('What the machines are shown.');

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
      breadth,
      stack: machineParameters.stack,
      training: machineParameters.training,
      hfm,
      seed: z.int().nonnegative().default(0).describe('Names every random stream.'),
    })
    .check(({ value, issues }) => {
      if (!areSound(issues, 'breadth') || !areSound(issues, 'training')) return;
      const { rung, images } = value.breadth;
      const { classes } = rungOf(rung);
      if (images < classes)
        refuse(issues, ['breadth', 'images'], `expected at least one of ${classes} classes`, images);
      if (value.training.batchSize > images) {
        const rule = `expected at most ${images}, the images: of a larger batch no step would come`;
        refuse(issues, ['training', 'batchSize'], rule, value.training.batchSize);
      }
    }),
  build(plan, { breadth, stack, training, hfm, seed }) {
    const rung = rungOf(breadth.rung);
    const { name, order: ladder, classes } = rung;
    const missing = missingSets(rung.parts);
    plan.add(breadthRungStage, {
      params: {
        breadth: name,
        ladder,
        classes,
        missing: missing.map((set) => `${set} is not here; it comes from ${sourceOf(set)}`).join('; '),
      },
      inputs: {},
    });
    if (missing.length > 0) return;
    const { images } = planBreadth(plan, rung, { images: breadth.images, seed });
    const { visible, widths } = stack;
    const { units: head, replicates } = hfm;
    planHeads(plan, { visible, training, images, data: { breadth: name }, seed, widths, head, replicates });
  },
});

function rungOf(name: string) {
  return namedRungs.find((rung) => rung.name === name)!;
}

const breadth_rung: TableMeaning<typeof breadthRungColumns> = {
  about: 'rungs of the ladder of breadth that were asked for',
  columns: {
    ladder: { meaning: "in which order sets are added: 'digits-first' or 'fashion-first'" },
    classes: { meaning: 'classes of images, of all sets' },
    reason: { meaning: 'which sets are missing and how to get them: of such a rung there are no results' },
  },
};

const { machine_training, machine_code } = machineTables;

export const tables = { machine_training, machine_code, hfm_divergence: hfmDivergenceMeaning, breadth_rung };

export const stageParameters = {
  ...machineStageParameters,
  breadth: { meaning: "the rung: 'digits-0-4', 'digits+fashion'" },
  parts: { meaning: 'its sets and their classes, as JSON' },
  content: { meaning: 'digests of sets that are not checked against published ones' },
  missing: { meaning: 'what is said of sets that are not here' },
};
