import { describe, expect, it } from 'vitest';
import { askFigure, askSummary, ofSeeds, table } from './written-tables.js';

/** Means over seeds of which some have no value, asked in SQL: each is of the others, and the row says of how many. */

const fits = (snapshot: string, estimator: string, values: readonly (number | null)[], epochs = 1) =>
  ofSeeds(values, (a) => ({
    epoch: snapshot === 'init' ? null : epochs,
    ...{ sigma_w2: 1.5, sigma_b2: 0.05, depth: 40, skip_last: 1, snapshot, estimator, normalisation: 'paper' },
    ...{ a, a_se: 0.1, b: a === null ? null : 0.5, b_se: 0.1, converged: a !== null },
    ...{ images: 4, se_of: 'images', freedom: 25, reason: a === null ? 'not saturating' : null },
  }));

/** Of a network of depth 40 that a fit with a = 0.4 describes. */
const lastQuarter = table('kl_layer', [
  { sigma_w2: 1.5, depth: 40, snapshot: 'init', estimator: 'published', layer: 35, kl_per_unit: 0.4 },
]);

describe('the divergence by layer', () => {
  const layers = (snapshot: string, estimator: string, values: readonly (number | null)[]) =>
    ofSeeds(values, (kl_per_unit) => ({
      ...{
        sigma_w2: 1.5,
        sigma_b2: 0.05,
        depth: 30,
        width: 784,
        skip_last: 2,
        images: 4,
        snapshot,
        estimator,
        layer: 20,
      },
      ...{ kl: 784, kl_se: 8, kl_per_unit, kl_per_unit_se: kl_per_unit === null ? null : 0.1 },
    }));

  it('of kl-estimators says of how many seeds it is', async () => {
    const rows = table('kl_layer', [
      ...layers('init', 'published', [1, 2, null, 3]),
      ...layers('init', 'gaussian', [1, 2, 3, 4]),
    ]);
    expect(await askFigure('kl-estimators', 'layers', [rows])).toMatchObject([
      { estimator: 'gaussian', kl_per_unit: 2.5, some_seeds: null },
      { estimator: 'published', kl_per_unit: 2, some_seeds: '3 of 4' },
    ]);
  });

  it('of kl-notebook says of how many seeds it is', async () => {
    const rows = table('kl_layer', [
      ...layers('final', 'published', [1, 2, null, 3]),
      ...layers('final', 'published-2021', [1, 2, 3, 4]),
    ]);
    expect(await askFigure('kl-notebook', 'curves', [rows])).toMatchObject([
      { estimator: 'published', kl: 2, some_seeds: '3 of 4' },
      { estimator: 'published-2021', kl: 2.5, some_seeds: null },
    ]);
  });

  it('of kl-published-table says of how many fits it is', async () => {
    const tables = [
      table('kl_layer', layers('final', 'published', [1, 2, 3, 4])),
      table('kl_fit', [
        ...fits('final', 'published', [1, null, null, 3]),
        ...fits('final', 'published-2021', [1, 2, 3, 2]),
      ]),
    ];
    expect(await askFigure('kl-published-table', 'fits', tables)).toMatchObject([
      { estimator: 'published', a: 2, b: 0.5, some_seeds: '2 of 4' },
      { estimator: 'published-2021', a: 2, b: 0.5, some_seeds: null },
    ]);
  });

  it('of plateau says of how many fits the line is the mean', async () => {
    const tables = [
      table('kl_fit', [...fits('init', 'published', [1, null, 2]), ...fits('final', 'published', [1, 2, 3])]),
      table('kl_plateau', [{ fraction: 0.95 }]),
      table('training', [{ depth: 40 }]),
    ];
    expect(await askFigure('plateau', 'fits', tables)).toMatchObject([
      { snapshot: 'final', a: 2, some_fits: null },
      { snapshot: 'init', a: 1.5, some_fits: '2 of 3' },
    ]);
  });

  it('of a closing table says of how many fits it is', async () => {
    const tables = [
      table('kl_fit', [...fits('init', 'published', [1, null, 2]), ...fits('final', 'published', [1, 2, 3])]),
      table(
        'training',
        [0, 1, 2].map((seed) => ({ seed, sigma_w2: 1.5, depth: 40, epoch: 1, validation_accuracy: 0.5 })),
      ),
    ];
    expect(await askSummary('quickstart', tables)).toMatchObject([
      { seeds: 3, init_a: 1.5, init_seeds: '2 of 3', init_se_of: 'networks', final_a: 2, final_seeds: null },
    ]);
  });

  it('of a closing table has the error of one network where there is one, says what it is of, and has none of one of several', async () => {
    const trained = (seeds: number) =>
      table(
        'training',
        Array.from({ length: seeds }, (_, seed) => {
          return { seed, sigma_w2: 1.5, depth: 40, epoch: 1, validation_accuracy: 0.5 };
        }),
      );
    const one = [
      table('kl_fit', [...fits('init', 'published', [1]), ...fits('final', 'published', [null])]),
      trained(1),
    ];
    expect(await askSummary('quickstart', one)).toMatchObject([
      {
        init_a: 1,
        init_a_se: 0.1,
        init_se_of: 'images',
        init_remark: null,
        final_a: null,
        final_remark: 'not saturating',
        accuracy_se: null,
      },
    ]);
    const four = [table('kl_fit', fits('init', 'published', [1, null, null, null])), trained(4)];
    expect(await askSummary('quickstart', four)).toMatchObject([{ init_a_se: null, init_seeds: '1 of 4' }]);
    const tight = fits('init', 'published', [1]).map((row) => ({ ...row, freedom: 0 }));
    expect(await askSummary('quickstart', [table('kl_fit', tight), trained(1)])).toMatchObject([
      { init_remark: 'no degrees of freedom' },
    ]);
  });
});

