import type { SqlRow } from '@rgflow/drawing';
import { predictedKl } from '@rgflow/meanfield';
import { beforeAll, describe, expect, test } from 'vitest';
import { activationsStage } from '../../src/network/activations.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { determinantsStage } from '../../src/network/determinants.stage.js';
import { fitStage } from '../../src/network/fit.stage.js';
import { historicalKlStage } from '../../src/network/historical-kl.stage.js';
import { historicalSamplesStage } from '../../src/network/historical-samples.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { klStage } from '../../src/network/kl.stage.js';
import { klEstimators as estimators } from '../../src/network/kl-estimators.js';
import { layersOf } from '../../src/network/layer-samples.js';
import { meanFieldKlStage } from '../../src/network/mean-field-kl.stage.js';
import { pushForwardKlStage } from '../../src/network/push-forward-kl.stage.js';
import { figure as klEstimators } from '../../src/relative-entropy/kl-estimators.figure.js';
import { figure as klNotebook } from '../../src/relative-entropy/kl-notebook.figure.js';
import { figure as klPublishedTable } from '../../src/relative-entropy/kl-published-table.figure.js';
import { runStage } from '../stage-chain.js';

const network = { shape: 'wide', depth: 14, width: 100, sigmaW2: 2.5, sigmaB2: 0.05, seed: 0 };
const [snapshot, activation, images, samples] = ['init', 'tanh', 20, 50];

type Outputs = Awaited<ReturnType<typeof runStage>>;
type KlRow = SqlRow & {
  readonly estimator: string;
  readonly layer: number;
  readonly kl_per_unit: number;
  readonly kl: number;
};

