import { createKernels } from '@rgflow/kernels';
import { scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lossLayers } from '../../src/mutual-information/index.js';

const kernels = createKernels({ arenaBytes: 2 ** 24 });

describe('lossLayers', () => {
  /** A linear network without biases knows no unit: 30 units, 12 inputs. */
  const ask = (c: number, scale: 'absolute' | 'layer', seed: number) =>
    lossLayers({
      width: 30,
      samples: 12,
      depth: 12,
      sigmaB2: 0,
      activation: 'linear',
      networks: [{ sigmaW2: 0.6, secondMoment: c * c, correlation: 0.4 }],
      noises: [{ noise: scale === 'layer' ? 0.5 : 0.3 * c * c, scale }],
      random: RandomStream.named('loss-scale', { seed }),
      kernels,
    })[0]![0]!;

  test('of a linear network do not depend on the unit of layers and noise, over all of float32', () => {
    fc.assert(
      fc.property(scales(34), fc.constantFrom('absolute' as const, 'layer' as const), fc.nat(5), (c, scale, seed) => {
        const [plain, scaled] = [ask(1, scale, seed), ask(c, scale, seed)];
        for (const bound of ['lower', 'upper'] as const) {
          if (Number.isNaN(plain[bound])) expect(scaled[bound]).toBeNaN();
          else expect(Math.abs(scaled[bound] - plain[bound])).toBeLessThan(1e-4);
        }
        if (scale === 'absolute') expect(plain.lower).toBeGreaterThan(0);
      }),
      { seed: 13, numRuns: 60 },
    );
  });
});