describe('accuracies of which one is of a diverged training', () => {
  /** It learns in its first epoch and diverges in the second; the others learn in both. */
  const training = (depth: number) =>
    [0, 1, 2].flatMap((seed) =>
      [1, 2].map((epoch) => ({
        ...{ seed, sigma_w2: 1.5, sigma_b2: 0.05, width: 784, depth, epoch, train_loss: 1, validation_loss: 1 },
        validation_accuracy: seed === 0 && epoch === 2 ? null : 0.5 + 0.1 * seed + 0.1 * epoch,
        status: seed === 0 && epoch === 2 ? 'diverged' : 'ok',
      })),
    );

  it('are averaged over the others, and the closing tables say so', async () => {
    const fitted = fits('final', 'published', [1, 2, 3], 2);
    expect(await askSummary('quickstart', [table('training', training(40)), table('kl_fit', fitted)])).toMatchObject([
      { seeds: 3, accuracy: 0.85, accuracy_seeds: '2 of 3' },
    ]);
    const both = [...training(20), ...training(40)];
    const [row] = await askSummary('plateau', [
      table('training', both),
      table(
        'kl_fit',
        [20, 40].map((depth) => ({ sigma_w2: 1.5, depth, snapshot: 'init', skip_last: 1, a: 0.4 })),
      ),
      lastQuarter,
      table('kl_plateau', [
        { sigma_w2: 1.5, depth: 40, snapshot: 'init', plateau_layer: 7, plateau_layer_se: 0.5, se_of: 'images' },
      ]),
      table('predicted_plateau', [{ sigma_w2: 1.5, plateau_layer: 5 }]),
      table('mean_field', [{ sigma_w2: 1.5, xi_c: 3 }]),
    ]);
    expect(row).toMatchObject({
      ...{ depth_from: 20, accuracy_from: 0.85, accuracy_from_seeds: '2 of 3' },
      ...{ depth_to: 40, accuracy_to: 0.85, accuracy_to_seeds: '2 of 3' },
    });
    const lengths = [{ sigma_w2: 1.5, sigma_b2: 0.05, xi_c: 3 }];
    expect(
      await askSummary('trainability', [table('training', training(40)), table('correlation_length', lengths)]),
    ).toMatchObject([{ networks: 3, diverged: 1 }]);
  });

  it('are no accuracy of an earlier epoch in figures', async () => {
    const tables = [table('training', training(40))];
    expect(await askFigure('plateau', 'accuracies', tables)).toMatchObject([{ accuracy: 0.85, some_seeds: '2 of 3' }]);
    expect(await askFigure('trainability', 'cells', tables)).toMatchObject([{ accuracy: 0.85, diverged: 1 }]);
    const accuracies = await askFigure('kl-by-depth', 'training', tables);
    expect(accuracies.map((row) => row.validation_accuracy)).toEqual([null, expect.closeTo(0.8), expect.closeTo(0.9)]);
    expect(await askFigure('information-training', 'training', tables)).toMatchObject([{ epochs: 2 }]);
  });
});

describe('the change of accuracy beyond the plateau', () => {
  it('has the error of the depths that it compares, none where one has a single seed', async () => {
    const accuracies = [
      { depth: 8, seed: 0, accuracy: 0.9 },
      ...[0.8, 0.9].map((accuracy, seed) => ({ depth: 20, seed, accuracy })),
      ...[0.5, 0.7].map((accuracy, seed) => ({ depth: 40, seed, accuracy })),
    ];
    const tables = [
      table(
        'training',
        accuracies.map(({ depth, seed, accuracy }) => ({
          sigma_w2: 1.5,
          depth,
          seed,
          epoch: 1,
          train_loss: 1,
          validation_accuracy: accuracy,
        })),
      ),
      table(
        'kl_fit',
        [8, 20, 40].map((depth) => ({ sigma_w2: 1.5, depth, snapshot: 'init', skip_last: 1, a: 0.4 })),
      ),
      lastQuarter,
      table(
        'kl_plateau',
        ofSeeds([7, null], (plateau_layer) => ({
          sigma_w2: 1.5,
          depth: 40,
          snapshot: 'init',
          plateau_layer,
          plateau_layer_se: 0.5,
          se_of: 'images',
        })),
      ),
      table('predicted_plateau', [{ sigma_w2: 1.5, plateau_layer: 5 }]),
      table('mean_field', [{ sigma_w2: 1.5, xi_c: 3 }]),
    ];
    const [row] = await askSummary('plateau', tables);
    expect(row).toMatchObject({ untrained: 7, untrained_se: null, untrained_seeds: '1 of 2' });
    expect(row).toMatchObject({
      depth_from: 8,
      accuracy_from: 0.9,
      accuracy_from_se: null,
      depth_to: 40,
      change_se: null,
    });
    expect(row!.accuracy_to_se).toBeCloseTo(0.1, 12);
  });
});
