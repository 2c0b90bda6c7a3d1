import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { networkStageParameters } from '../network/stage-parameters.tables.js';
import { informationParameters } from './information-parameters.js';
import { planInformation } from './information-plan.js';

export { networkCosts as costs } from '../network/network-costs.js';
export { networkDemands as demands } from '../network/network-demands.js';

export const study: AnyStudy = defineStudy({
  name: 'mutual-information',
  title: 'What noisy layers tell of their input: order, chaos and training',
  params: informationParameters,
  build: planInformation,
});

export const stageParameters = {
  ...networkStageParameters,
  noiseScales: { meaning: 'what the noises are in, as JSON' },
  noises: { meaning: 'every noise that the cell has, in each of these, as JSON' },
};

export { tables } from './information-plan.js';
