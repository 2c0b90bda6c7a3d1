import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configureStudy, type Share } from '../src/index.js';

const study = {
  name: 'grid',
  title: 'A grid',
  params: z.strictObject({
    depth: z.int().positive().default(3),
    seed: z.int().default(0),
    sigmaW2: z.number().positive().default(1.5),
  }),
};
const configure = (text: string, sets: string[] = [], share?: Share) =>
  configureStudy(study, { text, file: 'studies/grid.yaml' }, sets, share);

describe('a sweep of more cells than a plan can have', () => {
  const wide = `study: grid
sweep:
  sigmaW2: { from: 1, to: 2, step: 0.001 }
  seed: { count: 1000000 }
`;

  test('is refused with their number, before a value of it is checked', () => {
    expect(() => configure(wide.replace('from: 1, to: 2', 'from: -1, to: 0'))).toThrow(
      'studies/grid.yaml:2: sweep: there are 1,001,000,000 cells (1,001 of sigmaW2 x 1,000,000 of seed); a plan has at most ' +
        '1,000,000. Sweep over fewer values, or take a share of them: --shard 1/1001',
    );
    expect(() => configure('study: grid\nsweep: { sigmaW2: [1, 2] }', ['seed={count: 1000000}'])).toThrow(
      'studies/grid.yaml: sweep: there are 2,000,000 cells',
    );
  });

  test('is planned in shares that are small enough, and has no more cells than can be counted', () => {
    const text = wide.replace('1000000', '1000');
    const share = (step: number) => configure(text, [], { first: step - 1, step });
    expect(() => share(1)).toThrow('there are 1,001,000 cells');
    expect([...share(200_000).cells()]).toHaveLength(5);
    expect(share(200_000).allCells).toBe(1_001_000);
    expect(() => configure(wide, [], { first: 0, step: 2 })).toThrow('500,500,000 of them in this share');
    const axes = '{ sigmaW2: { count: 1000000 }, seed: { count: 1000000 }, depth: { count: 1000000 } }';
    const endless = `study: grid\nsweep: ${axes}`;
    expect(() => configure(endless, [], { first: 0, step: 1e15 })).toThrow('there are 1,000,000,000,000,000,000');
  });
});
