import type { SqlRow } from '@rgflow/drawing';
import { activationNames } from '@rgflow/kernels';
import { isInvertible } from '@rgflow/kl';
import { beforeAll, describe, expect, test } from 'vitest';
import { activationsStage } from '../../src/network/activations.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { determinantsStage } from '../../src/network/determinants.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { klStage } from '../../src/network/kl.stage.js';
import { meanFieldKlStage } from '../../src/network/mean-field-kl.stage.js';
import { pushForwardKlStage } from '../../src/network/push-forward-kl.stage.js';
import { trainStage } from '../../src/network/train.stage.js';
import { correlationLengthStage } from '../../src/trainability/correlation-length.stage.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;

const [snapshot, images, samples] = ['init', 10, 50];
const network = { shape: 'wide', depth: 6, width: 300, sigmaW2: 1.5, sigmaB2: 0.05, seed: 0 };

let data: Outputs;
let untrained: Outputs;
/** Of a fifth of the units, which learn as well. */
let narrow: Outputs;

beforeAll(async () => {
  data = await runStage(datasetStage, { dataset: 'mnist', train: 1280, validation: 256 });
  untrained = await runStage(initialiseStage, { ...network, inputs: 784, classes: 10 });
  narrow = await runStage(initialiseStage, { ...network, width: 60, inputs: 784, classes: 10 });
});

const rowsOf = (outputs: Outputs, name = 'kl_layer') => outputs[name] as unknown as readonly SqlRow[];
const sampledWith = (activation: string) =>
  runStage(activationsStage, { snapshot, activation, images, samples }, { ...untrained, ...data });
const perUnit = (rows: readonly SqlRow[], estimator: string) =>
  rows.filter((row) => row.estimator === estimator).map((row) => row.kl_per_unit);

describe.each(activationNames)('an untrained network of %s, on real MNIST', (activation) => {
  test('has the divergences that theory predicts, by every estimator that there is of it', async () => {
    const sampled = await sampledWith(activation);
    const { layer_determinant } = await runStage(determinantsStage, { snapshot }, untrained);
    const measured = [
      ...rowsOf(await runStage(klStage, { snapshot }, sampled)),
      ...rowsOf(
        await runStage(pushForwardKlStage, { snapshot }, { ...sampled, layer_determinant: layer_determinant! }),
      ),
    ];
    const { depth, width, sigmaW2, sigmaB2 } = network;
    const theory = await runStage(
      meanFieldKlStage,
      { snapshot, activation, depth, width, sigmaW2, sigmaB2, images },
      data,
    );
    const predicted = rowsOf(theory);
    for (const [estimator, prediction] of [
      ['published', 'mean-field'],
      ['gaussian', 'mean-field-gaussian'],
      ...(isInvertible(activation) ? [['push-forward', 'mean-field-push-forward']] : []),
    ] as const) {
      const [found, wanted] = [perUnit(measured, estimator!), perUnit(predicted, prediction!)] as [number[], number[]];
      // ln v of a layer of 300 units scatters by √(2/300) = 0.08, of which half enters, and adds up from layer to layer.
      for (const m of [1, 2, 3])
        expect(Math.abs(found[m]! - wanted[m]!), `${estimator} ${m}`).toBeLessThan(0.1 * (1 + m / 2));
    }
  });

  test('learns, before either output', async () => {
    for (const output of ['tanh', 'linear']) {
      const sgd = { learningRate: 0.01, momentum: 0.8, batchSize: 64, shuffle: false, stopHopeless: 'never' };
      const params = { activation, output, ...sgd, engine: 'native' };
      let state: Outputs = { ...narrow, ...data };
      const losses: number[] = [];
      for (const epoch of [1, 2, 3]) {
        const trained = await runStage(trainStage, { epoch, ...params }, state);
        expect(rowsOf(trained, 'training')[0]!.status).toBe('ok');
        losses.push(rowsOf(trained, 'training')[0]!.train_loss as number);
        state = { ...trained, ...data };
      }
      // Of sigmoid the gradient shrinks from layer to layer: it has hardly begun.
      expect(losses[2]).toBeLessThan(losses[0]!);
    }
  });
});

describe('relu', () => {
  test('has no log slopes, and neither a push-forward nor its prediction, which says why', async () => {
    const sampled = await sampledWith('relu');
    expect(sampled.logSlopes!.every(({ data }) => data.every(Number.isNaN))).toBe(true);
    const { depth, width, sigmaW2, sigmaB2 } = network;
    const params = { snapshot, activation: 'relu', depth, width, sigmaW2, sigmaB2, images };
    const rows = rowsOf(await runStage(meanFieldKlStage, params, data)).filter(
      ({ estimator }) => estimator === 'mean-field-push-forward',
    );
    expect(rows).toHaveLength(depth);
    for (const row of rows) {
      expect(row).toMatchObject({ kl: null, kl_se: null, kl_per_unit: null, kl_per_unit_se: null });
      expect(row.reason).toContain('relu: its slope is zero over an interval');
    }
  });

  test('is ordered wherever it has a correlation length, with biases, and critical at 2 without', async () => {
    const lengths = async (sigmaB2: number) => {
      const weightVariances = { from: 1, to: 2, step: 0.5 };
      const params = { activation: 'relu', sigmaB2, weightVariances };
      return rowsOf(await runStage(correlationLengthStage, params), 'correlation_length');
    };
    const rows = await lengths(0);
    expect(rows.map((row) => row.phase)).toEqual(['ordered', 'ordered', 'critical']);
    // χ₁ = σ_w²/2.
    expect(rows[0]!.xi_c).toBeCloseTo(1 / Math.LN2, 12);
    expect(rows[1]!.xi_c).toBeCloseTo(-1 / Math.log(0.75), 12);
    expect(rows[2]).toMatchObject({ sigma_w2: 2, xi_c: Number.POSITIVE_INFINITY });
  });
});
