import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { plantedImagesStage } from '../breadth/planted-images.stage.js';
import { planHeads } from '../machines/head-plan.js';
import { hfmDivergenceMeaning } from '../machines/hfm-divergence.tables.js';
import { machineParameters } from '../machines/machine-parameters.js';
import { machineStageParameters, machineTables } from '../machines/machines.tables.js';
import { areSound, refuse, refuseLargerBatch } from '../network/joint-checks.js';
import type { TableMeaning } from '../table-meaning.js';
import { plantedDivergenceStage } from './planted-divergence.stage.js';
import type { plantedFeatureColumns } from './planted-feature.columns.js';
import { recoveredFeaturesStage } from './recovered-features.stage.js';

export { machineCosts as costs } from '../machines/machine-costs.js';
export { machineDemands as demands } from '../machines/machine-demands.js';

const planted = z
  .strictObject({
    planting: z
      .enum(['tree', 'random'])
      .default('tree')
      .describe('How features are seen: as nested intervals of a binary tree, or through a random tanh layer.'),
    features: z.int().min(2).max(14).default(8).describe('Planted features, and units of each head.'),
    g: z.number().default(0.7).describe('Of the model that the features are drawn from; ln 2 is critical.'),
    convention: z.enum(['A', 'B']).default('A').describe('What the ground state of that model weighs.'),
    pixels: z.int().positive().default(150).describe('Visible units.'),
    images: z.int().positive().default(4000).describe('To train on and to measure on.'),
  })
  .prefault({})
  .describe('What the machines are shown.');

const hfm = z
  .strictObject({ replicates: z.int().positive().default(10).describe('Of the null and of each control.') })
  .prefault({})
  .describe('How the divergence from the Hierarchical Feature Model is measured.');

/** A tree shows its features with a probability, a random layer by the gain of its tanh. */
const CONTRASTS = { tree: 0.95, random: 3 } as const;

export const study: AnyStudy = defineStudy({
  name: 'abstraction-planted',
  title: 'Do deep belief networks find planted features, and does the divergence tell?',
  params: z
    .strictObject({
      planted,
      stack: machineParameters.stack,
      training: machineParameters.training,
      hfm,
      seed: z.int().nonnegative().default(0).describe('Names every random stream.'),
    })
    .check(({ value, issues }) => {
      if (!areSound(issues, 'planted') || !areSound(issues, 'training')) return;
      const { planting, features, pixels, images } = value.planted;
      const nodes = 1 << (features - 1);
      if (planting === 'tree' && pixels < nodes) {
        refuse(issues, ['planted', 'pixels'], `expected at least ${nodes}, the finest nodes of a tree`, pixels);
      }
      refuseLargerBatch(issues, ['training', 'batchSize'], value.training.batchSize, images, 'the images');
    }),
  build(plan, { planted, stack, training, hfm: { replicates }, seed }) {
    const { planting, features: head, g, convention, pixels, images: count } = planted;
    const data = { planting, features: head, plantedG: g, plantedConvention: convention, pixels };
    const stream = { ...data, seed };
    const { images, features } = plan.add(plantedImagesStage, {
      params: { ...data, contrast: CONTRASTS[planting], images: count, seed },
      inputs: {},
      stream,
    });
    plan.add(plantedDivergenceStage, { params: { replicates }, inputs: { features }, stream });
    const { visible, widths } = stack;
    const heads = planHeads(plan, { visible, training, images, data, seed, widths, head, replicates });
    for (const { codes, ...params } of heads) {
      plan.add(recoveredFeaturesStage, { params, inputs: { codes, features } });
    }
  },
});

const planted_feature: TableMeaning<typeof plantedFeatureColumns> = {
  about: 'what a code knows of planted features, a row for each feature; informations corrected by Miller and Madow',
  columns: {
    snapshot: hfmDivergenceMeaning.columns.snapshot,
    layer: hfmDivergenceMeaning.columns.layer,
    code: hfmDivergenceMeaning.columns.code,
    feature: { meaning: 'the feature, 1 the coarsest' },
    unit: { meaning: 'the unit that stands for it, none for two of them; null where no unit is left' },
    feature_entropy: { unit: 'nats', meaning: 'entropy of the feature' },
    unit_information: { unit: 'nats', meaning: 'mutual information of the feature and its unit' },
    unit_share: { meaning: 'the same as a share of the entropy of the feature; the sum counts recovered features' },
    code_information: { unit: 'nats', meaning: 'mutual information of the feature and the whole code' },
    code_share: { meaning: 'the same as a share of the entropy of the feature' },
  },
};

const { machine_training, machine_code } = machineTables;

export const tables = { machine_training, machine_code, hfm_divergence: hfmDivergenceMeaning, planted_feature };

export const stageParameters = {
  ...machineStageParameters,
  plantedG: { meaning: 'g of the model that the features are drawn from' },
  plantedConvention: { meaning: 'what the ground state of that model weighs' },
  contrast: { meaning: 'how clearly the features are seen' },
};
