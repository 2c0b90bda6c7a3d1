import { meanField, predictedKl } from '@rgflow/meanfield';
import { describe, expect, test } from 'vitest';
import { figure as meanFieldLengths } from '../../src/mean-field/mean-field-lengths.figure.js';
import { phaseDiagramOf } from '../../src/mean-field/mean-field-phase-diagram.figure.js';
import scipy from './expected/without_biases.json' with { type: 'json' };

const relative = (value: number, expected: number) => Math.abs(value - expected) / Math.abs(expected);

describe('without biases', () => {
  test.each(scipy.lengths)('the lengths at σ_w² = $sigma_w2 are those of scipy', ({ sigma_w2, q_star, xi_q, xi_1 }) => {
    const found = meanField(sigma_w2, 0);
    expect(Math.abs(found.qStar! - q_star)).toBeLessThan(1e-12);
    expect(relative(found.xiQ!, xi_q)).toBeLessThan(1e-6); // scipy's slope is a difference
    if (xi_1 === undefined) return;
    expect(found.xiQ).toBe(found.xiC);
    expect(relative(found.xiC!, xi_1)).toBeLessThan(1e-14);
  });

  test.each(scipy.curves)('the published curve at σ_w² = $sigma_w2 is that of scipy', ({ sigma_w2, kl_per_unit }) => {
    const { layers } = predictedKl(sigma_w2, 0, 0.1, 40);
    layers.forEach((layer, m) => {
      expect(Math.abs(layer.klPerUnit - kl_per_unit[m]!)).toBeLessThan(1e-12);
    });
  });

  test('the published curve of an ordered network falls by ½ ln σ_w² in a late layer', () => {
    const { layers } = predictedKl(0.83, 0, 0.1, 200);
    expect(layers[20]!.klPerUnit).toBeCloseTo(-2.19, 2);
    expect(layers[200]!.klPerUnit - layers[199]!.klPerUnit).toBeCloseTo(Math.log(0.83) / 2, 12);
  });

  test('is shown in the phase diagram and beside the lengths', () => {
    const grid = [0.5, 0.8, 1.2].flatMap((sigma_w2) =>
      [0, 0.1].map((sigma_b2) => {
        const { phase, qStar, xiC, xiQ } = meanField(sigma_w2, sigma_b2);
        const signed_rate = (phase === 'ordered' ? -1 : 1) / xiC!;
        return { activation: 'tanh', sigma_w2, sigma_b2, q_star: qStar, phase, xi_c: xiC, xi_q: xiQ, signed_rate };
      }),
    );
    const line = [0, 0.1].map((sigma_b2) => ({ sigma_b2, sigma_w2_critical: sigma_b2 === 0 ? 1 : 1.9861 }));
    expect(phaseDiagramOf('tanh').draw({ grid, line })).toContain('q* = 0, ξ');
    const biased = grid.map((row) => ({ ...row, sigma_b2: row.sigma_b2 + 0.1 }));
    expect(phaseDiagramOf('tanh').draw({ grid: biased, line })).not.toContain('q* = 0, ξ');
    const lengths = meanFieldLengths.draw({ lengths: grid, critical: line });
    expect(lengths).toContain(': the variance goes to zero');
    expect(meanFieldLengths.draw({ lengths: grid.filter((row) => row.sigma_b2 > 0) })).not.toContain(
      ': the variance goes to zero',
    );
  });
});
