import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { nuisanceParameters } from './nuisance-parameters.js';
import { planNuisance } from './nuisance-plan.js';

export { networkCosts as costs } from '../network/network-costs.js';
export { networkDemands as demands } from '../network/network-demands.js';

export const study: AnyStudy = defineStudy({
  name: 'nuisance',
  title: 'Depth as coarse-graining: what readers find in layers of the label and of nuisances',
  params: nuisanceParameters,
  build: planNuisance,
});

export { networkStageParameters as stageParameters } from '../network/stage-parameters.tables.js';

export { tables } from './nuisance-plan.js';
