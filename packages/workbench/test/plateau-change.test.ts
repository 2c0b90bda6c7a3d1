import { expect, it } from 'vitest';
import { askSummary, table } from './written-tables.js';

/** The closing table of the study of plateaus, asked of rows whose answers are known. */
interface Training {
  readonly sigmaW2: number;
  readonly depth: number;
  readonly seed: number;
  readonly losses: readonly number[];
  readonly accuracies: readonly number[];
}

/** The divergences of the deepest network, 0.4 nats a unit up to layer 19 and then what is given. */
async function changesOf(trainings: readonly Training[], afterwards = 0.4) {
  const sigmas = [...new Set(trainings.map(({ sigmaW2 }) => sigmaW2))];
  const depths = [...new Set(trainings.map(({ depth }) => depth))];
  const tables = [
    table(
      'training',
      trainings.flatMap(({ sigmaW2, depth, seed, losses, accuracies }) =>
        losses.map((train_loss, n) => {
          return { sigma_w2: sigmaW2, depth, seed, epoch: n + 1, train_loss, validation_accuracy: accuracies[n]! };
        }),
      ),
    ),
    table(
      'kl_fit',
      depths.map((depth) => ({ sigma_w2: 1.5, depth, snapshot: 'init', skip_last: 1, a: 0.4 })),
    ),
    table(
      'kl_layer',
      Array.from({ length: 39 }, (_, layer) => {
        const kl_per_unit = layer < 20 ? 0.4 : afterwards;
        return { sigma_w2: 1.5, depth: 40, snapshot: 'init', estimator: 'published', layer, kl_per_unit };
      }),
    ),
    table('kl_plateau', [
      { sigma_w2: 1.5, depth: 40, snapshot: 'init', plateau_layer: 5, plateau_layer_se: 0.1, se_of: 'images' },
    ]),
    table(
      'predicted_plateau',
      sigmas.map((sigma_w2) => ({ sigma_w2, plateau_layer: 5 })),
    ),
    table(
      'mean_field',
      sigmas.map((sigma_w2) => ({ sigma_w2, xi_c: 3 })),
    ),
  ];
  return askSummary('plateau', tables);
}

/** Trainings of several seeds that end at these accuracies, all by one curve of the loss. */
const ending = (sigmaW2: number, depth: number, losses: readonly number[], ends: readonly number[]): Training[] =>
  ends.map((end, seed) => ({ sigmaW2, depth, seed, losses, accuracies: losses.map((_, n) => end - 0.1 / (n + 1)) }));

it('tests each change by Welch and corrects for how many there are', async () => {
  const ends = {
    1.5: [
      [0.9, 0.91, 0.905],
      [0.8, 0.83, 0.79],
    ],
    2.5: [
      [0.9, 0.902, 0.905],
      [0.91, 0.89, 0.9],
    ],
  };
  const losses = [1, 0.5, 0.3];
  const rows = await changesOf(
    Object.entries(ends).flatMap(([sigmaW2, [shallow, deep]]) => [
      ...ending(Number(sigmaW2), 8, losses, shallow!),
      ...ending(Number(sigmaW2), 40, losses, deep!),
    ]),
  );
  // scipy.stats.ttest_ind(deep, shallow, equal_var=False) and statsmodels' multipletests(p, method='holm'), of the ends.
  const tests = [0.011155954341297425, 0.7291350737821504];
  const corrected = [0.02231190868259485, 0.7291350737821504];
  rows.forEach((row, i) => {
    expect(row.change_p as number).toBeCloseTo(tests[i]!, 10);
    expect(row.change_holm as number).toBeCloseTo(corrected[i]!, 10);
  });
  expect(rows.map(({ verdict }) => verdict)).toEqual(['worse', 'undecided']);
});

it('compares at the lowest training loss that all have come to, between epochs', async () => {
  // The deep ones come to 0.4 in the middle of their third epoch, the others to it half way from the middle of the second
  // (0.5) to that of the third (0.3): after two epochs.
  const shallow = { sigmaW2: 1.5, depth: 8, losses: [1, 0.5, 0.3] };
  const deep = { sigmaW2: 1.5, depth: 40, losses: [2, 1, 0.4] };
  const [row] = await changesOf([
    { ...shallow, seed: 0, accuracies: [0.7, 0.8, 0.9] },
    { ...shallow, seed: 1, accuracies: [0.7, 0.82, 0.9] },
    { ...deep, seed: 0, accuracies: [0.2, 0.7, 0.8] },
    { ...deep, seed: 1, accuracies: [0.2, 0.7, 0.84] },
  ]);
  expect(row).toMatchObject({ depth_from: 8, depth_to: 40, equal_loss: 0.4 });
  // 0.81 against the mean of the ends of the second and third epoch, 0.75 and 0.77.
  expect(row!.equal_change as number).toBeCloseTo(0.76 - 0.81, 12);
  expect(row!.equal_change_se as number).toBeCloseTo(Math.sqrt(2) * 0.01, 12);
  expect(row!.equal_change_holm as number).toBeCloseTo(0.07152330911474034, 10); // the same of scipy
});

it('compares nothing at a loss that one has come to before its first epoch ended', async () => {
  const [row] = await changesOf([
    ...ending(3.5, 8, [1, 0.5, 0.3], [0.9, 0.91]),
    ...ending(3.5, 40, [2.4, 2.3, 2.3], [0.1, 0.11]),
  ]);
  expect(row).toMatchObject({ verdict: 'worse', equal_loss: null, equal_change: null, equal_verdict: null });
});

it('says of a curve that is not where its fit is, in the last quarter, that it has no plateau', async () => {
  const trainings = [...ending(1.5, 8, [1, 0.5], [0.9, 0.91]), ...ending(1.5, 40, [1, 0.5], [0.9, 0.91])];
  const remarks = await Promise.all(
    [0.4, 0.37, 0.43, 0.35, 0.45].map(async (height) => (await changesOf(trainings, height))[0]!.untrained_remark),
  );
  expect(remarks).toEqual([null, null, null, 'no plateau', 'no plateau']);
});

it('compares no depth with itself, where no shallower one is beyond the plateau', async () => {
  const [row] = await changesOf(ending(1.5, 40, [1, 0.5], [0.9, 0.91]));
  expect(row).toMatchObject({ depth_from: null, accuracy_from: null, depth_to: 40, change: null, change_se: null });
  expect(row).toMatchObject({ change_p: null, verdict: null, equal_change: null });
  expect(row!.accuracy_to).toBeCloseTo(0.855, 12);
});
