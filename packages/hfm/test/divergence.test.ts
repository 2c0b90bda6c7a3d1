import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { independentUnits } from '../src/entropies.js';
import {
  type Convention,
  type HfmDivergence,
  hfmDivergence,
  hfmProbabilities,
  levelOfDetail,
  multiInformation,
  resolutionAndRelevance,
} from '../src/index.js';
import { expected } from './expected.js';

/** Of differences of a few nats. */
const ROUNDING = 1e-13;

/** Σ p ln(p/h), with the probabilities of the model written out. */
function summed(weights: readonly number[], { units, g, convention, arrangement }: HfmDivergence): number {
  const total = weights.reduce((a, b) => a + b);
  const byLevel = hfmProbabilities({ units, g, convention });
  return weights.reduce((sum, weight, state) => {
    if (weight === 0) return sum;
    const level = levelOfDetail(state, arrangement);
    return sum + (weight / total) * Math.log(weight / total / byLevel[level === 0 ? 0 : 1 << (level - 1)]!);
  }, 0);
}

describe('the divergence from the nearest model', () => {
  test.each(expected.divergences)(
    'is that of all gauges, orders and g: $convention, g $signs, ground states $grounds',
    (known) => {
      const { counts, convention, grounds, signs: g } = known;
      const found = hfmDivergence(counts, convention, grounds === null ? { g } : { g, groundStates: grounds });
      expect(Math.abs(found.divergence - known.divergence)).toBeLessThan(ROUNDING);
      expect(Math.abs(found.g - known.g)).toBeLessThan(ROUNDING);
      expect(Math.abs(found.meanEnergy - known.meanEnergy)).toBeLessThan(ROUNDING);
      expect(Math.abs(found.entropy - known.entropy)).toBeLessThan(ROUNDING);
      expect(found.arrangement).toMatchObject({ groundState: known.groundState, order: known.order });
      expect(multiInformation(counts)).toBeCloseTo(known.multiInformation, 13);
    },
  );

  test.each(expected.independentBits)(
    'of $units independent bits with mean $q is $divergence',
    ({ units, q, g, divergence }) => {
      const weights = Array.from({ length: 1 << units }, (_, state) => {
        let p = 1;
        for (let unit = 0; unit < units; unit++) p *= (state >> unit) & 1 ? q : 1 - q;
        return p;
      });
      const found = hfmDivergence(weights, 'A');
      expect(found.divergence).toBeCloseTo(divergence, 12);
      expect(found.g).toBeCloseTo(g, 12);
      expect(found.arrangement.groundState).toBe(0);
      expect(multiInformation(weights)).toBeCloseTo(0, 12);
    },
  );

  test('of two opposite states is large, of one state 0, and ln 2 in B', () => {
    const { units, g, divergence } = expected.antipodal;
    const opposite = new Float64Array(1 << units);
    opposite[341] = 3;
    opposite[1023 - 341] = 3;
    const found = hfmDivergence(opposite, 'A');
    expect(found.divergence).toBeCloseTo(divergence, 12);
    expect(found.g).toBeCloseTo(g, 12);
    const point = new Float64Array(1 << units);
    point[77] = 5;
    expect(hfmDivergence(point, 'A')).toMatchObject({ divergence: 0, g: Infinity, meanDetail: 0, entropy: 0 });
    expect(hfmDivergence(point, 'B')).toMatchObject({ divergence: Math.LN2, g: Infinity });
    // Of the two states of the first bit in B nothing is left.
    expect(hfmDivergence([0, 1, 0, 0, 0, 1, 0, 0], 'B').divergence).toBe(0);
  });

  test.each(expected.deadUnits)(
    'of $units units, one of them dead and the others fair, is 0 if g may be negative',
    (known) => {
      const states = Array.from({ length: 1 << known.units }, (_, state) => ((state & 4) === 0 ? 1 : 0));
      const found = hfmDivergence(states, 'A');
      expect(found.divergence).toBeCloseTo(known.divergence, 12);
      expect(found.g).toBeCloseTo(known.g, 12);
      expect(found.arrangement.order.at(-1)).toBe(2);
      expect(hfmDivergence(states, 'A', { g: 'any' })).toMatchObject({
        divergence: expect.closeTo(0, 12),
        g: -Infinity,
      });
    },
  );

  test.each([6, 8, 10])('is not negative by rounding: a dead unit or none among fair ones, %i units', (units) => {
    const dead = Array.from({ length: 1 << units }, (_, state) => 1 - (state & 1));
    const fair = dead.map(() => 1);
    const uneven = independentUnits(Array.from({ length: units }, (_, unit) => 0.1 + 0.07 * unit));
    for (const [weights, convention, g] of [
      [dead, 'A', 'any'],
      [dead, 'B', 'any'],
      [fair, 'A', 'not negative'],
      [fair, 'B', 'any'],
    ] as const) {
      const { divergence } = hfmDivergence(weights, convention, { g });
      expect(divergence).toBeGreaterThanOrEqual(0);
      expect(divergence).toBeLessThan(ROUNDING);
    }
    for (const independent of [dead, fair, uneven]) {
      expect(multiInformation(independent)).toBeGreaterThanOrEqual(0);
      expect(multiInformation(independent)).toBeLessThan(ROUNDING);
    }
  });

  const codes = fc.integer({ min: 2, max: 5 }).chain((units) =>
    fc.record({
      units: fc.constant(units),
      weights: fc
        .array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 9, noNaN: true })), {
          minLength: 1 << units,
          maxLength: 1 << units,
        })
        .filter((weights) => weights.filter((weight) => weight > 0).length > 2),
      convention: fc.constantFrom<Convention>('A', 'B'),
      mask: fc.nat((1 << units) - 1),
    }),
  );

  test('is Σ p ln(p/h), not negative, at most n ln 2 - H, and does not depend on names and signs of units', () => {
    fc.assert(
      fc.property(codes, ({ units, weights, convention, mask }) => {
        const found = hfmDivergence(weights, convention);
        if (Number.isFinite(found.g)) expect(found.divergence).toBeCloseTo(summed(weights, found), 10);
        expect(found.divergence).toBeGreaterThan(-ROUNDING);
        expect(found.divergence).toBeLessThan(units * Math.LN2 - found.entropy + ROUNDING);
        expect(found.g).toBeGreaterThanOrEqual(0);
        const flipped = weights.map((_, state) => weights[state ^ mask]!);
        const rotated = weights.map((_, state) => weights[(state >> 1) | ((state & 1) << (units - 1))]!);
        for (const other of [flipped, rotated]) {
          expect(hfmDivergence(other, convention).divergence).toBeCloseTo(found.divergence, 11);
        }
        expect(hfmDivergence(weights, convention, { g: 'any' }).divergence).toBeLessThanOrEqual(found.divergence);
      }),
      { seed: 3, numRuns: 80 },
    );
  });

  test('of a model is 0, with its g', () => {
    for (const convention of ['A', 'B'] as const) {
      for (const g of [0, 0.3, Math.LN2, 1.2, 3]) {
        const found = hfmDivergence(hfmProbabilities({ units: 8, g, convention }), convention);
        expect(Math.abs(found.divergence)).toBeLessThan(ROUNDING);
        expect(found.g).toBeCloseTo(g, 10);
      }
    }
    const negative = hfmProbabilities({ units: 8, g: -0.4, convention: 'A' });
    expect(hfmDivergence(negative, 'A').divergence).toBeGreaterThan(0.01);
    expect(hfmDivergence(negative, 'A', { g: 'any' }).g).toBeCloseTo(-0.4, 10);
  });

  test('holds g at 0 where a given ground state is rarer than in fair coins', () => {
    const counts = [1, 9, 9, 9];
    const found = hfmDivergence(counts, 'A', { groundStates: [0] });
    expect(found.g).toBe(0);
    expect(found.divergence).toBeCloseTo(2 * Math.LN2 - found.entropy, 14);
  });

  test('is refused for one unit in B, and by a search that does not know g < 0', () => {
    expect(() => hfmDivergence([1, 2], 'B')).toThrow('one unit has no energy in convention B');
    expect(hfmDivergence([1, 2], 'A').divergence).toBeCloseTo(0, 14);
    expect(() => hfmDivergence([1, 2], 'A', { groundStates: 'likeliest', g: 'any' })).toThrow('the most detail');
  });
});

describe('resolution and relevance', () => {
  test.each(expected.resolutionAndRelevance)('of $counts', ({ counts, resolution, relevance }) => {
    const found = resolutionAndRelevance(counts);
    expect(found.resolution).toBeCloseTo(resolution, 14);
    expect(found.relevance).toBeCloseTo(relevance, 14);
  });

  test('of counts that are all the same has nothing in relevance; relevance is at most resolution', () => {
    expect(resolutionAndRelevance([4, 4, 4, 4]).relevance).toBe(0);
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 40 }), (counts) => {
        if (counts.every((count) => count === 0)) return;
        const { resolution, relevance } = resolutionAndRelevance(counts);
        expect(relevance).toBeLessThanOrEqual(resolution + ROUNDING);
      }),
      { seed: 5 },
    );
    expect(() => resolutionAndRelevance([0.5])).toThrow('state 0 was seen 0.5 times');
    expect(() => resolutionAndRelevance([0, 0])).toThrow('no state was seen');
  });
});
