import { DomainError } from '@rgflow/numerics';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** The images of some classes among those of several, in the order that they have. */
export const imagesOfClassesStage = defineStage({
  name: 'images-of-classes',
  module: import.meta.url,
  params: z.strictObject({ firstClass: z.int().nonnegative(), lastClass: z.int().nonnegative() }),
  inputs: { images: tensor('uint8', ['image', 'pixel']), labels: tensor('uint8', ['image']) },
  outputs: { images: tensor('uint8', ['image', 'pixel']) },
  run({ params: { firstClass, lastClass }, inputs }) {
    const { shape, data } = inputs.images[0]!;
    const pixels = shape[1]!;
    const rows = Array.from(inputs.labels[0]!.data, (label, row) => ({ label, row })).filter(
      ({ label }) => label >= firstClass && label <= lastClass,
    );
    if (rows.length === 0) {
      throw new DomainError(`images-of-classes: there is no image of classes ${firstClass} to ${lastClass}.`);
    }
    const chosen = new Uint8Array(rows.length * pixels);
    rows.forEach(({ row }, at) => {
      chosen.set(data.subarray(row * pixels, (row + 1) * pixels), at * pixels);
    });
    return { images: [{ layer: 0, shape: [rows.length, pixels], data: chosen }] };
  },
});
