import { createKernels } from '@rgflow/kernels';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BinaryCode, codeVerdict, initialAutoencoder, reconstruction } from '../../src/autoencoder/index.js';

const kernels = createKernels({ arenaBytes: 2 ** 25, blas: 'none' });
const losses = ['mse', 'cross-entropy'] as const;
const autoencoders = losses.map((loss) => {
  const functions = { activation: 'tanh', code: 'sigmoid', output: 'sigmoid', loss } as const;
  return initialAutoencoder([4, 2], functions, RandomStream.named('reconstruction'));
});

describe('reconstruction', () => {
  const images = fc.tuple(
    fc.constantFrom(1, 2, 3, 7, 1000),
    fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
    fc.boolean(),
  );

  test.each(losses)('explains no number of equal images, in %s: the mean image is all there is', (loss) => {
    const autoencoder = autoencoders[losses.indexOf(loss)]!;
    fc.assert(
      fc.property(images, ([count, image, asBytes]) => {
        const bytes = Uint8Array.from({ length: 4 * count }, (_, at) => image[at % 4]!);
        const values = asBytes ? bytes : Float32Array.from(bytes, (grey) => grey / 255);
        const back = reconstruction(autoencoder, { count, units: 4, values }, kernels);
        expect(back.explained).toBeNaN();
        expect(back.meanImageLoss).toBe(back.leastLoss);
        const twoCodes: BinaryCode = { count: 2, units: 2, bits: Uint8Array.of(0, 1) };
        const reason = 'all images are equal: there is nothing to tell apart';
        expect(codeVerdict(twoCodes, back)).toEqual({ status: 'collapsed', reason });
      }),
      { seed: 13, numRuns: 60 },
    );
  });

  test.each(losses)('of images of which one differs it is a number, in %s', (loss) => {
    const autoencoder = autoencoders[losses.indexOf(loss)]!;
    const values = new Float32Array(4 * 1000).fill(0.1);
    values[2000] = 0.6;
    const { explained, meanImageLoss, leastLoss } = reconstruction(
      autoencoder,
      { count: 1000, units: 4, values },
      kernels,
    );
    expect(explained).toSatisfy(Number.isFinite);
    expect(meanImageLoss).toBeGreaterThan(leastLoss);
  });
});
