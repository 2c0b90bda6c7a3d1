import { expect, test } from 'vitest';
import { beginMachineStage } from '../../src/machines/begin-machine.stage.js';
import { machineLikelihoodStage } from '../../src/machines/machine-likelihood.stage.js';
import { trainMachineStage } from '../../src/machines/train-machine.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { runStage } from '../stage-chain.js';

test('the annealed partition function of a machine on MNIST is that of all 2^20 hidden states', async () => {
  const { trainImages: images } = await runStage(datasetStage, { dataset: 'mnist', train: 3000, validation: 10 });
  const shared = { visible: 'bernoulli', widths: '20' };
  let stack = await runStage(beginMachineStage, { visible: 'bernoulli', hidden: 20, seed: 0 }, { images });
  const pace = { learningRate: 0.1, momentum: 0.5, weightDecay: 2e-4, batchSize: 20, chain: 'cd', chainSteps: 1 };
  for (let epoch = 1; epoch <= 10; epoch++) {
    const { machine_training: _, ...tensors } = stack;
    stack = await runStage(trainMachineStage, { ...shared, epoch, ...pace }, { ...tensors, images });
  }
  const { weights, visibleBiases, hiddenBiases } = stack;
  const of = async (enumerated: number) => {
    const params = { ...shared, snapshot: 'final', enumerated, chains: 200, temperatures: 2000, fantasySteps: 500 };
    const inputs = { weights, visibleBiases, hiddenBiases, images };
    const { machine_likelihood } = await runStage(machineLikelihoodStage, params, inputs);
    return (machine_likelihood as unknown as [Record<string, number>])[0];
  };
  const [exact, annealed] = [await of(20), await of(0)];
  expect([exact.method, annealed.method]).toEqual(['exact', 'annealed']);
  expect(annealed.log_partition_se!).toBeLessThan(0.2);
  expect(Math.abs(annealed.log_partition! - exact.log_partition!)).toBeLessThan(4 * annealed.log_partition_se!);
  expect(annealed.effective_chains!).toBeGreaterThan(50);
  expect(exact.log_likelihood!).toBeGreaterThan(-190);
  expect(exact.fantasy_variance! / exact.data_variance!).toBeGreaterThan(0.7);
});
