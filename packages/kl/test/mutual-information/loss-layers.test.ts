import { createKernels } from '@rgflow/kernels';
import { estimate } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { type LossLayersOptions, lossLayers } from '../../src/mutual-information/index.js';

const kernels = createKernels({ arenaBytes: 2 ** 24 });

/** σ_w² = 1, N = 100, M = 64, 1,000 networks of numpy: packages/meanfield/test/expected/collapse_at_width.py. */
const ELSEWHERE = [
  { noise: 0.3, scale: 'absolute', bound: 'lower', mean: 4.8744 },
  { noise: 0.3, scale: 'absolute', bound: 'upper', mean: 9.5163 },
  { noise: 0.03, scale: 'absolute', bound: 'lower', mean: 12.5906 },
  { noise: 0.3, scale: 'layer', bound: 'lower', mean: 10.4801 },
] as const;

const inputs = { secondMoment: 0.2, correlation: 0.4 };

function losses(changes: Partial<LossLayersOptions> = {}, seed = 0) {
  return lossLayers({
    ...{ width: 100, samples: 64, depth: 30, sigmaB2: 0.05, networks: [{ sigmaW2: 1, ...inputs }], kernels },
    noises: ELSEWHERE.map(({ noise, scale }) => ({ noise, scale })),
    random: RandomStream.named('loss-layers.test', { seed }),
    ...changes,
  });
}

describe('lossLayers', () => {
  test('are those of networks drawn elsewhere', () => {
    const networks = Array.from({ length: 60 }, (_, seed) => losses({}, seed)[0]!);
    ELSEWHERE.forEach(({ bound, mean }, n) => {
      const found = estimate(networks.map((looks) => looks[n]![bound]));
      expect(Math.abs(found.value - mean)).toBeLessThan(4 * found.standardError + 0.02);
      expect(found.standardError * Math.sqrt(60)).toBeLessThan(1.2);
    });
  });

  test('of the upper bound are those of the lower one of a quarter of the noise', () => {
    for (const scale of ['absolute', 'layer'] as const) {
      const [whole, quarter] = losses({ noises: [0.2, 0.05].map((noise) => ({ noise, scale })) })[0]!;
      expect(whole!.upper).toBeCloseTo(quarter!.lower, 5);
      expect(whole!.lower).toBeLessThan(whole!.upper);
    }
  });

  test('do not depend on what other networks and noises are asked for, or how deep one may look', () => {
    const networks = [0.8, 1].map((sigmaW2) => ({ sigmaW2, ...inputs }));
    const noises = [0.3, 0.01].map((noise) => ({ noise, scale: 'absolute' as const }));
    const [, [both]] = losses({ networks, noises }) as [never, ReturnType<typeof losses>[0]];
    expect(both).toEqual(losses()[0]![0]);
    expect(losses({ depth: 12 })[0]![0]).toEqual(both);
  });

  test('are none within too few layers, or in the chaotic phase, and layer 0 where the noise hides all', () => {
    const [[deep]] = losses({ noises: [{ noise: 1e-6, scale: 'absolute' }], depth: 5 }) as [
      ReturnType<typeof losses>[0],
    ];
    expect(deep).toEqual({ lower: Number.NaN, upper: Number.NaN });
    const chaotic = losses({ networks: [{ sigmaW2: 2.5, ...inputs }], depth: 20 })[0]!;
    expect(chaotic[0]!.upper).toBeNaN();
    expect(losses({ noises: [{ noise: 1e4, scale: 'absolute' }] })[0]![0]).toEqual({ lower: 0, upper: 0 });
  });

  test('are refused for numbers out of range', () => {
    expect(() => losses({ samples: 1 })).toThrow('samples 1');
    expect(() => losses({ networks: [{ sigmaW2: 1, secondMoment: 0.2, correlation: 1 }] })).toThrow('correlation 1');
    expect(() => losses({ noises: [{ noise: 0, scale: 'layer' }] })).toThrow('a noise is 0');
  });
});
