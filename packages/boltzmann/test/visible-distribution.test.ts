import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visibleDistribution } from '../src/index.js';
import { states } from './joint-gaussian.js';

const real = fc.double({ min: -3, max: 3, noNaN: true });
const machines = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.record({
    field: fc.array(real, { minLength: n, maxLength: n }),
    half: fc.array(fc.array(real, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }),
    constant: real,
  }),
);

describe('the distribution of all visible states', () => {
  test('has e^{-H} for its weights, H written out', () => {
    fc.assert(
      fc.property(machines, ({ field, half, constant }) => {
        const coupling = half.map((row, i) => row.map((x, j) => x + half[j]![i]!));
        const { logPartition, probabilities, means, secondMoments } = visibleDistribution({
          field,
          coupling,
          constant,
        });
        const all = states(field.length);
        const energy = (x: readonly number[]) =>
          constant -
          x.reduce((sum, xi, i) => sum + xi * field[i]!, 0) -
          x.reduce((sum, xi, i) => sum + x.reduce((inner, xj, j) => inner + xi * xj * coupling[i]![j]!, 0), 0) / 2;
        for (const [s, x] of all.entries()) {
          expect(Math.abs(Math.log(probabilities[s]!) + logPartition + energy(x))).toBeLessThan(1e-10);
        }
        expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 13);
        for (const [i, mean] of means.entries()) {
          expect(mean).toBeCloseTo(
            all.reduce((sum, x, s) => sum + x[i]! * probabilities[s]!, 0),
            12,
          );
          for (const [j, moment] of secondMoments[i]!.entries()) {
            expect(moment).toBeCloseTo(
              all.reduce((sum, x, s) => sum + x[i]! * x[j]! * probabilities[s]!, 0),
              12,
            );
          }
        }
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  test('of free units is a product, ten of them too, and couplings of a thousand do not overflow', () => {
    const n = 10;
    const field = Array.from({ length: n }, (_, i) => i / 5 - 1);
    const zero = field.map(() => field.map(() => 0));
    const { logPartition, means } = visibleDistribution({ field, coupling: zero, constant: 0 });
    expect(logPartition).toBeCloseTo(
      field.reduce((sum, a) => sum + Math.log1p(Math.exp(a)), 0),
      12,
    );
    for (const [i, mean] of means.entries()) expect(mean).toBeCloseTo(1 / (1 + Math.exp(-field[i]!)), 13);
    const bound = visibleDistribution({
      field: [-1000, -1000],
      coupling: [
        [0, 3000],
        [3000, 0],
      ],
      constant: 5,
    });
    expect(bound.logPartition).toBe(995);
    expect(Array.from(bound.probabilities)).toEqual([0, 0, 0, 1]);
  });

  test('is refused for too many units, an asymmetric coupling and NaN', () => {
    const square = (n: number, x = 0) => Array.from({ length: n }, () => new Array<number>(n).fill(x));
    const machine = (n: number) => ({ field: new Array<number>(n).fill(0), coupling: square(n), constant: 0 });
    expect(() => visibleDistribution(machine(21))).toThrow('the machine has 21 units; enumeration takes 1 to 20');
    expect(() => visibleDistribution(machine(0))).toThrow('the machine has 0 units');
    expect(() => visibleDistribution({ ...machine(2), coupling: square(3) })).toThrow('must have shape (2, 2)');
    expect(() => visibleDistribution({ ...machine(2), coupling: square(2, Number.NaN) })).toThrow('is not finite');
    const coupling = [
      [0, 1],
      [2, 0],
    ];
    expect(() => visibleDistribution({ ...machine(2), coupling })).toThrow('is 2 one way and 1 the other');
  });
});
