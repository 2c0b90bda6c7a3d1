import { activationDerivatives, activationNames, activations, meanField, noFixedPoint } from '@rgflow/meanfield';
import { z } from 'zod';
import { areSound, refuse } from '../network/joint-checks.js';
import { trainingParameters } from '../network/training-parameters.js';

const { sigmaB2, activation } = trainingParameters.network.unwrap().shape;

const smooth = activationNames.filter((name) => activationDerivatives(activations[name]) !== null);

/** The parameters of the study of noisy information as an order parameter. */
export const noisyInformationParameters = z
  .strictObject({
    network: z
      .strictObject({
        sigmaB2,
        activation,
        sigmaW2: z
          .array(z.number().positive())
          .min(1)
          .default([1.2, 1.26, 1.32, 1.38, 1.44, 1.5, 1.54, 1.58, 1.62, 1.66])
          .describe('σ_w²: variances of the weights, times the units before them, in the ordered phase.'),
        widths: z.array(z.int().min(2).max(4000)).min(1).default([100, 300, 784]).describe('Units of every layer.'),
        depth: z.int().min(1).max(5000).default(1000).describe('The last layer that is looked at.'),
        count: z.int().min(1).max(1000).default(10).describe('Networks of each width and σ_w².'),
      })
      .prefault({})
      .describe('Random networks. Those of one width and number have the same normal numbers behind their weights.'),
    inputs: z
      .strictObject({
        samples: z.int().min(2).max(5000).default(100).describe('M inputs, equally probable, every two alike.'),
        kinds: z
          .array(
            z.strictObject({
              correlation: z.number().min(0).lt(1).describe('ρ_0 of every two of them in layer 0.'),
              noise: z.array(z.number().positive()).min(1).describe('s²: how much noise a layer has when looked at.'),
            }),
          )
          .min(1)
          .default([
            { correlation: 0.99, noise: [0.01, 0.001, 0.0001, 0.00001] },
            { correlation: 0.5, noise: [0.5, 0.05, 0.005, 0.0005] },
          ])
          .describe('How near the inputs are to each other, and the noise that they are looked at through.'),
      })
      .prefault({})
      .describe('What the networks are shown. Layer 0 has the variance q* of deep layers.'),
  })
  .check(({ value: { network }, issues }) => {
    if (!areSound(issues, 'network')) return;
    if (!smooth.includes(network.activation)) {
      const rule = `expected ${smooth.slice(0, -1).join(', ')} or ${smooth.at(-1)}, not "${network.activation}"`;
      refuse(issues, ['network', 'activation'], `${rule}: its correction of finite width is not known`);
      return;
    }
    const options = { activation: activations[network.activation] };
    network.sigmaW2.forEach((sigmaW2, i) => {
      const settles = noFixedPoint(sigmaW2, network.sigmaB2, options.activation) === null;
      const theory = settles ? meanField(sigmaW2, network.sigmaB2, options) : null;
      if (theory !== null && theory.qStar > 0 && theory.phase === 'ordered') return;
      const rule = 'expected a variance of the ordered phase with q* > 0: elsewhere no layer loses its inputs';
      refuse(issues, ['network', 'sigmaW2', i], rule, sigmaW2);
    });
  });

export type NoisyInformationParameters = z.output<typeof noisyInformationParameters>;
