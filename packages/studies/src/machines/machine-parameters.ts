import { z } from 'zod';

const visible = z
  .enum(['bernoulli', 'gaussian'])
  .default('bernoulli')
  .describe('Units that are shown the images: grey values as probabilities to be 1, or standardised pixels.');

const stack = z
  .strictObject({
    visible,
    widths: z
      .array(z.int().positive())
      .min(1)
      .max(20)
      .default([256, 100, 40])
      .describe('Hidden units of each machine, from the images up.'),
  })
  .prefault({})
  .describe('The machines, each trained on the hidden units of the one below.');

const training = z
  .strictObject({
    epochs: z.int().nonnegative().default(15).describe('Passes over the images for each machine.'),
    learningRate: z
      .number()
      .positive()
      .default(0.1)
      .describe('For three epochs at momentum 0.5; then a fifth of it at 0.9, and a tenth of that for the last fifth.'),
    weightDecay: z
      .number()
      .nonnegative()
      .default(2e-4)
      .describe('Share of a weight that is lost in a step, times the rate.'),
    batchSize: z.int().positive().default(20).describe('Images of one step; the last, incomplete batch is dropped.'),
    chain: z
      .enum(['cd', 'pcd'])
      .default('cd')
      .describe(
        'cd: chains begin at the data (contrastive divergence); pcd: they go on. Then a rate of 0.02 is enough.',
      ),
    chainSteps: z.int().positive().default(1).describe('Gibbs steps of a chain in each step.'),
  })
  .prefault({})
  .describe('How the machines are trained.');

const likelihood = z
  .strictObject({
    enumerated: z
      .int()
      .min(0)
      .max(20)
      .default(16)
      .describe('Up to so many units in a layer the partition function is exact; for more it is annealed.'),
    chains: z.int().positive().default(100).describe('Chains of annealed importance sampling.'),
    temperatures: z.int().positive().default(1000).describe('Steps of each.'),
    fantasySteps: z
      .int()
      .positive()
      .default(500)
      .describe('Gibbs steps to what a machine draws by itself, four fifths of them annealed.'),
  })
  .prefault({})
  .describe('How likelihoods are taken.');

/** What describes a deep belief network, its training and its likelihood. */
export const machineParameters = { stack, training, likelihood } as const;

export type StackParameters = z.output<typeof stack>;
export type MachineTraining = z.output<typeof training>;
export type LikelihoodParameters = z.output<typeof likelihood>;
