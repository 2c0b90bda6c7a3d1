import { z } from 'zod';
import { networkParameters } from '../network/network-parameters.js';

const { dataset, training } = networkParameters.shape;

/** The parameters of the study of mutual information: a deep random network, and a shallower one before and after training. */
export const informationParameters = z.strictObject({
  dataset,
  /** What both networks have in common, and the depth of the random one. */
  network: z
    .strictObject({
      depth: z.int().min(3).max(1000).default(62),
      width: z.int().positive().default(784),
      sigmaW2: z.number().positive().default(1.5),
      sigmaB2: z.number().nonnegative().default(0.05),
    })
    .prefault({}),
  /** The network that is trained; no epochs, no such network. */
  trained: training
    .unwrap()
    .extend({
      /** Of the seeds 0, 1, ..., so many from the first: training costs more than another random network. */
      seeds: z.int().nonnegative().default(1),
      depth: z.int().min(2).max(1000).default(20),
      epochs: z.int().nonnegative().default(3),
    })
    .prefault({}),
  information: z
    .strictObject({
      images: z.int().min(2).max(5000).default(1000),
      /** Variances s² of the noise. */
      noise: z.array(z.number().positive()).min(1).max(20).default([1, 0.1, 0.01]),
      draws: z.int().positive().default(2),
      bins: z.int().positive().max(65_536).default(30),
      /** Layers at the end that are narrower than the others, and so left out where the depth of a collapse is measured. */
      skipLast: z.int().nonnegative().default(2),
    })
    .prefault({}),
  seed: z.int().nonnegative().default(0),
});

export type InformationParameters = z.output<typeof informationParameters>;
