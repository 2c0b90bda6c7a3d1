import { plantedImages, sampleHfm } from '@rgflow/hfm';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';

/**
 * Images whose features are those of a Hierarchical Feature Model, and the features themselves: what a machine is to find.
 */
export const plantedImagesStage = defineStage({
  name: 'planted-images',
  module: import.meta.url,
  draws: 'planted-images',
  params: z.strictObject({
    planting: z.enum(['tree', 'random']),
    features: z.int().positive().max(20),
    /** Of the model that the features are drawn from; a table of codes has their own g. */
    plantedG: z.number(),
    plantedConvention: z.enum(['A', 'B']),
    pixels: z.int().positive(),
    contrast: z.number().positive(),
    images: z.int().positive(),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { images: tensor('uint8', ['image', 'pixel']), features: tensor('uint8', ['image', 'feature']) },
  run({ params, stream }) {
    const { planting, features: units, plantedG: g, plantedConvention: convention, pixels, contrast, images } = params;
    const random = RandomStream.named(stream.name, stream.values);
    const states = sampleHfm({ units, g, convention }, images, random.split('states'));
    const data = plantedImages(states, { planting, visible: pixels, contrast, random: random.split('layer') });
    return {
      images: [{ layer: 0, shape: [images, pixels], data }],
      features: [{ layer: 0, shape: [images, units], data: states.data }],
    };
  },
});
