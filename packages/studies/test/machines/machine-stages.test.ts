import { type PackedCodes, unpackCodes } from '@rgflow/boltzmann/learned';
import { PlanBuilder, type Tensor } from '@rgflow/pipeline';
import { beforeAll, describe, expect, test } from 'vitest';
import { beginMachineStage } from '../../src/machines/begin-machine.stage.js';
import { machineCodesStage } from '../../src/machines/machine-codes.stage.js';
import { machineLikelihoodStage } from '../../src/machines/machine-likelihood.stage.js';
import { planCodes, planLikelihood, planMachine, planStack } from '../../src/machines/machine-plan.js';
import { stackMachineStage } from '../../src/machines/stack-machine.stage.js';
import { trainMachineStage } from '../../src/machines/train-machine.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;

const pace = { learningRate: 0.1, momentum: 0.5, weightDecay: 2e-4, batchSize: 10, chain: 'cd', chainSteps: 1 };
const visible = 'bernoulli';
const quick = {
  snapshot: 'final',
  widths: '6-9',
  visible,
  enumerated: 6,
  chains: 200,
  temperatures: 100,
  fantasySteps: 20,
};

/** Three patterns of 12 pixels with a little noise, 300 images. */
const images: readonly Tensor<'uint8'>[] = [
  {
    layer: 0,
    shape: [300, 12],
    data: Uint8Array.from({ length: 3600 }, (_, at) => {
      const [row, pixel] = [Math.floor(at / 12), at % 12];
      return Math.floor(pixel / 4) === row % 3 ? 245 : 10;
    }),
  },
];

async function trained(begun: Outputs, epochs: number, parameters: object = {}): Promise<Outputs> {
  let stack = begun;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const { machine_training: _, ...tensors } = stack;
    stack = await runStage(
      trainMachineStage,
      { epoch, widths: '6-9', visible, ...pace, ...parameters },
      { ...tensors, images },
    );
  }
  return stack;
}

function stackOf({ weights, visibleBiases, hiddenBiases }: Outputs) {
  return { weights, visibleBiases, hiddenBiases };
}

