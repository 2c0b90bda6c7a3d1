import { z } from 'zod';
import { autoencoderParameters } from '../machines/autoencoder-parameters.js';
import { trainingParameters } from '../network/training-parameters.js';

const input = z
  .strictObject({
    law: z
      .string()
      .default('ising-chain 1')
      .describe(
        "A family and its parameters: 'ising-chain K', 'gaussian-chain φ', 'exponential rate', 'gamma shape scale', 'poisson rate', " +
          "'bernoulli probability', 'gaussian mean variance'.",
      ),
    sites: z.int().min(8).max(1024).default(64).describe('Numbers of an input; a multiple of 8.'),
    samples: z.int().positive().default(20_000).describe('To train on.'),
    measured: z.int().min(100).default(4000).describe('Others, on which layers are looked at.'),
  })
  .prefault({})
  .describe('What the networks are shown.');

const autoencoder = z
  .strictObject({
    depth: z
      .int()
      .min(0)
      .max(5)
      .default(2)
      .describe('Hidden layers before the feature layer; each layer halves the units.'),
    activation: autoencoderParameters.autoencoder
      .unwrap()
      .shape.activation.default('tanh')
      .describe('After each layer of the encoder and the decoder; the output is linear, the loss the squared error.'),
    training: autoencoderParameters.training
      .unwrap()
      .omit({ pretraining: true, pretrainingEpochs: true })
      .prefault({})
      .describe('How they are trained, without pre-training.'),
  })
  .prefault({})
  .describe('Autoencoders; the wide one has as many units in each layer as the input.');

const classifier = z
  .strictObject({
    depth: z
      .int()
      .min(2)
      .max(10)
      .default(3)
      .describe('Linear maps; what enters the function before the last is the feature layer.'),
    width: z.int().positive().default(32).describe('Units of the hidden layers.'),
    sigmaW2: trainingParameters.network.unwrap().shape.sigmaW2,
    sigmaB2: trainingParameters.network.unwrap().shape.sigmaB2,
    activation: trainingParameters.network.unwrap().shape.activation,
    training: trainingParameters.training,
  })
  .prefault({})
  .describe(
    'Classifiers that tell a chain from one whose sites know nothing of each other. Of independent numbers there is none.',
  );

const looks = z
  .strictObject({
    orders: z.int().min(2).default(5).describe('Random orders of units, and drawings of independent ones.'),
  })
  .prefault({})
  .describe('How layers are looked at.');

const seed = z.int().nonnegative().default(0).describe('Names every random stream.');

export const fixedPointsParameters = { input, autoencoder, classifier, looks, seed } as const;

export type FixedPointsParameters = {
  readonly input: z.output<typeof input>;
  readonly autoencoder: z.output<typeof autoencoder>;
  readonly classifier: z.output<typeof classifier>;
  readonly looks: z.output<typeof looks>;
  readonly seed: number;
};
