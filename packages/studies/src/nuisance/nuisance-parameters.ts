import { z } from 'zod';
import { withinDataset } from '../network/dataset-limits.js';
import { areSound, refuse } from '../network/joint-checks.js';
import { trainingParameters } from '../network/training-parameters.js';

const { dataset, training, seed } = trainingParameters;
const { sigmaB2, activation, output } = trainingParameters.network.unwrap().shape;

export const nuisanceParameters = z
  .strictObject({
    dataset,
    network: z
      .strictObject({
        depth: z.int().min(4).max(1000).default(10).describe('Linear maps of the network that is read layer by layer.'),
        width: z.int().positive().default(400).describe('Units of its hidden layers.'),
        sigmaW2: z
          .number()
          .positive()
          .default(2.5)
          .describe('σ_w²: variance of the weights, times the units before them.'),
        sigmaB2,
        activation,
        output,
        shallowDepth: z
          .int()
          .min(3)
          .max(1000)
          .default(3)
          .describe('Linear maps of another network with as many weights and biases.'),
      })
      .check(({ value: { depth, shallowDepth }, issues }) => {
        if (shallowDepth < depth || !areSound(issues, 'depth', 'shallowDepth')) return;
        refuse(issues, ['shallowDepth'], 'expected less than network.depth, which it is compared with', shallowDepth);
      })
      .prefault({})
      .describe('The networks: one that is read layer by layer, and a shallow one to compare with.'),
    training,
    nuisance: z
      .strictObject({
        shiftSpread: z.number().nonnegative().default(1.5).describe('Pixels, of the shift in each direction.'),
        rotationSpread: z.number().nonnegative().default(12).describe('Degrees of the rotation.'),
        thicknessSpread: z.number().nonnegative().default(0.4).describe('Steps of dilation of the strokes.'),
        brightnessSpread: z.number().nonnegative().default(0.2).describe('Of the logarithm of the gain.'),
        noiseSpread: z.number().nonnegative().default(0.5).describe('Of the logarithm of the level of the noise.'),
      })
      .prefault({})
      .describe('How much each nuisance varies from image to image.'),
    probe: z
      .strictObject({
        fit: z.int().positive().default(6000).describe('Held-out images that a reader is fitted on.'),
        choose: z
          .int()
          .positive()
          .default(1000)
          .describe('Held-out images that its penalty is chosen by; the rest is to score on.'),
      })
      .prefault({})
      .describe('How the held-out images are shared among the linear readers.'),
    seed,
  })
  .check(
    withinDataset(({ probe: { fit, choose } }) => [
      { path: ['probe', 'fit'], images: fit + choose + 1, sum: 'probe.fit, probe.choose and one image to score on' },
    ]),
  );

export type NuisanceParameters = z.output<typeof nuisanceParameters>;
