import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { noisyInformationParameters } from './noisy-information-parameters.js';
import { planNoisyInformation } from './noisy-information-plan.js';

export { networkCosts as costs } from '../network/network-costs.js';
export { networkDemands as demands } from '../network/network-demands.js';

export const study: AnyStudy = defineStudy({
  name: 'noisy-information',
  title: 'What noisy layers lose, as an order parameter',
  params: noisyInformationParameters,
  build: planNoisyInformation,
});

export { noisyInformationTables as tables } from './noisy-information.tables.js';

export const stageParameters = {
  weightVariances: { meaning: 'every σ_w² of the networks, as JSON' },
  widths: { meaning: 'every width of the networks, as JSON' },
  noises: { meaning: 'every noise of these inputs, as JSON' },
  correlation: { meaning: 'ρ_0, of the preactivations of layer 0 of every two inputs' },
  samples: { meaning: 'M, the inputs' },
  seed: { meaning: 'number of the network' },
};
