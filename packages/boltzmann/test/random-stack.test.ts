import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { normBounds, randomStack, spectralNorm } from '../src/index.js';

const parameters = { depth: 4, units: 8, visible: 3, g: 0.5, field: 0.5 };
const stream = (seed = 0) => RandomStream.named('random-marginalisation', { seed });

describe('a random stack', () => {
  test('has couplings of the norm asked for, between layers of the widths asked for', () => {
    const { fields, couplings } = randomStack(parameters, stream());
    expect(fields.map(({ length }) => length)).toEqual([3, 8, 8, 8, 8]);
    for (const coupling of couplings) expect(spectralNorm(coupling)).toBeCloseTo(0.5, 13);
  });

  test('begins with the layers of a shallower one, and is another for another stream', () => {
    const [shallow, deep] = [randomStack({ ...parameters, depth: 2 }, stream()), randomStack(parameters, stream())];
    expect(deep.fields.slice(0, 3)).toEqual(shallow.fields);
    expect(deep.couplings.slice(0, 2)).toEqual(shallow.couplings);
    expect(randomStack(parameters, stream(1)).fields).not.toEqual(deep.fields);
  });
});

test('the norms of couplings bound those of renormalised ones while there is room', () => {
  const chain = (w: number, depth: number) => ({ couplings: Array.from({ length: depth }, () => [[w]]) });
  // k' = (1/4) / (1 - k) of one unit per layer: 1/4, 1/3, 3/8.
  for (const [i, { norm, bound }] of normBounds(chain(0.5, 3)).entries()) {
    expect(norm).toBeCloseTo(0.5, 14);
    expect(bound).toBeCloseTo(Math.sqrt([1 / 4, 1 / 3, 3 / 8][i]!), 14);
  }
  expect(normBounds(chain(1.2, 2)).map(({ bound }) => bound)).toEqual([1.2, null]);
});

test('the norm of a coupling is in its unit, also where its squares are no doubles', () => {
  const coupling = [
    [1, 2, -0.5],
    [0.3, -1, 2],
  ];
  const norm = spectralNorm(coupling);
  for (const c of [1e-300, 1e-170, 1e170, 1e300]) {
    expect(spectralNorm(coupling.map((row) => row.map((w) => c * w))) / c / norm).toBeCloseTo(1, 14);
  }
  expect(spectralNorm([[0]])).toBe(0);
});
