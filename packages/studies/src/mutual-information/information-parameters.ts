import { z } from 'zod';
import { withinDataset } from '../network/dataset-limits.js';
import { withinDoubles, withPredictedCorrelation } from '../network/theory-limits.js';
import { trainingParameters } from '../network/training-parameters.js';
import { noiseScales } from './noise-scale.js';

const { dataset, network, training, seed } = trainingParameters;
const { width, sigmaW2, sigmaB2, activation, output } = network.unwrap().shape;

/**
 * The parameters of the study of mutual information: a deep random network, and a shallower one before and after training.
 */
export const informationParameters = z
  .strictObject({
    dataset,
    network: z
      .strictObject({
        depth: z.int().min(3).max(1000).default(62).describe('Linear maps of the random network that is not trained.'),
        width,
        sigmaW2,
        sigmaB2,
        activation,
        output,
      })
      .prefault({})
      .describe('What both networks have in common, and the depth of the random one.'),
    trained: training
      .unwrap()
      .extend({
        seeds: z
          .int()
          .nonnegative()
          .default(1)
          .describe('Of the seeds 0, 1, ..., so many from the first: training costs more than another random network.'),
        depth: z.int().min(2).max(1000).default(20).describe('Linear maps of the network that is trained.'),
        epochs: z.int().nonnegative().default(3).describe('Passes over the training images; 0: no such network.'),
      })
      .prefault({})
      .describe('The network that is trained.'),
    information: z
      .strictObject({
        images: z
          .int()
          .min(2)
          .max(5000)
          .default(1000)
          .describe('The inputs, one of which enters with equal probability.'),
        noise: z
          .array(z.number().positive())
          .min(1)
          .max(20)
          .default([1, 0.1, 0.01])
          .describe(
            'How much noise is added to the preactivations of a layer: its variance s², in units of noiseScale.',
          ),
        noiseScale: z
          .array(z.enum(noiseScales))
          .min(1)
          .default([...noiseScales])
          .describe('absolute: s² is the number; layer: the number times the variance of the layer; one or both.'),
        draws: z.int().positive().default(2).describe('Drawings of the noise for each image.'),
        bins: z.int().positive().max(65_536).default(30).describe('Of the range of an activation, for the control.'),
        skipLast: z
          .int()
          .nonnegative()
          .default(2)
          .describe(
            'Layers at the end that are narrower than the others, and so left out where a collapse is looked for.',
          ),
      })
      .prefault({})
      .describe('How information is measured.'),
    seed,
  })
  .check(
    withinDataset(({ information }) => [{ path: ['information', 'images'], images: information.images }]),
    withinDoubles(),
    withPredictedCorrelation(),
  );

export type InformationParameters = z.output<typeof informationParameters>;
