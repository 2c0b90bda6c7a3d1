import { describe, expect, test } from 'vitest';
import { eliminateUnits, visibleDistribution } from '../src/index.js';

describe('elimination unit by unit', () => {
  test('of one visible unit under two hidden ones is a continued fraction', () => {
    const { field, coupling, constant } = eliminateUnits({
      fields: [[0.1], [0], [0.2]],
      couplings: [[[0.5]], [[0.6]]],
    });
    expect(coupling[0]![0]).toBeCloseTo(0.25 / 0.64, 14);
    expect(field[0]).toBeCloseTo(0.1 + (0.5 * 0.6 * 0.2) / 0.64, 14);
    // ∫ over y, z of e^{0.2z - (y² + z²)/2 + 0.6yz}: covariance (1 - 0.36)⁻¹.
    expect(-constant).toBeCloseTo(Math.log(2 * Math.PI) - Math.log(0.64) / 2 + 0.2 ** 2 / 2 / 0.64, 14);
    expect(visibleDistribution({ field, coupling, constant }).probabilities).toHaveLength(2);
  });

  test('refuses what has no integral', () => {
    expect(() => eliminateUnits({ fields: [[0], [0], [0]], couplings: [[[0]], [[1]]] })).toThrow(
      'the pivot of unit 2 is 0; it must be positive',
    );
  });
});
