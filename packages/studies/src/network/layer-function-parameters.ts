import { activationNames } from '@rgflow/kernels';
import { outputNames } from '@rgflow/mlp';
import { z } from 'zod';

/** φ, after every linear map but the last. */
export const activationParameter = z.enum(activationNames);

/** What stages are told of the functions of a network. */
export const layerFunctionParameters = { activation: activationParameter, output: z.enum(outputNames) } as const;
