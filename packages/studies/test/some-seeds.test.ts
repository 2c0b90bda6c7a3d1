import type { SqlRow } from '@rgflow/drawing';
import { describe, expect, test } from 'vitest';
import { meanOf, seedsOf, someSeeds, standardErrorOf } from '../src/mean-over-seeds.js';
import { figure as informationByDepth } from '../src/mutual-information/information-by-depth.figure.js';
import { figure as nuisanceInformation } from '../src/nuisance/nuisance-information.figure.js';

describe('a mean over seeds of which some have no value', () => {
  test('says of how many it is, by the fewest of a curve', () => {
    expect(someSeeds([{ some_seeds: '3 of 4' }, { some_seeds: '2 of 4' }, { some_seeds: null }])).toBe(' (2 of 4)');
    expect(someSeeds([{ some_seeds: '9 of 12' }, { some_seeds: '10 of 12' }])).toBe(' (9 of 12)');
    expect(someSeeds([{ some_seeds: null }, {}])).toBe('');
  });

  test('is asked of the values that are there', () => {
    expect(meanOf('x')).toBe('avg(x)');
    for (const sql of [standardErrorOf('x'), standardErrorOf('x', 'x_se'), seedsOf('x')])
      expect(sql).toContain('count(x)');
  });

  test('is labelled so in the figures of mutual information', () => {
    const curve = (sigma_w2: number, some_seeds: string | null): SqlRow[] =>
      Array.from({ length: 10 }, (_, layer) => {
        const [mi, mi_lower, mi_upper] = [6 - layer / 2, 5 - layer / 2, 6.5 - layer / 2];
        const cell = {
          sigma_w2,
          sigma_b2: 0.05,
          depth: 12,
          width: 784,
          samples: 1000,
          networks: 4,
          seeds: 4,
          some_seeds,
        };
        return {
          ...cell,
          snapshot: 'init',
          target: 'input',
          estimator: 'noisy-channel',
          noise: 0.1,
          layer,
          mi,
          mi_lower,
          mi_upper,
        };
      });
    const svg = informationByDepth.draw({ curves: [...curve(1, '3 of 4'), ...curve(2.5, null)], collapse: [] });
    expect(svg).toMatch(/>1\.0 \(3 of 4\)</);
    expect(svg).toMatch(/>2\.5</);
  });

  test('is labelled so in the figures of nuisances', () => {
    const curves = ['label', 'shift-x', 'shift-y', 'rotation', 'thickness', 'brightness', 'noise', 'nothing'].flatMap(
      (target) =>
        ['random', 'plain', 'nuisances'].flatMap((network) =>
          [0, 1, 2].map((layer): SqlRow => {
            const some_seeds = network === 'plain' ? '4 of 5' : null;
            const row = { network, layer, target, dataset: 'mnist', networks: 5, seeds: 5, some_seeds };
            return { ...row, value: 0.5, value_se: 0.01 };
          }),
        ),
    );
    expect(nuisanceInformation.draw({ curves })).toContain('plain (4 of 5)');
  });
});
