import { expect, it } from 'vitest';
import { askSummary, ofSeeds, table } from './written-tables.js';

/** The closing table of the study of fixed points, asked of rows whose answers are known. */
const noises = [-0.001, 0, 0.001];

function layer(law: string, trained_on: string, epoch: number, values: Readonly<Record<string, number | null>>) {
  return {
    law,
    network: 'autoencoder',
    trained_on,
    epoch,
    layer: 3,
    layers: 3,
    coupling: null,
    permuted_coupling: null,
    best_coupling: null,
    best_null: null,
    correlation_squared: null,
    absolute_skewness: null,
    excess_kurtosis: null,
    flow_coupling: null,
    flow_kurtosis: null,
    ...values,
  };
}

it('tests the feature layer of the last epoch against no training, other orders and the flow', async () => {
  const chain = (trained_on: string, epoch: number, best: number, squared: number) => (noise: number) =>
    layer('ising-chain 1', trained_on, epoch, {
      coupling: 0.01 + noise,
      permuted_coupling: 0.005 + noise / 2,
      best_coupling: best + noise,
      best_null: 0.03,
      correlation_squared: squared + noise / 10,
      flow_coupling: 0.1,
    });
  const numbers = (epoch: number, kurtosis: number) => (noise: number) =>
    layer('exponential 1', 'drawn', epoch, {
      correlation_squared: 0,
      absolute_skewness: 0.1 + noise,
      excess_kurtosis: kurtosis + noise,
      flow_kurtosis: 0.7,
    });
  const rows = [
    ...ofSeeds(noises, chain('drawn', 0, 0.4, 0.09)),
    // An epoch between, and a layer before, do not count.
    ...ofSeeds(noises, chain('drawn', 1, 9, 9)),
    ...ofSeeds(noises, (noise) => ({ ...chain('drawn', 2, 9, 9)(noise), layer: 2 })),
    ...ofSeeds(noises, chain('drawn', 2, 0.15, 0.01)),
    ...ofSeeds(noises, chain('shuffled', 2, 0.2, 0.02)),
    ...ofSeeds(noises, numbers(0, -0.1)),
    ...ofSeeds(noises, numbers(2, 0.3)),
    // On the other side of 0, and farther from it than block sums.
    ...ofSeeds(noises, (noise) => ({ ...numbers(0, -0.8)(noise), law: 'gamma 2 1' })),
    ...ofSeeds(noises, (noise) => ({ ...numbers(2, -0.9)(noise), law: 'gamma 2 1' })),
  ];
  const [ising, exponential, gamma] = await askSummary('fixed-points', [table('feature_layer', rows)]);
  expect(ising).toMatchObject({
    law: 'ising-chain 1',
    coupling: '0.010 ± 0.001 higher',
    coupling_untrained: '0.010 ± 0.001 higher',
    permuted: '0.005 ± 0.000 higher',
    best: '0.120 ± 0.001 higher',
    decimated: '0.050 ± 0.001 higher',
    dependence: '0.010 ± 0.000 higher',
    kurtosis: null,
  });
  expect(ising!.best_untrained).toMatch(/^-0\.250 ± 0\.000/);
  expect(ising!.dependence_untrained).toMatch(/^-0\.080 ± 0\.000/);
  expect(ising!.dependence_shuffled).toMatch(/^-0\.010 ± 0\.000/);
  expect(exponential).toMatchObject({
    law: 'exponential 1',
    coupling: null,
    dependence: null,
    kurtosis: '0.300 ± 0.001 higher',
    of_untrained: '-0.100 ± 0.001 lower',
    kurtosis_untrained: '0.200 ± 0.001 higher',
    block_sums: '-0.400 ± 0.001 lower',
    untrained_block_sums: '-0.600 ± 0.001 lower',
  });
  expect(gamma).toMatchObject({
    law: 'gamma 2 1',
    of_untrained: '-0.800 ± 0.001 lower',
    kurtosis_untrained: expect.stringMatching(/^0\.100 ± 0\.000/),
    block_sums: '0.200 ± 0.001 higher',
    untrained_block_sums: '0.100 ± 0.001 higher',
  });
});
