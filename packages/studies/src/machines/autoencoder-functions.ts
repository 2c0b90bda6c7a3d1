import { hiddenFunctions, lossNames, outputFunctions } from '@rgflow/mlp/autoencoder';
import { z } from 'zod';

/** What stages of autoencoders are told of their functions. */
export const namedFunctions = {
  activation: z.enum(hiddenFunctions),
  codeFunction: z.enum(hiddenFunctions),
  output: z.enum(outputFunctions),
  loss: z.enum(lossNames),
};
