import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { informationParameters } from './information-parameters.js';
import { planInformation } from './information-plan.js';

export const study: AnyStudy = defineStudy({
  name: 'mutual-information',
  title: 'What noisy layers tell of their input: order, chaos and training',
  params: informationParameters,
  build: planInformation,
});
