import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { withinDataset } from '../network/dataset-limits.js';
import { networkStageParameters } from '../network/stage-parameters.tables.js';
import { withCorrelationLength } from '../network/theory-limits.js';
import { trainingTables } from '../network/training.tables.js';
import { planTraining } from '../network/training-chain.js';
import { scanParameters } from '../network/training-parameters.js';
import type { TableMeaning } from '../table-meaning.js';
import type { correlationLengthColumns } from './correlation-length.columns.js';
import { correlationLengthStage } from './correlation-length.stage.js';

export { networkCosts as costs } from '../network/network-costs.js';
export { networkDemands as demands } from '../network/network-demands.js';

/** The curves of the theory belong to no cell: every cell plans them alike, and so once. */
export const study: AnyStudy = defineStudy({
  name: 'trainability',
  title: 'Figure 6 of arXiv:2107.06898: which networks can be trained, against the correlation length',
  params: z
    .strictObject({
      ...scanParameters,
      theory: z
        .strictObject({
          sigmaW2: z
            .strictObject({
              from: z.number().positive().default(0.8).describe('The first.'),
              to: z.number().default(3.2).describe('The last.'),
              step: z.number().positive().default(0.005).describe('From one to the next.'),
            })
            .prefault({})
            .describe('The values of σ_w² at which ξ_c is solved for.'),
        })
        .prefault({})
        .describe('The curves of mean-field theory.'),
    })
    .check(withinDataset(), withCorrelationLength()),
  build(plan, { theory, ...params }) {
    const { activation, sigmaB2 } = params.network;
    planTraining(plan, params, 'never');
    plan.add(correlationLengthStage, {
      params: { activation, sigmaB2, weightVariances: theory.sigmaW2 },
      inputs: {},
    });
  },
});

const correlationLength: TableMeaning<typeof correlationLengthColumns> = {
  about: 'the correlation length of mean-field theory along one variance of the biases',
  columns: {
    sigma_w2: { meaning: 'σ_w², variance of the weights times the units before them' },
    xi_c: {
      unit: 'layers',
      meaning: 'ξ_c, in which a deviation of the correlation falls by e; Infinity at the transition',
    },
    phase: { meaning: "'ordered', 'critical' or 'chaotic'" },
  },
};

export const tables = { ...trainingTables, correlation_length: correlationLength };

export const stageParameters = {
  ...networkStageParameters,
  weightVariances: { meaning: 'the range of σ_w² that the theory is computed over, as JSON' },
};
