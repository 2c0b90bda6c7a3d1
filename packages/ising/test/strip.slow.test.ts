import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import { CRITICAL_COUPLING, exactSecondStep, filteredSecondStep } from '../src/index.js';

test('strips of 14, sampled, confirm the extrapolated s⁽²⁾ where they are wide enough, and at K_c', () => {
  for (const [K, finiteWidth] of [
    [0.2, 0],
    [0.3, 3e-4],
    [CRITICAL_COUPLING, 2e-5],
    [0.6, 1e-4],
  ] as const) {
    const sampled = filteredSecondStep(K, 14, RandomStream.named('wide strip', { K }), { rowPairs: 2048 });
    const exact = exactSecondStep(K);
    expect(sampled.standardError).toBeLessThan(0.003);
    expect(Math.abs(sampled.value - exact.value)).toBeLessThan(4 * sampled.standardError + exact.bound + finiteWidth);
  }
});

test('s⁽²⁾ from narrow and from wider strips agree, within the error of the narrow ones, at every coupling', () => {
  for (const K of [
    0.1,
    0.2,
    0.3,
    0.35,
    0.39,
    0.4,
    0.42,
    0.438,
    CRITICAL_COUPLING,
    0.443,
    0.46,
    0.475,
    0.48,
    0.5,
    0.6,
    0.8,
    1,
  ]) {
    const narrow = exactSecondStep(K);
    const wide = exactSecondStep(K, [6, 8, 10]);
    expect(Math.abs(narrow.value - wide.value)).toBeLessThan(narrow.bound);
    expect(wide.bound).toBeLessThan(narrow.bound);
    expect(narrow.bound).toBeLessThan(1e-3);
  }
});
