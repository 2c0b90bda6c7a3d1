import {
  drawStates,
  exactLogPartition,
  initialMachine,
  logLikelihood,
  MachineTrainer,
} from '@rgflow/boltzmann/learned';
import { createKernels } from '@rgflow/kernels';
import { RandomStream } from '@rgflow/random';
import { agreement } from './agreement.js';
import { mnist } from './mnist.js';
import { peerPython } from './peers/python.js';
import { startBoltzmannMachine } from './peers/scikit-learn.js';
import { milliseconds, spread } from './statistics.js';

const VISIBLE = 784;
const BATCH_SIZE = 100;
const LEARNING_RATE = 0.05;
/** One layer of a deep belief network on all of MNIST. */
const EPOCH = { images: 60_000, hidden: 256, epochs: 1 };
/** A machine whose likelihood is had exactly. */
const SMALL = { images: 10_000, hidden: 16, epochs: 10 };
const SEEDS = [0, 1, 2];
/** Nats per image, of means over three seeds: trainings of other random numbers differ by a tenth of it. */
const LIKELIHOOD_TOLERANCE = 0.5;

/**
 * Restricted Boltzmann machines by persistent contrastive divergence, one Gibbs step a batch, on binary MNIST, against
 * scikit-learn and PyTorch: time of an epoch, interleaved, one thread; and what exact likelihood each comes to.
 */
export async function boltzmannMachine({ quick, peers, print }) {
  const kernels = createKernels();
  const random = RandomStream.named('bench boltzmann machine');
  const grey = { count: EPOCH.images, units: VISIBLE, values: mnist(EPOCH.images).images };
  const states = drawStates(grey, random.split('states'), kernels);
  const rivals = peers ? await startPeers(states, print) : [];
  print('Restricted Boltzmann machine 784-256 by persistent contrastive divergence, an epoch of 60,000 binary images');
  const ours = [];
  const theirs = rivals.map(() => []);
  for (let round = -1; round < (quick ? 2 : 5); round++) {
    const images = round < 0 ? 2000 : EPOCH.images;
    const own = milliseconds(() => train(states, { ...EPOCH, images, seed: 0 }, random, kernels));
    const answers = [];
    for (const { ask } of rivals) answers.push(await ask({ ...EPOCH, images, seed: 0 }));
    if (round < 0) continue;
    ours.push(own);
    answers.forEach(({ milliseconds }, i) => {
      theirs[i].push(milliseconds);
    });
  }
  print(`  rgflow                 ${spread(ours, 0, 'ms')}`);
  rivals.forEach(({ name }, i) => {
    print(`  ${name}: ${spread(theirs[i], 0, 'ms')}`);
    print(
      `    takes longer by      ${spread(
        theirs[i].map((ms, round) => ms / ours[round]),
        2,
        'times',
      )}`,
    );
  });

  print('  784-16, ten epochs of 10,000 images, mean log-likelihood by enumeration, three seeds');
  const seen = { count: SMALL.images, units: VISIBLE, values: states.values.subarray(0, SMALL.images * VISIBLE) };
  const likelihood = (machine) => logLikelihood(machine, seen, exactLogPartition(machine, kernels), kernels).value;
  const own = SEEDS.map((seed) => likelihood(train(states, { ...SMALL, seed }, random, kernels)));
  print(`    rgflow               ${spread(own, 2, 'nats')}`);
  for (const { name, ask } of rivals) {
    const values = [];
    for (const seed of SEEDS) values.push(likelihood(machineOf(await ask({ ...SMALL, seed, answer: true }))));
    print(`    ${name}: ${spread(values, 2, 'nats')}`);
    print(`      means differ by    ${agreement(Math.abs(mean(own) - mean(values)), LIKELIHOOD_TOLERANCE, 'nats')}`);
  }
  for (const { stop } of rivals) await stop();
}

/** As the peers do: no momentum, no decay, the images in their order, biases that begin at 0. */
function train(states, { images, hidden, epochs, seed }, random, kernels) {
  const data = { count: images, units: VISIBLE, values: states.values.subarray(0, images * VISIBLE) };
  const named = random.split('training', { seed });
  const initial = initialMachine(data, { visible: 'bernoulli', hidden }, named, kernels);
  const trainer = new MachineTrainer(
    { ...initial, visibleBiases: new Float32Array(VISIBLE) },
    {
      learningRate: LEARNING_RATE,
      momentum: 0,
      weightDecay: 0,
      batchSize: BATCH_SIZE,
      chain: 'pcd',
      chainSteps: 1,
    },
    kernels,
  );
  for (let epoch = 0; epoch < epochs; epoch++) {
    trainer.trainEpoch(data, { random: named.split('epoch', { epoch }), shuffle: false });
  }
  const machine = trainer.state();
  trainer.dispose();
  return machine;
}

function machineOf({ weights, visibleBiases, hiddenBiases }) {
  const [w, b, c] = [weights, visibleBiases, hiddenBiases].map((values) => Float32Array.from(values));
  return { visible: 'bernoulli', weights: w, visibleBiases: b, hiddenBiases: c };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function startPeers(states, print) {
  const problem = { visible: VISIBLE, batchSize: BATCH_SIZE, learningRate: LEARNING_RATE };
  const rows = states.values.map((byte) => byte & 1);
  const rivals = [];
  for (const peer of ['scikit-learn', 'pytorch']) {
    const { python, reason } = await peerPython(peer, print);
    if (python === undefined) print(`${peer} is not available here (${reason}); its part is left out.`);
    else rivals.push(await startBoltzmannMachine(python, peer, problem, rows));
  }
  return rivals;
}
