import { square } from '@rgflow/numerics';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';

/** Stationary autoregressive chains of variance 1, x' = φx + √(1 - φ²) z: Gaussian chains with c/a = φ/(1 + φ²). */
export const gaussianChainNumbersStage = defineStage({
  name: 'gaussian-chain-numbers',
  module: import.meta.url,
  draws: 'gaussian-chain-numbers',
  params: z.strictObject({
    phi: z.number().gt(-1).lt(1),
    samples: z.int().positive(),
    units: z.int().positive(),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { numbers: tensor('float32', ['sample', 'unit']) },
  run({ params: { phi, samples, units }, stream }) {
    const random = RandomStream.named(stream.name, stream.values);
    const numbers = random.normals(new Float32Array(samples * units));
    const noise = Math.sqrt(1 - square(phi));
    for (let at = 0; at < numbers.length; at++) {
      if (at % units !== 0) numbers[at] = phi * numbers[at - 1]! + noise * numbers[at]!;
    }
    return { numbers: [{ layer: 0, shape: [samples, units], data: numbers }] };
  },
});
