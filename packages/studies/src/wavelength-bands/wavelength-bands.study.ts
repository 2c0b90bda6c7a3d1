import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { networkStageParameters } from '../network/stage-parameters.tables.js';
import { wavelengthBandsParameters } from './wavelength-bands-parameters.js';
import { planWavelengthBands } from './wavelength-bands-plan.js';

export const study: AnyStudy = defineStudy({
  name: 'wavelength-bands',
  title: 'Which wavelengths of a perturbation layers lose',
  params: wavelengthBandsParameters,
  build: planWavelengthBands,
});

export { wavelengthBandsTables as tables } from './wavelength-bands.tables.js';

export const stageParameters = {
  ...networkStageParameters,
  edges: { meaning: 'edges of the rings of wavenumbers, waves per side, as JSON' },
  waves: { meaning: 'wavenumbers of the rows beside a block, waves per side of the torus, as JSON' },
  noises: { meaning: 'every noise, in units of the variance of the layer, as JSON' },
  samples: { meaning: 'states of the torus' },
  seed: { meaning: 'number of the network, or of the chain of states' },
};
