import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import { CRITICAL_COUPLING, exactSquareRelativeEntropy, filteredSecondStep } from '../src/index.js';

test('strips of 14, sampled, confirm the extrapolated s⁽²⁾ where they are wide enough, and at K_c', () => {
  for (const [K, finiteWidth] of [
    [0.2, 0],
    [0.3, 3e-4],
    [CRITICAL_COUPLING, 2e-5],
    [0.6, 1e-4],
  ] as const) {
    const sampled = filteredSecondStep(K, 14, RandomStream.named('wide strip', { K }), { rowPairs: 2048 });
    const exact = exactSquareRelativeEntropy(K).steps[2]!;
    expect(sampled.standardError).toBeLessThan(0.003);
    expect(Math.abs(sampled.value - exact.relativeEntropy)).toBeLessThan(
      4 * sampled.standardError + exact.error + finiteWidth,
    );
  }
});

test('s⁽²⁾ from narrow and from wider strips agree within their errors at every coupling', () => {
  for (const [K, ceiling] of [
    [0.1, 1e-6],
    [0.2, 1e-6],
    [0.3, 3e-5],
    [0.4, 6e-4],
    [0.42, 2e-3],
    [0.43, 3e-3],
    [CRITICAL_COUPLING, 1e-4],
    [0.45, 3e-3],
    [0.47, 1e-3],
    [0.5, 4e-4],
    [0.6, 3e-5],
    [0.8, 1e-6],
  ] as const) {
    const narrow = exactSquareRelativeEntropy(K).steps[2]!;
    const wide = exactSquareRelativeEntropy(K, { widths: [6, 8, 10] }).steps[2]!;
    expect(Math.abs(narrow.relativeEntropy - wide.relativeEntropy)).toBeLessThan(narrow.error + wide.error);
    expect(wide.error).toBeLessThan(narrow.error);
    expect(narrow.error).toBeLessThan(ceiling);
  }
});
