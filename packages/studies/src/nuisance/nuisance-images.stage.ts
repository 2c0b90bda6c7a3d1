import { applyNuisances, drawNuisances, greyImages, imageBytes, NUISANCES } from '@rgflow/dataset/transform';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';

/**
 * Images with known nuisances, and the coordinates of these. `drawing` is which of the independent drawings of one stream it
 * is: 'held-out', or 'pass1', 'pass2', ... for the epochs of a training, so that no network sees one drawing twice.
 */
export const nuisanceImagesStage = defineStage({
  name: 'nuisance-images',
  module: import.meta.url,
  draws: 'nuisance-images',
  params: z.strictObject({
    drawing: z.string(),
    shiftSpread: z.number().nonnegative(),
    rotationSpread: z.number().nonnegative(),
    thicknessSpread: z.number().nonnegative(),
    brightnessSpread: z.number().nonnegative(),
    noiseSpread: z.number().nonnegative(),
  }),
  inputs: { images: tensor('uint8', ['image', 'pixel']) },
  outputs: {
    nuisanceImages: tensor('uint8', ['image', 'pixel']),
    coordinates: tensor('float64', ['image', 'nuisance']),
  },
  run({ params, inputs, stream }) {
    const { shape, data } = inputs.images[0]!;
    const [count, pixels] = shape as [number, number];
    const side = Math.sqrt(pixels);
    const spread = {
      shift: params.shiftSpread,
      rotation: params.rotationSpread,
      thickness: params.thicknessSpread,
      brightness: params.brightnessSpread,
      noise: params.noiseSpread,
    };
    const random = RandomStream.named(stream.name, stream.values).split(params.drawing);
    const coordinates = drawNuisances(count, random);
    const images = imageBytes(applyNuisances(greyImages(data, side, side), coordinates, spread, random));
    return {
      nuisanceImages: [{ layer: 0, shape: [count, pixels], data: images }],
      coordinates: [{ layer: 0, shape: [count, NUISANCES.length], data: coordinates }],
    };
  },
});
