import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { energyMoments, gOfMeanEnergy } from '../src/fit-g.js';
import { hfmDivergence } from '../src/index.js';

const scales = fc
  .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -300, max: 299 }))
  .map(([m, e]) => m * Number(`1e${e}`));

describe('hfmDivergence', () => {
  test('takes weights as probabilities up to a common factor, of whatever size', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(weights, scales, fc.constantFrom('A', 'B'), (w, c, convention) => {
        const plain = hfmDivergence(w, convention);
        const scaled = hfmDivergence(
          w.map((weight) => c * weight),
          convention,
        );
        expect(Math.abs(scaled.divergence - plain.divergence)).toBeLessThanOrEqual(1e-12);
        expect(Math.abs(scaled.entropy - plain.entropy)).toBeLessThanOrEqual(1e-12);
        expect(Math.abs(scaled.meanEnergy - plain.meanEnergy)).toBeLessThanOrEqual(1e-12);
        if (Number.isFinite(plain.g)) expect(Math.abs(scaled.g - plain.g)).toBeLessThanOrEqual(1e-10);
        else expect(scaled.g).toBe(plain.g);
      }),
      { seed: 13, numRuns: 150 },
    );
  });

  test('of a code that hardly ever leaves its ground state has the g of that, however rarely it does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 300 }), (digits) => {
        const rare = Number(`1e-${digits}`);
        const { g, meanEnergy, divergence } = hfmDivergence([1, rare, rare, rare], 'A');
        expect(meanEnergy / (5 * rare)).toBeCloseTo(1, 4);
        // ⟨E⟩ = e^(-g) + 4 e^(-2g) to the second order.
        expect(Math.exp(-g) / (5 * rare)).toBeCloseTo(1, 3);
        expect(divergence).toBeGreaterThanOrEqual(0);
      }),
      { seed: 13, numRuns: 100 },
    );
  });
});

describe('gOfMeanEnergy', () => {
  const conventions = fc.constantFrom('A' as const, 'B' as const);
  const units = fc.integer({ min: 2, max: 40 });

  test('is the g whose mean energy this is, in either direction, to what its rounding allows', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 600, noNaN: true }), units, conventions, (g, n, convention) => {
        const { mean, variance } = energyMoments({ units: n, g, convention });
        // ∂⟨E⟩/∂g = -variance: no g is known better than ⟨E⟩ by it; where that is saturated to the last bit none is.
        const rounding = (64 * Number.EPSILON * mean) / variance;
        fc.pre(rounding < 1e-3);
        const found = gOfMeanEnergy(mean, n, convention);
        expect(Math.abs(found - g)).toBeLessThanOrEqual(rounding + 64 * Number.EPSILON * Math.abs(g));
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  test('grows by ln of what a small mean energy is divided by, for energies down to 1e-290', () => {
    const small = scales.filter((energy) => energy < 1e-20 && energy > 1e-290);
    fc.assert(
      fc.property(
        small,
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        units,
        conventions,
        (energy, c, n, convention) => {
          // ⟨E⟩ = w e^(-g) + O(e^(-2g)), with w states at the lowest energy above 0 for each at 0.
          const [near, far] = [gOfMeanEnergy(energy, n, convention), gOfMeanEnergy(energy / c, n, convention)];
          expect(Math.abs(far - near - Math.log(c))).toBeLessThanOrEqual(1e-12);
        },
      ),
      { seed: 13, numRuns: 150 },
    );
  });
});
