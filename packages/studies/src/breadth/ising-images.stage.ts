import { isingConfigurations } from '@rgflow/ising';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';

/** Configurations of the Ising model as images: spins up 255, down 0. */
export const isingImagesStage = defineStage({
  name: 'ising-images',
  module: import.meta.url,
  draws: 'ising-images',
  params: z.strictObject({
    dimension: z.union([z.literal(1), z.literal(2)]),
    size: z.int().positive(),
    coupling: z.number().nonnegative(),
    images: z.int().positive(),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { images: tensor('uint8', ['image', 'pixel']) },
  run({ params: { dimension, size, coupling, images }, stream }) {
    const random = RandomStream.named(stream.name, stream.values);
    const spins = isingConfigurations({ dimension, size, coupling, samples: images }, random);
    const data = Uint8Array.from(spins, (spin) => (spin === 1 ? 255 : 0));
    return { images: [{ layer: 0, shape: [images, data.length / images], data }] };
  },
});
