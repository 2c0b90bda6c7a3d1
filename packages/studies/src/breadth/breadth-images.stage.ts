import { type BreadthPart, contentDigest, drawImages } from '@rgflow/dataset/breadth';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';

/** Images of a rung of the ladder of breadth, as many of each class as of any other. */
export const breadthImagesStage = defineStage({
  name: 'breadth-images',
  module: import.meta.url,
  // Where a data set lies; what is in it is known by its published digest, or else by `content`.
  provenance: ['@rgflow/dataset/download-folder'],
  draws: 'breadth-images',
  params: z.strictObject({
    /** The name of the rung, for tables. */
    breadth: z.string(),
    /** JSON of its parts: [{ "set": "mnist", "classes": [0, 1] }]. */
    parts: z.string(),
    images: z.int().positive(),
    /** Digests of sets that are not checked against published ones, ascending by name: 'kmnist:1f3a...'; '' for none. */
    content: z.string(),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { images: tensor('uint8', ['image', 'pixel']), labels: tensor('uint8', ['image']) },
  run({ params, stream }) {
    const parts = JSON.parse(params.parts) as readonly BreadthPart[];
    const found = contentOf(parts);
    if (found !== params.content) {
      throw new Error(
        `breadth-images: the files are not those of the plan: '${found}', not '${params.content}'; plan again.`,
      );
    }
    const { images, labels } = drawImages(parts, params.images, RandomStream.named(stream.name, stream.values));
    const count = params.images;
    return {
      images: [{ layer: 0, shape: [count, images.length / count], data: images }],
      labels: [{ layer: 0, shape: [count], data: labels }],
    };
  },
});

/** What the parameter `content` must be for these parts. */
export function contentOf(parts: readonly BreadthPart[]): string {
  return [...new Set(parts.map(({ set }) => set))]
    .sort()
    .flatMap((set) => {
      const digest = contentDigest(set);
      return digest === null ? [] : [`${set}:${digest}`];
    })
    .join(',');
}
