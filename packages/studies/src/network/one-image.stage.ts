import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** One of the validation images by itself, known by its number in the training file. */
export const oneImageStage = defineStage({
  name: 'one-image',
  module: import.meta.url,
  params: z.strictObject({
    /** Its number in the training file, counted from 0. */
    image: z.int().nonnegative(),
    /** Images before the first of the validation set. */
    train: z.int().positive(),
  }),
  inputs: { validationImages: tensor('uint8', ['image', 'pixel']) },
  outputs: { image: tensor('uint8', ['image', 'pixel']) },
  run({ params: { image, train }, inputs }) {
    const { shape, data } = inputs.validationImages[0]!;
    const [count, pixels] = shape as [number, number];
    const index = image - train;
    if (!(index >= 0 && index < count)) {
      throw new RangeError(
        `one-image: image is ${image}, but those for validation are ${train} to ${train + count - 1}; ask for one of them.`,
      );
    }
    return { image: [{ layer: 0, shape: [1, pixels], data: data.slice(index * pixels, (index + 1) * pixels) }] };
  },
});
