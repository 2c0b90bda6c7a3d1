import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Arrangement,
  bestArrangement,
  type Convention,
  levelOfDetail,
  sampleHfm,
  stateCounts,
} from '../src/index.js';

const random = RandomStream.named('test of arrangements');

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

function energyOf(counts: readonly number[], arrangement: Arrangement, convention: Convention): number {
  let energy = 0;
  for (const [state, count] of counts.entries()) {
    const level = levelOfDetail(state, arrangement);
    energy += count * (convention === 'A' ? level : Math.max(level - 1, 0));
  }
  return energy;
}

/** All gauges times all orders, in the order in which ties are broken. */
function allArrangements(units: number): Arrangement[] {
  const orders = permutations(Array.from({ length: units }, (_, i) => i));
  return Array.from({ length: 1 << units }, (_, groundState) => orders.map((order) => ({ groundState, order }))).flat();
}

const codes = fc
  .integer({ min: 1, max: 4 })
  .chain((units) =>
    fc
      .array(fc.integer({ min: 0, max: 6 }), { minLength: 1 << units, maxLength: 1 << units })
      .filter((counts) => counts.some((count) => count > 0)),
  );

describe('the best arrangement', () => {
  test('is the first of least energy among all gauges times all orders', () => {
    fc.assert(
      fc.property(codes, fc.constantFrom<Convention>('A', 'B'), fc.boolean(), (counts, convention, most) => {
        const candidates = allArrangements(Math.log2(counts.length));
        const energies = candidates.map((each) => (most ? -1 : 1) * energyOf(counts, each, convention));
        const first = candidates[energies.indexOf(Math.min(...energies))]!;
        const detail = most ? 'most' : 'least';
        expect(bestArrangement(counts, convention, { detail })).toEqual({ ...first, searched: 'all' });
        const given = Array.from({ length: counts.length }, (_, state) => counts.length - 1 - state);
        expect(bestArrangement(counts, convention, { detail, groundStates: given })).toEqual({
          ...first,
          searched: 'given',
        });
      }),
      { seed: 2, numRuns: 150 },
    );
  });

  test('does not depend on the unit of the weights, nor on rounding of equal ones', () => {
    // Every order of independent units of one mean is as good as every other.
    const weights = Array.from({ length: 32 }, (_, state) => {
      let p = 1;
      for (let unit = 0; unit < 5; unit++) p *= (state >> unit) & 1 ? 0.1 : 0.9;
      return p;
    });
    for (const unit of [1, 1 / 3, 1e-200, 7e200]) {
      const scaled = weights.map((weight) => weight * unit);
      expect(bestArrangement(scaled, 'A')).toEqual({ groundState: 0, order: [0, 1, 2, 3, 4], searched: 'all' });
    }
  });

  test.each([
    { units: 8, g: 0.5, convention: 'A' as const },
    { units: 10, g: 0.8, convention: 'B' as const },
    { units: 14, g: 0.75, convention: 'A' as const },
    { units: 20, g: 0.8, convention: 'A' as const },
  ])(
    'of samples of a model with $units units is the planted one: order and ground state',
    ({ units, g, convention }) => {
      const stream = random.split('planted', { units });
      const order = [...stream.split('order').permutation(units)];
      const [groundState] = stream.split('gauge').integers(1, 1 << units);
      const samples = 60_000;
      const { data } = sampleHfm({ units, g, convention }, samples, stream.split('sample'));
      const code = data.map((_, i) => {
        const unit = i % units;
        return data[i - unit + order.indexOf(unit)]! ^ ((groundState! >> unit) & 1);
      });
      const found = bestArrangement(stateCounts({ shape: [samples, units], data: code }), convention);
      expect(found.order).toEqual(order);
      // In B the value of the first bit is a matter of naming: the lower index is taken.
      const first = 1 << order[0]!;
      expect(found.groundState).toBe(convention === 'A' ? groundState : groundState! & ~first);
      expect(found.searched).toBe(units > 14 ? 'likeliest' : 'all');
    },
  );

  test('among the ten likeliest ground states is that among all, if it is one of them, and never better', () => {
    const counts = stateCounts(sampleHfm({ units: 7, g: 0.9, convention: 'A' }, 2000, random.split('likeliest')));
    const all = bestArrangement(counts, 'A');
    expect(bestArrangement(counts, 'A', { groundStates: 'likeliest' })).toEqual({ ...all, searched: 'likeliest' });
    const noise = Array.from(random.split('noise').integers(256, 40));
    const energy = (groundStates: 'all' | 'likeliest') =>
      energyOf(noise, bestArrangement(noise, 'A', { groundStates }), 'A');
    expect(energy('likeliest')).toBeGreaterThanOrEqual(energy('all'));
    const few = new Array<number>(16).fill(0);
    few[5] = 3;
    expect(bestArrangement(few, 'A', { groundStates: 'likeliest' }).groundState).toBe(5);
  });

  test('is refused for what is no list of states, and for ground states that are none', () => {
    expect(() => bestArrangement([1, 2, 3], 'A')).toThrow('there are 3 states; expected 2^n of them');
    expect(() => bestArrangement([1], 'A')).toThrow('there are 1 states');
    expect(() => bestArrangement([1, Number.NaN], 'A')).toThrow('state 1 has the weight NaN');
    expect(() => bestArrangement([1, -1], 'A')).toThrow('state 1 has the weight -1');
    expect(() => bestArrangement([0, 0], 'A')).toThrow('the weights add up to 0');
    expect(() => bestArrangement([1, 1], 'C' as never)).toThrow('the convention is C; say A or B');
    expect(() => bestArrangement([1, 1], 'A', { groundStates: [2] })).toThrow('ground state 2 is none of the 2 states');
    expect(() => bestArrangement([1, 1], 'A', { groundStates: [] })).toThrow('no ground state is given');
    expect(() => bestArrangement(new Uint8Array(1 << 15).fill(1), 'A', { groundStates: 'all' })).toThrow(
      'all ground states of 15 units are too many; at most 14',
    );
    expect(() => bestArrangement([1, 1], 'A', { groundStates: 'likeliest', detail: 'most' })).toThrow(
      'the most detail',
    );
  });
});
