import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { shuffleSites } from '../breadth/shuffle-sites.js';

/**
 * Numbers as grey values, `low` 0 and `high` 255, to the nearest and what is beyond at the ends: networks take images.
 * As they are, or with the numbers of each site in an order of their own over the samples.
 */
export const greyNumbersStage = defineStage({
  name: 'grey-numbers',
  module: import.meta.url,
  draws: 'grey-numbers',
  params: z.strictObject({ low: z.number(), high: z.number(), arrangement: z.enum(['drawn', 'shuffled']) }),
  inputs: { numbers: tensor('float32', ['sample', 'unit']) },
  outputs: { images: tensor('uint8', ['image', 'pixel']) },
  run({ params: { low, high, arrangement }, inputs: { numbers }, stream }) {
    const { shape, data } = numbers[0]!;
    const grey = Uint8Array.from(data, (x) => Math.round(255 * Math.min(1, Math.max(0, (x - low) / (high - low)))));
    if (arrangement === 'shuffled') {
      shuffleSites(grey, shape[1]!, RandomStream.named(stream.name, stream.values).split('shuffle'));
    }
    return { images: [{ layer: 0, shape, data: grey }] };
  },
});
