import { defineStage } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { lossesTensor } from './losses-tensor.js';

/** A further network put behind those before it. */
export const gatherLossesStage = defineStage({
  name: 'gather-losses',
  module: import.meta.url,
  params: z.strictObject({}),
  inputs: { before: lossesTensor, further: lossesTensor },
  outputs: { losses: lossesTensor },
  run: ({ inputs: { before, further } }) => ({ losses: [...before, ...further] }),
});
