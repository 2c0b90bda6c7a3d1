import { isingConfigurations } from '@rgflow/ising';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { keptSites } from './kept-sites.js';
import { shuffleSites } from './shuffle-sites.js';

/**
 * Configurations of the Ising model as images: spins up 255, down 0. As many at each of several couplings, to within one; of
 * all sites, or of those that a decimation keeps; as they are, or with the spins of each site in an order of their own over
 * the images, so that sites know nothing of each other.
 */
export const isingImagesStage = defineStage({
  name: 'ising-images',
  module: import.meta.url,
  draws: 'ising-images',
  params: z.strictObject({
    dimension: z.union([z.literal(1), z.literal(2)]),
    size: z.int().positive(),
    /** JSON of the list of K. */
    couplings: z.string(),
    kept: z.enum(['all', 'sublattice']),
    arrangement: z.enum(['drawn', 'shuffled']),
    images: z.int().positive(),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { images: tensor('uint8', ['image', 'pixel']) },
  run({ params: { dimension, size, couplings: listed, kept, arrangement, images }, stream }) {
    const random = RandomStream.named(stream.name, stream.values);
    const couplings = JSON.parse(listed) as readonly number[];
    const sites = keptSites({ dimension, size }, kept);
    const all = dimension === 1 ? size : size * size;
    const data = new Uint8Array(images * sites.length);
    let row = 0;
    couplings.forEach((coupling, index) => {
      const samples = Math.floor(((index + 1) * images) / couplings.length) - row;
      if (samples === 0) return;
      const spins = isingConfigurations({ dimension, size, coupling, samples }, random.split('coupling', { coupling }));
      for (let sample = 0; sample < samples; sample++, row++) {
        sites.forEach((site, at) => {
          data[row * sites.length + at] = spins[sample * all + site] === 1 ? 255 : 0;
        });
      }
    });
    if (arrangement === 'shuffled') shuffleSites(data, sites.length, random.split('shuffle'));
    return { images: [{ layer: 0, shape: [images, sites.length], data }] };
  },
});
