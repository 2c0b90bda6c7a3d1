import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { networkParameters } from '../network/network-parameters.js';
import { planNetwork } from '../network/network-plan.js';

export { networkCosts as costs } from '../network/network-costs.js';
export { networkDemands as demands } from '../network/network-demands.js';

export const study: AnyStudy = defineStudy({
  name: 'relative-entropy',
  title: 'Figures 7 and 8 of arXiv:2107.06898',
  params: networkParameters,
  build: planNetwork,
});

export { networkTables as tables } from '../network/network.tables.js';
export { networkStageParameters as stageParameters } from '../network/stage-parameters.tables.js';
