import { createKernels } from '@rgflow/kernels';
import { softplus } from '@rgflow/numerics';
import { scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annealedLogPartition } from '../../src/learned/index.js';

/**
 * ln Z has no unit: biases and weights are pure numbers. What holds of any size is its value without weights, and that
 * adding a constant to -H of all states adds it to ln Z, which units that are always on do.
 */
const runs = { seed: 13, numRuns: 60 };
const kernels = createKernels({ arenaBytes: 2 ** 22, blas: 'none' });
const random = RandomStream.named('annealing');
const signed = fc.tuple(scales(30), fc.boolean()).map(([c, negative]) => Math.fround(negative ? -c : c));

describe('annealedLogPartition', () => {
  test('without weights is the sum over independent units, without scatter, for biases of any size', () => {
    fc.assert(
      fc.property(fc.array(signed, { minLength: 2, maxLength: 5 }), signed, (visible, hidden) => {
        const machine = {
          visible: 'bernoulli' as const,
          weights: new Float32Array(visible.length),
          visibleBiases: Float32Array.from(visible),
          hiddenBiases: Float32Array.of(hidden),
        };
        const { logPartition, effectiveChains } = annealedLogPartition(machine, kernels, {
          random,
          chains: 8,
          temperatures: 10,
        });
        const terms = [...visible, hidden].map(softplus);
        const exact = terms.reduce((sum, term) => sum + term, 0);
        // The steps from one temperature to the next are of float32 fields.
        expect(Math.abs(logPartition.value - exact)).toBeLessThan(1e-5 * Math.max(1, ...terms));
        expect(effectiveChains).toBeCloseTo(8, 3);
      }),
      runs,
    );
  });
});
