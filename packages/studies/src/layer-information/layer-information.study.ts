import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { networkStageParameters } from '../network/stage-parameters.tables.js';
import { layerInformationParameters } from './layer-information-parameters.js';
import { planLayerInformation } from './layer-information-plan.js';

export { networkCosts as costs } from '../network/network-costs.js';
export { networkDemands as demands } from '../network/network-demands.js';

export const study: AnyStudy = defineStudy({
  name: 'layer-information',
  title: 'What the units of a layer tell of each other',
  params: layerInformationParameters,
  build: planLayerInformation,
});

export { layerInformationTables as tables } from './layer-information.tables.js';

export const stageParameters = {
  ...networkStageParameters,
  sigmaW2: { meaning: 'σ_w², variance of the weights times the units before them' },
  width: { meaning: 'units of every layer' },
  weightVariances: { meaning: 'the range of σ_w² that the rates are computed over, as JSON' },
  noises: { meaning: 'the variances of the noise that bounds are predicted for, as JSON' },
  noiseVariance: { meaning: 's², variance of the noise' },
  boundedLayers: { meaning: 'the layers that are bounded, as JSON' },
  ring: { meaning: 'spins of the ring' },
};
