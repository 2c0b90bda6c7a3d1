import { datasetNames, PAPER_DATASET } from '@rgflow/dataset';
import { z } from 'zod';
import { layerFunctionParameters } from './layer-function-parameters.js';

const dataset = z
  .strictObject({
    name: z.enum(datasetNames).default(PAPER_DATASET.name).describe('The data set, by its name in `rgflow data list`.'),
    train: z
      .int()
      .positive()
      .default(PAPER_DATASET.train)
      .describe('Images to train on: the first ones of the training file.'),
    validation: z
      .int()
      .positive()
      .default(PAPER_DATASET.validation)
      .describe('Images to judge by: the next ones of the training file. Layers are measured on the last of them.'),
  })
  .prefault({})
  .describe('What the networks are trained on.');

/** Units of the hidden layers of arXiv:2107.06898, whatever the data set: as many as an image of MNIST has pixels. */
export const PAPER_WIDTH = 784;

const network = z
  .strictObject({
    shape: z
      .enum(['wide', 'tapered'])
      .default('wide')
      .describe(
        'wide: all hidden layers but the last of one width; tapered: each narrower by the same number of units.',
      ),
    depth: z.int().min(2).max(1000).default(30).describe('Linear maps; the output is one.'),
    width: z.int().positive().default(PAPER_WIDTH).describe('Units of a hidden layer of a wide network.'),
    sigmaW2: z.number().positive().default(1.5).describe('σ_w²: variance of the weights, times the units before them.'),
    sigmaB2: z.number().nonnegative().default(0.05).describe('σ_b²: variance of the biases.'),
    activation: layerFunctionParameters.activation
      .default('tanh')
      .describe('φ, after every linear map but the last. What is drawn does not depend on it.'),
    output: layerFunctionParameters.output
      .default('tanh')
      .describe(
        'After the last linear map, before the softmax: tanh, as in the paper, or linear, as most people train.',
      ),
  })
  .prefault({})
  .describe('The networks: linear maps, each followed by a function.');

const training = z
  .strictObject({
    epochs: z.int().nonnegative().default(15).describe('Passes over the training images.'),
    learningRate: z.number().positive().default(0.005).describe('Of stochastic gradient descent with momentum.'),
    momentum: z.number().min(0).max(1).default(0.8).describe('What is left of the velocity after a step.'),
    batchSize: z.int().positive().default(64).describe('Images of one step; the last, incomplete batch is dropped.'),
    shuffle: z.boolean().default(false).describe('Whether every epoch takes the images in another random order.'),
    engine: z
      .enum(['native', 'tfjs'])
      .default('native')
      .describe('What does the arithmetic: our own kernels, or TensorFlow.js.'),
    keep: z
      .enum(['none', 'final'])
      .default('none')
      .describe(
        'final: weights and biases after the last epoch stay in the store, for SQL; none: not for their own sake.',
      ),
  })
  .prefault({})
  .describe('How they are trained.');

const seed = z.int().nonnegative().default(0).describe('Names the random streams of the network.');

/** What describes the training of one network; the defaults are the paper's. */
export const trainingParameters = { dataset, network, training, seed } as const;

/** The same for scans of many networks: and what to do with one that learns nothing. */
export const scanParameters = {
  ...trainingParameters,
  training: training
    .unwrap()
    .extend({
      stopHopeless: z
        .enum(['never', 'chance'])
        .default('never')
        .describe('chance: a network no better than guessing after its first epoch is trained no further.'),
    })
    .prefault({})
    .describe('How they are trained.'),
} as const;

export type DatasetParameters = z.output<typeof dataset>;
export type NetworkParameters = z.output<typeof network>;
export type TrainingParameters = z.output<typeof training> & {
  readonly stopHopeless?: z.output<typeof scanParameters.training>['stopHopeless'];
};

/** All of them. */
export interface NetworkTraining {
  readonly dataset: DatasetParameters;
  readonly network: NetworkParameters;
  readonly training: TrainingParameters;
  readonly seed: number;
}
