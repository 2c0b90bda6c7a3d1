import { sampleFamily } from '@rgflow/expfam';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';

/** Independent numbers of an exponential family, a row of them for each sample. */
export const independentNumbersStage = defineStage({
  name: 'independent-numbers',
  module: import.meta.url,
  draws: 'independent-numbers',
  params: z.strictObject({
    family: z.enum(['gaussian', 'exponential', 'gamma', 'poisson', 'bernoulli']),
    /** JSON of the usual parameters: '[2.5, 0.5]'. */
    parameters: z.string(),
    samples: z.int().positive(),
    units: z.int().positive(),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { numbers: tensor('float32', ['sample', 'unit']) },
  run({ params: { family, parameters, samples, units }, stream }) {
    const random = RandomStream.named(stream.name, stream.values);
    const numbers = sampleFamily(family, JSON.parse(parameters) as readonly number[], samples * units, random);
    return { numbers: [{ layer: 0, shape: [samples, units], data: Float32Array.from(numbers) }] };
  },
});
