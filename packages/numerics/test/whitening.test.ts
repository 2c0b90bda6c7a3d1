import { describe, expect, test } from 'vitest';
import { logAbsDeterminant } from '../src/determinant.js';
import { whitening } from '../src/whitening.js';

describe('whitening', () => {
  test('makes a covariance the unit matrix, with the determinant of LU', () => {
    // Of an autoregressive chain, ρ^|i-j|: det = (1 - ρ²)^(n-1).
    const [n, rho] = [6, 0.7];
    const covariance = Array.from({ length: n * n }, (_, k) => rho ** Math.abs(Math.floor(k / n) - (k % n)));
    const { logDeterminant, inverseFactor } = whitening(covariance);
    expect(logDeterminant).toBeCloseTo((n - 1) * Math.log(1 - rho * rho), 12);
    expect(logDeterminant).toBeCloseTo(logAbsDeterminant(covariance), 12);
    const entry = (i: number, j: number) => inverseFactor[i * n + j]!;
    const sum = (f: (k: number) => number) => Array.from({ length: n }, (_, k) => f(k)).reduce((a, b) => a + b);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const whitened = sum((k) => sum((l) => entry(i, k) * covariance[k * n + l]! * entry(j, l)));
        expect(whitened).toBeCloseTo(i === j ? 1 : 0, 12);
        if (j > i) expect(entry(i, j)).toBeCloseTo(0, 14);
      }
    }
  });

  test('reads one half of it: those of a product by BLAS may differ in the last bits', () => {
    const [above, below] = [0.3 * (1 + 2 ** -24), 0.3];
    expect(whitening([1, above, below, 1])).toEqual(whitening([1, below, below, 1]));
  });

  test.each([1, 1e-3, 1e-8, 1e-20])(
    'is that of the correlations, whatever the scales of the variables (correlation %d)',
    (rho) => {
      const scales = [1, 1e150, 1e-150, 1e-12, 1e12, 3];
      const n = scales.length;
      const correlations = scales.flatMap((_, i) => scales.map((_, j) => (i === j ? 1 : (rho * (1 + i * j)) / 100)));
      const covariance = correlations.map((c, k) => scales[Math.floor(k / n)]! * c * scales[k % n]!);
      const [plain, scaled] = [whitening(correlations), whitening(covariance)];
      const lengths = scales.reduce((sum, scale) => sum + 2 * Math.log(scale), 0);
      expect(scaled.logDeterminant - lengths).toBeCloseTo(plain.logDeterminant, 10);
      for (const [k, entry] of plain.inverseFactor.entries()) {
        const [back, size] = [scaled.inverseFactor[k]! * scales[k % n]!, Math.abs(entry)];
        expect(Math.abs(back - entry)).toBeLessThanOrEqual(1e-14 * size);
      }
    },
  );

  test('refuses what is no covariance', () => {
    expect(() => whitening([1, 2, 3])).toThrow('3 entries');
    expect(() => whitening([1, 2, 2, 1])).toThrow('not positive definite');
  });
});
