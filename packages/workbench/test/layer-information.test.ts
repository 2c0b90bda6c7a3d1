import { expect, it } from 'vitest';
import { askFigure, askSummary, type Row, table } from './written-tables.js';

/**
 * What is asked of the tables of the information inside a layer, of rows whose answers are known: T = |σ_w² - 1.76| m and a
 * part of the seed, which has a kink at 1.76 of slopes -1 and 1, and D = σ_w⁴ m, which has none.
 */
const LAYERS = [0, 1, 2, 4, 8];
const VARIANCES = [1.5, 1.66, 1.76, 1.86, 2.02];
const common = { study: 's', width: 30, sigma_b2: 0.05, input_second_moment: 0.1, snapshot: 'init' };

function tablesOf(seeds: readonly number[]): readonly string[] {
  const cells = VARIANCES.flatMap((sigma_w2) => LAYERS.map((layer) => ({ sigma_w2, layer })));
  const { study: _, ...cell } = common;
  const random = seeds.flatMap((seed) =>
    cells.map(({ sigma_w2, layer }): Row => {
      // What a seed adds to all variances alike, as the determinants of its matrices, drops out of the bend.
      const t = (Math.abs(sigma_w2 - 1.76) + 0.1 * seed) * layer;
      return {
        ...{ ...cell, sigma_w2, layer, seed, noise: 0, depth: 8, multi_information: t, multi_information_upper: t },
        marginal_means: 0,
        marginal_variances: sigma_w2 * sigma_w2 * layer - t,
        infinite_width: t,
        finite_width: t + 0.01 * layer,
        multi_information_lower: 0,
        infinite_width_upper: 0,
        reference_variance: 1,
        marginal_non_gaussianity: 0,
      };
    }),
  );
  return [
    table('layer_information', random),
    table(
      'predicted_layer_information',
      cells.map(({ sigma_w2, layer }) => ({
        ...{ sigma_w2, sigma_b2: 0.05, input_second_moment: 0.1, layer, noise: 0 },
        push_forward: sigma_w2 * sigma_w2 * layer,
      })),
    ),
    table(
      'information_rate',
      VARIANCES.map((sigma_w2) => ({
        ...{ sigma_w2: sigma_w2 + 1e-13, sigma_b2: 0.05 },
        multi_information_rate: Math.abs(sigma_w2 - 1.76),
        push_forward_rate: sigma_w2 * sigma_w2,
      })),
    ),
    table('information_kink', [{ sigma_b2: 0.05, sigma_w2_critical: 1.761 }]),
  ];
}

it('the bend of a kink is the change of its slope at any distance, that of a smooth curve in proportion to it', async () => {
  const bends = await askFigure('layer-information', 'bends', tablesOf([0, 1, 2]));
  expect(bends.map(({ h }) => h)).toEqual([0.1, 0.26]);
  for (const row of bends) {
    expect(row.first_layer).toBe(4);
    expect(row.last_layer).toBe(8);
    expect(row.bend_t).toBeCloseTo(2, 12);
    expect(row.bend_t_se).toBeCloseTo(0, 12);
    expect(row.t_predicted).toBeCloseTo(2, 12);
    expect(row.t_deep).toBeCloseTo(2, 9);
    // σ⁴: (σ + h)² + (σ - h)² - 2σ² = 2h².
    expect(row.bend_d).toBeCloseTo(2 * (row.h as number), 12);
    expect(row.d_deep).toBeCloseTo(2 * (row.h as number), 9);
  }
});

it('the closing table has what the later half of the layers adds, with the scatter of the networks', async () => {
  const rows = await askSummary('layer-information', tablesOf([0, 1, 2]));
  expect(rows.map(({ sigma_w2 }) => sigma_w2)).toEqual(VARIANCES);
  const [first] = rows;
  expect(first).toMatchObject({ width: 30, layer: 8, networks: 3 });
  expect(first!.r_t).toBeCloseTo(0.26 + 0.1, 12);
  expect(first!.r_t_se).toBeCloseTo(0.1 / Math.sqrt(3), 12);
  expect(first!.r_t_predicted).toBeCloseTo(0.26 + 0.01, 12);
  expect(first!.r_t_deep).toBeCloseTo(0.26, 9);
  expect(first!.r_d).toBeCloseTo(2.25, 12);
  expect(first!.multi_information).toBeCloseTo(8 * 0.36, 12);
});
