import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { SqlRow } from '@rgflow/drawing';
import { predictedPlateau } from '@rgflow/meanfield';
import { estimate } from '@rgflow/numerics';
import { configureStudy, PlanBuilder } from '@rgflow/pipeline';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { activationsStage } from '../../src/network/activations.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { fitStage } from '../../src/network/fit.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { klStage } from '../../src/network/kl.stage.js';
import { figure } from '../../src/plateau/plateau.figure.js';
import { study as plateau } from '../../src/plateau/plateau.study.js';
import { plateauLayerStage } from '../../src/plateau/plateau-layer.stage.js';
import { predictedPlateauStage } from '../../src/plateau/predicted-plateau.stage.js';
import { studyFolder } from '../../src/study-files.js';
import { runStage } from '../stage-chain.js';
import expected from './expected/plateau.json' with { type: 'json' };

type Outputs = Awaited<ReturnType<typeof runStage>>;
const rowsOf = (outputs: Outputs, name: string) => outputs[name] as unknown as readonly SqlRow[];

test.each(expected.plateaus)(
  'theory has 95 %% of the plateau where 30-digit arithmetic has it, σ_w² = $sigmaW2, X = $inputs',
  ({ sigmaW2, sigmaB2, inputs, layer, lateRateLayer, asymptote }) => {
    const predicted = predictedPlateau(sigmaW2, sigmaB2, inputs, 0.95);
    expect(predicted.layer).toBeCloseTo(layer, 11);
    expect(predicted.asymptote).toBeCloseTo(asymptote, 12);
    // The reference has χ_q from the differences between layers 29, 30 and 31, which are not the limit yet.
    expect(predicted.lateRateLayer).toBeCloseTo(lateRateLayer, 5);
  },
);

describe('random networks on real MNIST', () => {
  const images = 20;
  const sigmaW2 = 2.5;
  let data: Outputs;

  beforeAll(async () => {
    data = await runStage(datasetStage, { dataset: 'mnist', train: 64, validation: 64 });
  });

  const measured = async (seed: number, activation: string): Promise<SqlRow> => {
    const network = { shape: 'wide', depth: 14, width: 300, sigmaW2, sigmaB2: 0.05, seed };
    const untrained = await runStage(initialiseStage, { ...network, inputs: 784, classes: 10 }, {}, seed);
    const sampling = { snapshot: 'init', activation, images, samples: 10 };
    const sampled = await runStage(activationsStage, sampling, { ...untrained, ...data }, seed);
    const kl = await runStage(klStage, { snapshot: 'init' }, sampled);
    const fitting = { snapshot: 'init', estimator: 'published', sigmaW2, images, skipLast: 1, normalisation: 'none' };
    const fit = await runStage(fitStage, fitting, kl);
    return rowsOf(await runStage(plateauLayerStage, { snapshot: 'init', fraction: 0.95 }, fit), 'kl_plateau')[0]!;
  };

  // A fit of a (1 - b^x) to a curve that is none has the 95 % a little elsewhere: by so many layers at most at this σ_w².
  test.each([
    ['tanh', 0.1],
    ['erf', 0.5],
  ])('of %s have their plateau where theory has it', async (activation, elsewhere) => {
    const rows = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((seed) => measured(seed, activation)));
    expect(rows.every((row) => (row.plateau_layer_se as number) > 0)).toBe(true);
    const found = estimate(rows.map((row) => row.plateau_layer as number));
    const asked = { activation, sigmaW2, sigmaB2: 0.05, images, fraction: 0.95 };
    const [predicted] = rowsOf(await runStage(predictedPlateauStage, asked, data), 'predicted_plateau');
    expect(found.standardError).toBeLessThan(0.4);
    expect(Math.abs(found.value - (predicted!.plateau_layer as number))).toBeLessThan(
      4 * found.standardError + elsewhere,
    );
    expect(predicted!.late_rate_layer as number).toBeLessThan(predicted!.plateau_layer as number);
  });

  test('have no predicted plateau for more images than there are', async () => {
    const asked = { activation: 'tanh', sigmaW2, sigmaB2: 0.05, images: 65, fraction: 0.95 };
    await expect(runStage(predictedPlateauStage, asked, data)).rejects.toThrow(
      'predicted-plateau: images is 65 but the validation set has 64; ask for fewer.',
    );
  });

  test('too shallow to be fitted have no plateau, and say why', async () => {
    const kl_fit = [
      { snapshot: 'init', a: 1, a_se: 0, b: null, b_se: null, rms: 0, points: 2, reason: 'too few points' },
    ];
    const outputs = await runStage(plateauLayerStage, { snapshot: 'init', fraction: 0.95 }, { kl_fit });
    expect(rowsOf(outputs, 'kl_plateau')).toEqual([
      { snapshot: 'init', plateau_layer: null, plateau_layer_se: null, reason: 'no fit: too few points' },
    ]);
  });
});

