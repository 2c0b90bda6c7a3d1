import {
  hiddenFunctions,
  initialNames,
  lossNames,
  optimiserNames,
  outputFunctions,
  pretrainingNames,
} from '@rgflow/mlp/autoencoder';
import { z } from 'zod';

const autoencoder = z
  .strictObject({
    depth: z
      .int()
      .min(0)
      .max(12)
      .default(2)
      .describe('Hidden layers between the images and the code, and as many behind it.'),
    rate: z.number().positive().max(1).default(0.5).describe('Each has this share of the units of the one before.'),
    code: z.int().positive().max(60).default(10).describe('n, units of the code.'),
    activation: z.enum(hiddenFunctions).default('relu').describe('What follows each hidden layer.'),
    codeFunction: z.enum(hiddenFunctions).default('sigmoid').describe('What follows the layer of the code.'),
    output: z.enum(outputFunctions).default('linear').describe('What follows the last layer.'),
    loss: z
      .enum(lossNames)
      .default('mse')
      .describe('Squared error, or cross-entropy of grey values as probabilities, which needs a sigmoid output.'),
    initial: z
      .enum(initialNames)
      .default('glorot')
      .describe(
        'First weights, by the units on both sides, or by those before (fan-in), of which deep ones often collapse.',
      ),
  })
  .prefault({})
  .describe('Encoder and mirrored decoder.');

const training = z
  .strictObject({
    epochs: z.int().nonnegative().default(15).describe('Passes over the images for the whole.'),
    pretraining: z
      .enum(pretrainingNames)
      .default('none')
      .describe('Before it: nothing, the layers one after the other, or the units of the code one after the other.'),
    pretrainingEpochs: z.int().nonnegative().default(3).describe('Passes over the images for each of them.'),
    optimiser: z.enum(optimiserNames).default('adam').describe('Adam, or gradient descent with momentum.'),
    learningRate: z.number().positive().default(1e-3).describe('From five hidden layers on a tenth of it is safer.'),
    momentum: z.number().min(0).lt(1).default(0.9).describe("Of gradient descent; Adam's beta_1."),
    weightDecay: z.number().nonnegative().default(1e-5).describe('Times a weight, added to its gradient.'),
    batchSize: z.int().positive().default(64).describe('Images of one step; the last, incomplete batch is dropped.'),
  })
  .prefault({})
  .describe('How the autoencoder is trained.');

/** What describes an autoencoder and its training. */
export const autoencoderParameters = { autoencoder, training } as const;

export type AutoencoderParameters = z.output<typeof autoencoder>;
export type AutoencoderTrainingParameters = z.output<typeof training>;