describe('the estimators of one untrained network, on real images', () => {
  const tables: Record<string, readonly KlRow[]> = {};
  const covariances: Record<string, Outputs[string]> = {};
  let sampled: Outputs;
  let untrained: Outputs;
  let data: Outputs;
  let determinants: Outputs;
  const curve = (estimator: string) =>
    Object.values(tables)
      .flat()
      .filter((row) => row.estimator === estimator);

  beforeAll(async () => {
    data = await runStage(datasetStage, { dataset: 'mnist', train: 64, validation: 100 });
    untrained = await runStage(initialiseStage, { ...network, inputs: 784, classes: 10 });
    sampled = await runStage(activationsStage, { snapshot, activation, images, samples }, { ...untrained, ...data });
    determinants = await runStage(determinantsStage, { snapshot }, untrained);
    const { layer_determinant } = determinants;
    const historical = await runStage(
      historicalSamplesStage,
      { snapshot, activation, samples },
      { ...untrained, ...sampled },
    );
    const { depth, width, sigmaW2, sigmaB2 } = network;
    const measure = async (name: string, stage: Parameters<typeof runStage>[0], params: object, inputs: object) => {
      const { kl_layer, klCovariances } = await runStage(stage, { snapshot, ...params }, inputs as never);
      tables[name] = kl_layer as never as readonly KlRow[];
      covariances[name] = klCovariances!;
    };
    await measure('kl', klStage, {}, sampled);
    await measure('push', pushForwardKlStage, {}, { ...sampled, layer_determinant });
    await measure('historical', historicalKlStage, {}, { ...sampled, ...historical });
    await measure('theory', meanFieldKlStage, { activation, depth, width, sigmaW2, sigmaB2, images }, data);
  });

  test('each has a row for every layer, zero at the first', () => {
    const names = ['published', 'gaussian', 'push-forward', 'published-2021'];
    for (const name of [...names, 'mean-field', 'mean-field-gaussian', 'mean-field-push-forward', 'mean-field-2021']) {
      expect(curve(name).map((row) => row.layer)).toEqual(Array.from({ length: 14 }, (_, layer) => layer));
      expect(curve(name)[0]!.kl).toBe(0);
    }
  });

  test('the push-forward grows with every layer, the published one does not', () => {
    const push = curve('push-forward')
      .slice(0, 13) // the last matrix is not square
      .map((row) => row.kl_per_unit);
    expect(push).toEqual([...push].sort((a, b) => a - b));
    expect(curve('push-forward')[13]!).toMatchObject({
      kl_per_unit: null,
      kl_per_unit_se: null,
      reason: 'the matrix that leads to layer 13 is not square',
    });
    // Per layer in the limit of wide and deep networks, σ_w² = 2.5: 0.82936443 nats per unit.
    expect((push[12]! - push[2]!) / 10).toBeGreaterThan(0.75);
    expect((push[12]! - push[2]!) / 10).toBeLessThan(0.91);
    expect(Math.max(...curve('published').map((row) => row.kl_per_unit))).toBeLessThan(0.9);
  });

  test('the push-forward is the published estimator less the mean logarithm of the Jacobian', () => {
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
    const matrices = determinants.layer_determinant as never as readonly { readonly log_abs_determinant: number }[];
    let jacobian = 0;
    for (let m = 1; m < 13; m++) {
      jacobian += matrices[m]!.log_abs_determinant + mean(sampled.logSlopes![m - 1]!.data as Float64Array);
      expect(curve('published')[m]!.kl - curve('push-forward')[m]!.kl).toBeCloseTo(jacobian, 8);
    }
  });

  test('the published estimator is the Gaussian one, less the entropy term, where the samples are as spread as the layer', () => {
    // Image by image: published = gaussian + (<|s - μ_m|²> / N - v_0 - (μ_m - μ_0)²) / (2 v_m), both divided by N.
    const [mean, units] = [(values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length, 100];
    for (const m of [1, 5, 11]) {
      const differences = Array.from({ length: images }, (_, image) => {
        const layers = layersOf(sampled as never, image);
        const [reference, layer] = [layers[0]!, layers[m]!];
        const spread = Array.from({ length: samples }, (_, s) => {
          const [sum, squares] = layer.sampleSums.subarray(2 * s, 2 * s + 2);
          return squares! - 2 * layer.mean * sum! + units * layer.mean ** 2;
        });
        const shift = (layer.mean - reference.mean) ** 2;
        return (mean(spread) / units - reference.variance - shift) / (2 * layer.variance);
      });
      const gap = curve('published')[m]!.kl_per_unit - curve('gaussian')[m]!.kl_per_unit;
      expect(gap).toBeCloseTo(mean(differences), 9);
    }
  });

  test('mean-field theory predicts each at the first layer within the scatter of a network of 100 units', () => {
    // sd of ln v over networks: sqrt(2/100) = 0.14, of which half enters.
    for (const [measured, predicted, scatter] of [
      ['published', 'mean-field', 0.2],
      ['push-forward', 'mean-field-push-forward', 0.2],
      ['published-2021', 'mean-field-2021', 0.4],
    ] as const) {
      expect(Math.abs(curve(measured)[1]!.kl_per_unit - curve(predicted)[1]!.kl_per_unit)).toBeLessThan(scatter);
    }
  });

  test('the prediction is the mean over the images of the curve of each', () => {
    const pixels = data.validationImages![0]!.data;
    const first = Array.from({ length: images }, (_, k) => {
      const image = [...pixels.subarray((80 + k) * 784, (81 + k) * 784)] as number[];
      const secondMoment = image.reduce((sum, grey) => sum + (grey / 255) ** 2, 0) / 784;
      return predictedKl(2.5, 0.05, secondMoment, 1).layers[1]!.klPerUnit;
    });
    expect(curve('mean-field')[1]!.kl_per_unit).toBeCloseTo(first.reduce((a, b) => a + b) / images, 12);
    expect(curve('mean-field')[1]!.kl_se).toBeGreaterThan(0);
  });

  test('there is no prediction for more images than there are', async () => {
    // It used to be one from the pixels of other images, and wrong: +0.10 nats per unit in layer 1 for 300 of 100 images.
    const { depth, width, sigmaW2, sigmaB2 } = network;
    await expect(
      runStage(meanFieldKlStage, { snapshot, activation, depth, width, sigmaW2, sigmaB2, images: 101 }, data),
    ).rejects.toThrow('mean-field-kl: images is 101 but the validation set has 100; ask for fewer.');
  });

  test('the estimator of 2021 takes layers 10 to 13 after layer 1', async () => {
    // Its variance term at position 2 is that of layer 10.
    const short = { ...sampled, preactivations: sampled.preactivations!.slice(0, 10) };
    const historical = await runStage(historicalSamplesStage, { snapshot, activation, samples }, {
      weights: untrained.weights!.slice(0, 10),
      biases: untrained.biases!.slice(0, 10),
      ...short,
    } as never);
    const { kl_layer } = await runStage(historicalKlStage, { snapshot }, { ...short, ...historical } as never);
    const inOrder = kl_layer as never as readonly KlRow[];
    expect(inOrder[1]!.kl).toBeCloseTo(curve('published-2021')[1]!.kl, 9);
    expect(inOrder[2]!.kl).not.toBeCloseTo(curve('published-2021')[2]!.kl, 3);
  });

  test('the figure says of each panel what it shows, and counts none', () => {
    expect(klEstimators.title).not.toMatch(/three/i);
    for (const { heading, quantity, isDefective } of estimators) {
      expect(klEstimators.caption.includes(`“${heading}”: ${quantity}`)).toBe(!isDefective);
    }
  });

  test('the figures draw them, with the paper’s table', async () => {
    const layers = Object.values(tables)
      .flat()
      .filter((row) => row.layer <= 11)
      .map((row) => ({ ...row, sigma_w2: 2.5, sigma_b2: 0.05, seeds: 1, images }));
    const svg = klEstimators.draw({ layers });
    for (const heading of ['published', 'fitted Gaussians', 'push-forward, with Jacobian'])
      expect(svg).toContain(heading);
    const fit = async (estimator: string, name: string) => {
      const params = { snapshot, estimator, sigmaW2: 2.5, images, skipLast: 2, normalisation: 'paper' };
      const inputs = { kl_layer: tables[name]!, klCovariances: covariances[name]! };
      const { kl_fit } = await runStage(fitStage, params, inputs);
      const row = kl_fit![0] as never as SqlRow;
      return { ...row, sigma_w2: 2.5, estimator, a_scatter: row.a_se!, seeds: 1, images };
    };
    const fits = await Promise.all([
      fit('published', 'kl'),
      fit('published-2021', 'historical'),
      fit('mean-field', 'theory'),
      fit('mean-field-2021', 'theory'),
    ]);
    for (const row of fits as readonly SqlRow[]) expect(row.a_se).toBeGreaterThan(0);
    expect((fits[0] as SqlRow).a_sampling_se).toBeLessThan((fits[0] as SqlRow).a_se as number);
    expect((fits[2] as SqlRow).a_sampling_se).toBe(0);
    expect((fits[1] as SqlRow).a as number).toBeGreaterThan(2 * ((fits[0] as SqlRow).a as number));
    expect(klPublishedTable.draw({ fits })).toContain('of 2021');
  });

  test('the figure of the notebook has a row of panels for each snapshot that was measured', () => {
    const rowsOf = (snapshot: string, estimator: string) =>
      Array.from({ length: 27 }, (_, m) => {
        return { sigma_w2: 1.5, snapshot, estimator, layer: m + 1, kl: 0.5 * (1 - 0.6 ** (m + 1)), scatter: 0.1 };
      });
    const untrained = rowsOf('init', 'mean-field');
    expect(() => klNotebook.draw({ curves: untrained })).toThrow("neither snapshot 'epoch1' nor 'final' of depth 30");
    const final = klNotebook.draw({ curves: [...untrained, ...rowsOf('final', 'published')] });
    expect(final).toContain('>after training<');
    expect(final).not.toContain('>after one epoch<');
    // 28 printed points for each of five variances, and those of 2021 for one.
    expect(final.match(/<circle/g)).toHaveLength(6 * 28);
  });
});