test('the study is 90 networks, each measured twice; what theory says is planned once for each σ_w²', () => {
  const source = { text: readFileSync(join(studyFolder, 'plateau.yaml'), 'utf8'), file: 'plateau.yaml' };
  const plan = new PlanBuilder();
  for (const params of configureStudy(plateau, source, []).cells()) plateau.build(plan, params);
  const counts: Record<string, number> = {};
  for (const { stage } of plan.build().nodes) counts[stage.name as string] = (counts[stage.name as string] ?? 0) + 1;
  expect(counts).toEqual({
    dataset: 1,
    initialise: 90,
    train: 270,
    activations: 180,
    kl: 180,
    fit: 180,
    'plateau-layer': 180,
    'predicted-plateau': 5,
    'mean-field': 5,
  });
});

describe('the figure', () => {
  const depths = [3, 8, 20, 40];
  const sigmas = [1.5, 1.76, 2.5];
  const accuracies = sigmas.flatMap((sigma_w2) =>
    depths.map((depth) => {
      return { sigma_w2, sigma_b2: 0.05, width: 256, depth, accuracy: 0.9, accuracy_se: 0.002, seeds: 4 };
    }),
  );
  const changes = sigmas.map((sigma_w2) => ({ sigma_w2, predicted: 5, untrained: 5.2, trained: 6.1 }));
  const snapshots = ['init', 'final'];
  const layers = sigmas.flatMap((sigma_w2) =>
    snapshots.flatMap((snapshot) =>
      Array.from({ length: 39 }, (_, layer) => {
        return { sigma_w2, snapshot, layer, kl_per_unit: 0.4 * (1 - 0.55 ** layer), kl_per_unit_se: 0.01 };
      }),
    ),
  );
  const fits = sigmas.flatMap((sigma_w2) =>
    snapshots.map((snapshot) => ({ sigma_w2, snapshot, depth: 40, skip_last: 1, a: 0.4, b: 0.55, fraction: 0.95 })),
  );

  test('has a ring for each σ_w² in each panel, and its name at the end', () => {
    const svg = figure.draw({ accuracies, changes, layers, fits });
    expect(() => new Resvg(svg)).not.toThrow();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const { document } = parseHTML(svg);
    expect(document.querySelectorAll('circle[r="5"]').length).toBe(9);
    const labels = [...document.querySelectorAll('text.label')].map((text) => text.textContent);
    expect(labels.filter((label) => label === '1.76')).toHaveLength(3);
  });

  test('has neither ring nor line where some networks have no fit, or the curve no plateau, but says so', () => {
    const someFits = fits.map((row) => (row.snapshot === 'init' ? { ...row, some_fits: '3 of 4' } : row));
    const otherForm = changes.map((row) => (row.sigma_w2 === 2.5 ? { ...row, trained_remark: 'no plateau' } : row));
    const svg = figure.draw({ accuracies, changes: otherForm, layers, fits: someFits });
    const { document } = parseHTML(svg);
    // Three in the left panel, none in the middle, two on the right; a line for each of those two and each accuracy.
    expect(document.querySelectorAll('circle[r="5"]').length).toBe(3 + 0 + 2);
    const lines = (picture: string) => parseHTML(picture).document.querySelectorAll('[aria-label=line] path').length;
    expect(lines(figure.draw({ accuracies, changes, layers, fits })) - lines(svg)).toBe(3 + 1);
    const texts = [...document.querySelectorAll('text')].map((text) => text.textContent);
    expect(texts.filter((text) => text.includes('fit 3 of 4'))).toHaveLength(3);
    expect(texts.filter((text) => text.includes('no plateau'))).toHaveLength(1);
  });

  test('is drawn of a run that has only begun', () => {
    expect(() => new Resvg(figure.draw({ accuracies: accuracies.slice(0, 1) }))).not.toThrow();
  });

  test('refuses what it would hide, and says what to run', () => {
    expect(() => figure.draw({})).toThrow('rgflow run plateau');
    const other = { ...accuracies[0]!, width: 784 };
    expect(() => figure.draw({ accuracies: [...accuracies, other] })).toThrow('2 values of width (256, 784)');
  });

  test('asks for one study', () => {
    for (const query of Object.values(figure.queries("'it''s'"))) expect(query).toContain("study = 'it''s'");
  });
});
