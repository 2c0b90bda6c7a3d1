import { THREE_LAYER_MACHINE } from '@rgflow/boltzmann';
import { defineStage } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { marginalisationRows, marginalisationTables } from './marginalisation-rows.js';

/** The three-layer machine, its hidden layers integrated out one after the other. */
export const threeLayerMarginalisationStage = defineStage({
  name: 'three-layer-marginalisation',
  module: import.meta.url,
  params: z.strictObject({}),
  inputs: {},
  outputs: marginalisationTables,
  run: () =>
    marginalisationRows('three-layer', THREE_LAYER_MACHINE, () => ({
      value: null,
      reason: 'the machine is not random',
    })),
});
