import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { withinDataset } from '../network/dataset-limits.js';
import { fitStage } from '../network/fit.stage.js';
import { klStage } from '../network/kl.stage.js';
import { klTables } from '../network/kl.tables.js';
import { planSamples } from '../network/sample-chain.js';
import { withPlateau } from '../network/theory-limits.js';
import { trainingTables } from '../network/training.tables.js';
import { planTraining } from '../network/training-chain.js';
import { scanParameters } from '../network/training-parameters.js';
import type { TableMeaning } from '../table-meaning.js';
import { meanFieldStage } from '../theory/mean-field.stage.js';
import { meanFieldMeaning } from '../theory/mean-field.tables.js';
import type { plateauColumns } from './kl-plateau.columns.js';
import { plateauLayerStage } from './plateau-layer.stage.js';
import type { predictedPlateauColumns } from './predicted-plateau.columns.js';
import { predictedPlateauStage } from './predicted-plateau.stage.js';

export { networkCosts as costs } from '../network/network-costs.js';
export { networkDemands as demands } from '../network/network-demands.js';

/**
 * Networks of many depths, which are not kept, each measured untrained and trained. What theory says of their σ_w² knows of
 * no depth and no seed, so it is planned once for each.
 */
export const study: AnyStudy = defineStudy({
  name: 'plateau',
  title: 'Does depth beyond the plateau of the KL divergence matter?',
  params: z
    .strictObject({
      ...scanParameters,
      kl: z
        .strictObject({
          samples: z.int().min(2).default(20).describe('Of the reference layer, for each image.'),
          images: z.int().positive().default(50).describe('Images that the divergence is averaged over.'),
        })
        .prefault({})
        .describe('How the divergence of the layers is measured.'),
      fit: z
        .strictObject({
          skipLast: z.int().nonnegative().default(1).describe('Layers at the end that the fit leaves out.'),
        })
        .prefault({})
        .describe('The fit of a (1 - bˣ) to it.'),
      plateau: z
        .strictObject({
          fraction: z.number().gt(0).lt(1).default(0.95).describe('Of the asymptote, which counts as the plateau.'),
        })
        .prefault({})
        .describe('Where a curve counts as saturated.'),
    })
    .check(
      withinDataset(({ kl }) => [{ path: ['kl', 'images'], images: kl.images }]),
      withPlateau(),
    ),
  build(plan, { kl, fit, plateau, ...params }) {
    const { activation, sigmaW2, sigmaB2 } = params.network;
    const { samples, images } = kl;
    const { networks, data, stream } = planTraining(plan, params, 'never');
    const { validationImages } = data;
    for (const [snapshot, { weights, biases }] of [
      ['init', networks[0]!],
      ['final', networks.at(-1)!],
    ] as const) {
      const { preactivations, sampleSums } = planSamples(plan, {
        snapshot,
        activation,
        weights,
        biases,
        validationImages,
        images,
        samples,
        stream,
      });
      const { kl_layer, klCovariances } = plan.add(klStage, {
        params: { snapshot },
        inputs: { preactivations, sampleSums },
      });
      const { kl_fit } = plan.add(fitStage, {
        params: { snapshot, estimator: 'published', sigmaW2, images, normalisation: 'none', ...fit },
        inputs: { kl_layer, klCovariances },
      });
      plan.add(plateauLayerStage, { params: { snapshot, ...plateau }, inputs: { kl_fit } });
    }
    plan.add(predictedPlateauStage, {
      params: { activation, sigmaW2, sigmaB2, images, ...plateau },
      inputs: { validationImages },
    });
    plan.add(meanFieldStage, { params: { activation, sigmaW2, sigmaB2 }, inputs: {} });
  },
});

const klPlateau: TableMeaning<typeof plateauColumns> = {
  about: 'where a fitted curve has the fraction of its asymptote, a row for each network and snapshot',
  columns: {
    snapshot: { meaning: "'init' or 'final'" },
    plateau_layer: { unit: 'layers', meaning: 'where the fit has the fraction, counted from layer 0' },
    plateau_layer_se: { unit: 'layers', meaning: 'its standard error, from that of b' },
    se_of: { meaning: "what that error is of: 'images' or 'sampling', of one network" },
    reason: { meaning: 'why there is none' },
  },
};

const predictedPlateau: TableMeaning<typeof predictedPlateauColumns> = {
  about: 'where the curve of mean-field theory, averaged over the images, has the fraction of its asymptote',
  columns: {
    plateau_layer: { unit: 'layers', meaning: 'where it has the fraction, counted from layer 0' },
    late_rate_layer: { unit: 'layers', meaning: 'the same if every layer had the rate χ_q of the late ones' },
    asymptote: { unit: 'nats per unit', meaning: 'what the divergence tends to' },
    reason: { meaning: 'why there is no plateau' },
  },
};

export const tables = {
  ...trainingTables,
  ...klTables,
  kl_plateau: klPlateau,
  predicted_plateau: predictedPlateau,
  mean_field: meanFieldMeaning,
};

export { networkStageParameters as stageParameters } from '../network/stage-parameters.tables.js';
