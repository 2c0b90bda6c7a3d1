import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configureStudy } from '../src/index.js';

const study = {
  name: 'grid',
  title: 'A grid',
  params: z.strictObject({
    depth: z.int().positive().default(3),
    seed: z.int().default(0),
    sigmaW2: z.number().positive().default(1.5),
  }),
};
const configure = (text: string, sets: string[] = []) =>
  configureStudy(study, { text, file: 'studies/grid.yaml' }, sets);

describe('a sweep of more cells than there can be', () => {
  const wide = `study: grid
sweep:
  sigmaW2: { from: 1, to: 2, step: 0.001 }
  seed: { count: 1000000 }
`;

  test('is refused with their number, before a value of it is checked', () => {
    expect(() => configure(wide.replace('from: 1, to: 2', 'from: -1, to: 0'))).toThrow(
      'studies/grid.yaml:2: sweep: there are 1,001,000,000 cells (1,001 of sigmaW2 x 1,000,000 of seed); a sweep has at most ' +
        '1,000,000. Sweep over fewer values, or make several studies of it',
    );
    expect(() => configure('study: grid\nsweep: { sigmaW2: [1, 2] }', ['seed={count: 1000000}'])).toThrow(
      'studies/grid.yaml: sweep: there are 2,000,000 cells',
    );
  });

  test('is refused also where they cannot be counted', () => {
    expect(() => configure(wide.replace('1000000', '1000'))).toThrow('there are 1,001,000 cells');
    const axes = '{ sigmaW2: { count: 1000000 }, seed: { count: 1000000 }, depth: { count: 1000000 } }';
    expect(() => configure(`study: grid\nsweep: ${axes}`)).toThrow('there are 1,000,000,000,000,000,000');
  });
});