describe('the stages of machines', () => {
  let first: Outputs;
  let second: Outputs;

  beforeAll(async () => {
    first = await trained(await runStage(beginMachineStage, { visible, hidden: 6, seed: 0 }, { images }), 20);
    const begun = await runStage(stackMachineStage, { visible, hidden: 9, seed: 0 }, { ...stackOf(first), images });
    second = await trained(begun, 3, { chain: 'pcd', learningRate: 0.02 });
  });

  test('an untrained machine is at rest, its visible biases are those of the images', async () => {
    const begun = await runStage(beginMachineStage, { visible, hidden: 6, seed: 0 }, { images });
    expect(begun.weights![0]!.shape).toEqual([12, 6]);
    expect(begun.weightVelocities).toEqual([]);
    const mean = (245 + 2 * 10) / 3 / 255;
    for (const bias of begun.visibleBiases![0]!.data) expect(bias).toBeCloseTo(Math.log(mean / (1 - mean)), 5);
  });

  test('an epoch fills its row', () => {
    expect(first.machine_training).toMatchObject([
      { layer: 0, visible_units: 12, hidden_units: 6, epoch: 20, status: 'ok', dead_units: 0 },
    ]);
    const [{ reconstruction_error, weight_rms }] = first.machine_training as unknown as [Record<string, number>];
    expect(reconstruction_error).toBeLessThan(0.1);
    expect(weight_rms).toBeGreaterThan(0.1);
  });

  test('a stack carries what is below, unchanged, and the chains of its top', () => {
    expect(second.weights!.map(({ layer, shape }) => [layer, ...shape])).toEqual([
      [0, 12, 6],
      [1, 6, 9],
    ]);
    expect(second.weights![0]!.data).toEqual(first.weights![0]!.data);
    expect(second.chains!.map(({ shape }) => shape)).toEqual([[10, 9]]);
    expect(first.chains).toEqual([]);
    expect(second.machine_training).toMatchObject([{ layer: 1, epoch: 3, reconstruction_error: null, status: 'ok' }]);
  });

  test('codes of every layer are packed bits with a row on each', async () => {
    const { codes, machine_code } = await runStage(
      machineCodesStage,
      { snapshot: 'final', widths: '6-9', visible, code: 'sampled' },
      { ...stackOf(second), images },
    );
    expect(codes!.map(({ layer, shape }) => [layer, ...shape])).toEqual([
      [0, 300, 1],
      [1, 300, 2],
    ]);
    const packed: PackedCodes = { count: 300, units: 9, bits: codes![1]!.data as Uint8Array };
    const bits = unpackCodes(packed);
    const occupied = new Set(Array.from({ length: 300 }, (_, row) => bits.subarray(9 * row, 9 * row + 9).join('')));
    const mean = bits.reduce((sum, bit) => sum + bit, 0) / 2700;
    expect(machine_code).toMatchObject([
      { layer: 0, units: 6, code: 'sampled', codes: 300 },
      { layer: 1, units: 9, occupied: occupied.size, mean_activity: mean },
    ]);
  });

  test('the likelihood of a trained machine is exact or annealed, and far above that of an untrained one', async () => {
    const of = async (stack: Outputs, options: object = {}) => {
      const { machine_likelihood } = await runStage(
        machineLikelihoodStage,
        { ...quick, ...options },
        { ...stackOf(stack), images },
      );
      return (machine_likelihood as unknown as [Record<string, number>])[0];
    };
    const exact = await of(first);
    const annealed = await of(first, { enumerated: 0 });
    const untrained = await of(await runStage(beginMachineStage, { visible, hidden: 6, seed: 0 }, { images }));
    expect([exact.method, annealed.method]).toEqual(['exact', 'annealed']);
    expect(exact.log_likelihood! - untrained.log_likelihood!).toBeGreaterThan(2);
    expect(Math.abs(annealed.log_partition! - exact.log_partition!)).toBeLessThan(4 * annealed.log_partition_se!);
    expect(exact).toMatchObject({ log_partition_se: 0, effective_chains: null, status: 'ok', states: 300 });
    expect(annealed.effective_chains).toBeGreaterThan(10);
    const above = await of(second);
    expect(above).toMatchObject({ layer: 1, visible_units: 6, hidden_units: 9, method: 'exact', status: 'ok' });
  });

  test('a machine that knows one image only is marked', async () => {
    const stuck = {
      ...stackOf(first),
      weights: [{ layer: 0, shape: [12, 6], data: new Float32Array(72) }],
      visibleBiases: [{ layer: 0, shape: [12], data: new Float32Array(12).fill(9) }],
    };
    const { machine_likelihood } = await runStage(machineLikelihoodStage, quick, { ...stuck, images });
    expect(machine_likelihood).toMatchObject([{ status: 'collapsed', reason: null }]);
  });

  test('a machine that is annealed in too large steps has no errors, and says so', async () => {
    const strong = { layer: 0, shape: [12, 6], data: Float32Array.from({ length: 72 }, (_, i) => 1e6 * Math.sin(i)) };
    const stack = { ...stackOf(first), weights: [strong] };
    const annealed = { ...quick, enumerated: 0 };
    const { machine_likelihood } = await runStage(machineLikelihoodStage, annealed, { ...stack, images });
    expect(machine_likelihood).toMatchObject([
      {
        method: 'annealed',
        log_partition_se: null,
        log_likelihood_se: null,
        reason: expect.stringContaining('temperatures'),
      },
    ]);
  });

  test('a training that diverges is a row, and so is all that is made of it', async () => {
    const begun = await runStage(beginMachineStage, { visible, hidden: 6, seed: 0 }, { images });
    const ran = await trained(begun, 2, { learningRate: 1e38, momentum: 1 });
    expect(ran.machine_training).toMatchObject([{ status: 'diverged', reconstruction_error: null, weight_rms: null }]);
    const above = await runStage(stackMachineStage, { visible, hidden: 2, seed: 0 }, { ...stackOf(ran), images });
    const further = await trained(above, 1);
    const { machine_likelihood } = await runStage(machineLikelihoodStage, quick, { ...stackOf(further), images });
    expect(machine_likelihood).toMatchObject([
      { layer: 1, log_likelihood: null, status: 'diverged', reason: expect.stringContaining('diverged') },
    ]);
    const codes = await runStage(
      machineCodesStage,
      { snapshot: 'final', widths: '6-9', visible, code: 'sampled' },
      { ...stackOf(further), images },
    );
    expect(codes.machine_code).toHaveLength(2);
  });

  test('Gaussian units are shown standardised pixels', async () => {
    const gaussian = { visible: 'gaussian' } as const;
    const begun = await runStage(beginMachineStage, { ...gaussian, hidden: 3, seed: 0 }, { images });
    for (const bias of begun.visibleBiases![0]!.data) expect(bias).toBeCloseTo(0, 5);
    const ran = await trained(begun, 5, { ...gaussian, learningRate: 0.01 });
    expect(ran.machine_training).toMatchObject([{ status: 'ok' }]);
    const { machine_likelihood } = await runStage(
      machineLikelihoodStage,
      { ...quick, ...gaussian },
      { ...stackOf(ran), images },
    );
    expect(machine_likelihood).toMatchObject([{ method: 'exact', status: 'ok' }]);
  });
});

describe('the plan of a deep belief network', () => {
  const training = {
    epochs: 4,
    learningRate: 0.1,
    weightDecay: 2e-4,
    batchSize: 20,
    chain: 'cd',
    chainSteps: 1,
  } as const;

  function planned(epochs: number, widths: readonly number[], head?: number) {
    const plan = new PlanBuilder();
    const { trainImages } = plan.add(datasetStage, {
      params: { dataset: 'mnist', train: 100, validation: 10 },
      inputs: {},
    });
    const options = {
      visible: 'bernoulli',
      training: { ...training, epochs },
      images: trainImages,
      data: { dataset: 'mnist' },
      seed: 0,
      snapshot: 'final',
      code: 'sampled',
      likelihood: { enumerated: 10, chains: 10, temperatures: 10, fantasySteps: 10 },
    } as const;
    const stacks = planStack(plan, widths, options);
    for (const stack of stacks) {
      planLikelihood(plan, stack, options);
      if (head !== undefined) planCodes(plan, planMachine(plan, stack, head, options), options);
    }
    return plan.build().nodes;
  }
  const count = (nodes: ReturnType<typeof planned>, stage: string) =>
    nodes.filter((node) => node.stage.name === stage).length;

  test('is a chain of epochs for each machine, and heads stand on what is trained once', () => {
    const nodes = planned(4, [30, 20], 10);
    expect(count(nodes, 'begin-machine')).toBe(1);
    expect(count(nodes, 'stack-machine')).toBe(3);
    expect(count(nodes, 'train-machine')).toBe(4 * 4);
    expect(count(nodes, 'machine-codes')).toBe(2);
    expect(count(nodes, 'machine-likelihood')).toBe(2);
  });

  test('a further layer changes nothing below', () => {
    const of = (widths: readonly number[]) =>
      planned(4, widths)
        .filter(({ stage }) => stage.name === 'train-machine')
        .map(({ params, stream }) => JSON.stringify([params, stream]));
    expect(of([30, 20]).slice(0, 4)).toEqual(of([30]));
  });
});
