import { initialAutoencoder, initialNames, pretrainingNames } from '@rgflow/mlp/autoencoder';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { namedFunctions } from './autoencoder-functions.js';
import { tensorsOfAutoencoder, trainedAutoencoderTensors } from './autoencoder-tensors.js';

/** An untrained autoencoder for images. */
export const beginAutoencoderStage = defineStage({
  name: 'begin-autoencoder',
  module: import.meta.url,
  draws: 'begin-autoencoder',
  params: z.strictObject({
    /** Units of the layers of the encoder, the last the code: '392-196-10'. */
    widths: z.string(),
    ...namedFunctions,
    initial: z.enum(initialNames),
    /** What it is trained by first: which row is of which. */
    pretraining: z.enum(pretrainingNames),
    seed: z.int().nonnegative(),
  }),
  inputs: { images: tensor('uint8', ['image', 'pixel']) },
  outputs: trainedAutoencoderTensors,
  run({ params: { widths, initial, codeFunction: code, activation, output, loss }, inputs: { images }, stream }) {
    const random = RandomStream.named(stream.name, stream.values);
    const encoder = [images[0]!.shape[1]!, ...widths.split('-').map(Number)];
    return tensorsOfAutoencoder(initialAutoencoder(encoder, { activation, code, output, loss }, random, initial));
  },
});
