import { activationNames } from '@rgflow/kernels';
import { isInvertible } from '@rgflow/kl';
import { z } from 'zod';
import { withinDataset } from '../network/dataset-limits.js';
import { areSound, refuse } from '../network/joint-checks.js';
import { trainingParameters } from '../network/training-parameters.js';

const { dataset, training, seed } = trainingParameters;
const { width, sigmaB2, activation, output } = trainingParameters.network.unwrap().shape;

const weightVariances = z.array(z.number().positive()).min(1);

const invertible = activationNames.filter(isInvertible);

/** The parameters of the study of the information inside a layer. */
export const layerInformationParameters = z
  .strictObject({
    network: z.strictObject({ sigmaB2, activation }).prefault({}).describe('What all networks have in common.'),
    random: z
      .strictObject({
        depth: z.int().min(1).max(1000).default(40).describe('The last layer, layer 0 being the reference layer.'),
        sigmaW2: weightVariances
          .default([1, 1.26, 1.5, 1.66, 1.76, 1.86, 2.02, 2.26, 2.52])
          .describe('σ_w²: variances of the weights, times the units before them.'),
        networks: z
          .array(
            z.strictObject({
              width: z.int().min(2).max(4000).describe('Units of every layer.'),
              seeds: z.int().positive().describe('Of the seeds 0, 1, ..., so many from the first.'),
            }),
          )
          .min(1)
          .default([
            { width: 100, seeds: 10 },
            { width: 300, seeds: 20 },
            { width: 784, seeds: 3 },
          ])
          .describe('How many networks of each width.'),
        inputSecondMoment: z
          .number()
          .nonnegative()
          .default(0.1)
          .describe('X, mean square of an input: the reference layer has mean 0 and variance σ_w² X + σ_b².'),
        samples: z.int().min(8).default(2000).describe('Samples of the reference layer that are pushed through.'),
      })
      .prefault({})
      .describe('Random networks. Those of one seed have the same normal numbers behind their weights and samples.'),
    noise: z
      .strictObject({
        variances: z
          .array(z.number().positive())
          .default([0.1, 0.01, 0.001])
          .describe('s²: variances of the noise that is added to every unit in every layer after layer 0.'),
        sigmaW2: z.array(z.number().positive()).default([1, 1.76, 2.52]).describe('σ_w² of the networks with noise.'),
        width: z.int().min(2).max(4000).default(300).describe('Units of their layers.'),
        seeds: z.int().nonnegative().default(2).describe('Of the seeds 0, 1, ..., so many from the first.'),
        samples: z.int().min(8).default(10_000).describe('Samples; half of them are to be more than the units.'),
        layers: z.array(z.int().nonnegative()).default([1, 2, 5, 10, 20, 40]).describe('The layers that are bounded.'),
      })
      .prefault({})
      .describe('Random networks with noise in every layer.'),
    dataset,
    trained: training
      .unwrap()
      .extend({
        sigmaW2: weightVariances.default([1, 1.76, 2.5]).describe('σ_w² of the networks that are trained.'),
        seeds: z.int().nonnegative().default(3).describe('Of the seeds 0, 1, ..., so many from the first.'),
        depth: z.int().min(2).max(1000).default(20).describe('Linear maps; the output is one.'),
        width,
        output,
        epochs: z.int().nonnegative().default(1).describe('Passes over the training images; 0: no such networks.'),
        images: z
          .int()
          .positive()
          .default(100)
          .describe('Images that the mean and variance of the reference layer are of.'),
        samples: z.int().min(8).default(2000).describe('Samples of the reference layer that are pushed through.'),
      })
      .prefault({})
      .describe('Networks before and after training.'),
    theory: z
      .strictObject({
        sigmaW2: z
          .strictObject({
            from: z.number().positive().default(0.9).describe('The first.'),
            to: z.number().default(2.6).describe('The last.'),
            step: z.number().positive().default(0.02).describe('From one to the next.'),
          })
          .prefault({})
          .describe('The values of σ_w² at which the rates of infinite width and depth are solved for.'),
      })
      .prefault({})
      .describe('The curves of mean-field theory.'),
    spins: z
      .strictObject({
        couplings: z
          .array(z.number().nonnegative())
          .min(1)
          .default([0.3, 0.5, 1, 1.5])
          .describe('K, of the spin models that are decimated.'),
        steps: z.int().nonnegative().default(8).describe('Decimations of the chain.'),
        ring: z.int().min(1).default(16).describe('Spins of the ring.'),
      })
      .prefault({})
      .describe('Spin models along decimation, for comparison.'),
    seed,
  })
  .check(
    withinDataset(({ trained }) => [{ path: ['trained', 'images'], images: trained.images }]),
    ({ value: { network }, issues }) => {
      if (!areSound(issues, 'network') || isInvertible(network.activation)) return;
      const rule = `expected ${invertible.slice(0, -1).join(', ')} or ${invertible.at(-1)}, which have an inverse`;
      const why = `what ${network.activation} pushes forward has no density, and no multi-information`;
      refuse(issues, ['network', 'activation'], `${rule}, not "${network.activation}": ${why}`);
    },
    ({ value: { noise, random }, issues }) => {
      if (!areSound(issues, 'noise', 'random') || noise.seeds === 0) return;
      if (noise.samples < 2 * noise.width + 2) {
        const rule = `expected at least ${2 * noise.width + 2}, more than twice noise.width: half of them make a covariance`;
        refuse(issues, ['noise', 'samples'], rule, noise.samples);
      }
      noise.layers.forEach((layer, i) => {
        if (layer <= random.depth) return;
        refuse(issues, ['noise', 'layers', i], `expected at most ${random.depth}, which random.depth is`, layer);
      });
    },
  );

export type LayerInformationParameters = z.output<typeof layerInformationParameters>;
