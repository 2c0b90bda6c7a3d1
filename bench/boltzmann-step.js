import { initialMachine, MachineTrainer } from '@rgflow/boltzmann/learned';
import { createKernels } from '@rgflow/kernels';
import { RandomStream } from '@rgflow/random';
import { mnist } from './mnist.js';
import { milliseconds, spread } from './statistics.js';

/** Hidden units on 784 visible ones, and rows of a batch. */
const SHAPES = [
  { hidden: 256, batchSize: 20 },
  { hidden: 256, batchSize: 100 },
  { hidden: 500, batchSize: 100 },
];
const STEPS = 40;

/** A step of CD-1 of a restricted Boltzmann machine against its matrix products alone, interleaved, one thread. */
export function boltzmannStep({ quick, print }) {
  print('Step of CD-1 of a restricted Boltzmann machine on grey images of 784 pixels, one thread');
  for (const { hidden, batchSize } of SHAPES) {
    const kernels = createKernels();
    const random = RandomStream.named('bench boltzmann step');
    const data = { count: STEPS * batchSize, units: 784, values: mnist(STEPS * batchSize).images };
    const machine = initialMachine(data, { visible: 'bernoulli', hidden }, random, kernels);
    const parameters = { learningRate: 0.02, momentum: 0.9, weightDecay: 2e-4, batchSize, chain: 'cd', chainSteps: 1 };
    const trainer = new MachineTrainer(machine, parameters, kernels);
    const multiply = products(kernels, { visible: 784, hidden, batchSize });
    const [steps, alone, ratios] = [[], [], []];
    // Round -1 warms up.
    for (let round = -1; round < (quick ? 10 : 60); round++) {
      const whole = milliseconds(() => trainer.trainEpoch(data, { random: random.split('round', { round }) })) / STEPS;
      const bare = milliseconds(multiply) / STEPS;
      if (round < 0) continue;
      steps.push(whole);
      alone.push(bare);
      ratios.push(whole / bare);
    }
    print(`  ${hidden} hidden units, ${batchSize} rows   ${spread(steps, 2, 'ms')}`);
    print(`    its products alone   ${spread(alone, 2, 'ms')}`);
    print(`    takes longer by      ${spread(ratios, 2, 'times')}   goal <= 2`);
    trainer.dispose();
  }
}

/** The four products of a step: up, down, up, and the gradient of both phases at once. */
function products(kernels, { visible, hidden, batchSize }) {
  const filled = (length) => kernels.float32(length).fill(0.5);
  const [weights, velocity] = [filled(visible * hidden), filled(visible * hidden)];
  const [states, responses] = [filled(2 * batchSize * visible), filled(2 * batchSize * hidden)];
  const [v, h] = [states.subarray(0, batchSize * visible), responses.subarray(0, batchSize * hidden)];
  return () => {
    for (let step = 0; step < STEPS; step++) {
      kernels.gemm('n', 'n', batchSize, hidden, visible, 1, v, weights, 0, h);
      kernels.gemm('n', 't', batchSize, visible, hidden, 1, h, weights, 0, v);
      kernels.gemm('n', 'n', batchSize, hidden, visible, 1, v, weights, 0, h);
      kernels.gemm('t', 'n', visible, hidden, 2 * batchSize, 1e-9, states, responses, 0.9, velocity);
    }
  };
}
