import { createKernels } from '@rgflow/kernels';
import {
  AUTOENCODER_FUNCTIONS,
  AUTOENCODER_TRAINING,
  AutoencoderTrainer,
  autoencoderArenaBytes,
  encoderWidths,
  initialAutoencoder,
  mirroredWidths,
} from '@rgflow/mlp/autoencoder';
import { RandomStream } from '@rgflow/random';
import { agreement } from './agreement.js';
import { mnist } from './mnist.js';
import { peerPython } from './peers/python.js';
import { startAutoencoderStep } from './peers/pytorch.js';
import { milliseconds, spread } from './statistics.js';

/** Hidden layers before a code of ten units, each with half of the units of the one before. */
const DEPTHS = [1, 6];
const { batchSize } = AUTOENCODER_TRAINING;
const PIXELS = 784;
const STEPS_PER_ROUND = 10;
/** Of the mean loss of a round: float32 trainings drift apart, as in training-step.js. */
const LOSS_TOLERANCE = 1e-4;

/**
 * A step of Adam of an autoencoder, 784-392-...-10 and its mirror image, on 64 grey images, against its matrix products
 * alone and against PyTorch with the same weights and batches, interleaved, one thread.
 */
export async function autoencoderStep({ quick, peers, print }) {
  const rounds = quick ? 6 : 40;
  const { images } = mnist((1 + rounds) * STEPS_PER_ROUND * batchSize);
  print(`Step of Adam of an autoencoder on ${batchSize} grey images, one thread`);
  for (const depth of DEPTHS) {
    const encoder = encoderWidths({ inputs: PIXELS, depth, rate: 0.5, code: 10 });
    const widths = mirroredWidths(encoder);
    const kernels = createKernels({ arenaBytes: 2 * autoencoderArenaBytes(widths, batchSize) });
    const initial = initialAutoencoder(encoder, AUTOENCODER_FUNCTIONS, RandomStream.named('bench autoencoder step'));
    const trainer = new AutoencoderTrainer({ ...initial, steps: 0 }, AUTOENCODER_TRAINING, { kernels });
    const multiply = products(kernels, widths);
    const rivals = peers ? await startPeers({ widths, network: initial, images }, print) : [];

    const ours = { steps: [], alone: [], ratios: [], losses: [] };
    const theirs = rivals.map(() => ({ steps: [], ratios: [], losses: [] }));
    // Round -1 warms up.
    for (let round = -1; round < rounds; round++) {
      const first = (round + 1) * STEPS_PER_ROUND;
      const count = STEPS_PER_ROUND * batchSize;
      const values = images.subarray(first * batchSize * PIXELS, (first * batchSize + count) * PIXELS);
      let epoch;
      const whole =
        milliseconds(() => {
          epoch = trainer.trainEpoch({ count, units: PIXELS, values });
        }) / STEPS_PER_ROUND;
      const bare = milliseconds(multiply) / STEPS_PER_ROUND;
      const answers = [];
      for (const rival of rivals) answers.push(await rival.steps(first, STEPS_PER_ROUND));
      ours.losses.push(epoch.loss);
      answers.forEach(({ losses }, i) => {
        theirs[i].losses.push(mean(losses));
      });
      if (round < 0) continue;
      ours.steps.push(whole);
      ours.alone.push(bare);
      ours.ratios.push(whole / bare);
      answers.forEach((answer, i) => {
        theirs[i].steps.push(mean(answer.milliseconds));
        theirs[i].ratios.push(mean(answer.milliseconds) / whole);
      });
    }
    print(`  ${encoder.join('-')}   ${spread(ours.steps, 2, 'ms')}`);
    print(`    its products alone   ${spread(ours.alone, 2, 'ms')}`);
    print(`    takes longer by      ${spread(ours.ratios, 2, 'times')}   goal <= 2`);
    for (const [i, { name, stop }] of rivals.entries()) {
      await stop();
      print(`    ${name}: ${spread(theirs[i].steps, 2, 'ms')}`);
      print(`      takes longer by    ${spread(theirs[i].ratios, 2, 'times')}`);
      const largest = Math.max(...ours.losses.map((loss, at) => Math.abs(loss - theirs[i].losses[at])));
      print(
        `      losses differ by   ${agreement(largest, LOSS_TOLERANCE, `over ${STEPS_PER_ROUND * (rounds + 1)} steps`)}`,
      );
    }
    trainer.dispose();
  }
}

/** The products of a step: each layer forward, its gradient, and what goes to the layer below, but from the lowest. */
function products(kernels, widths) {
  const filled = (length) => kernels.float32(length).fill(0.01);
  const layers = widths.slice(1).map((units, layer) => ({
    inputs: widths[layer],
    units,
    weights: filled(units * widths[layer]),
    gradient: filled(units * widths[layer]),
  }));
  const values = widths.map((units) => filled(batchSize * units));
  const slopes = widths.map((units) => filled(batchSize * units));
  return () => {
    for (let step = 0; step < STEPS_PER_ROUND; step++) {
      layers.forEach(({ inputs, units, weights }, at) => {
        kernels.gemm('n', 't', batchSize, units, inputs, 1, values[at], weights, 0, values[at + 1]);
      });
      for (const [at, { inputs, units, weights, gradient }] of [...layers.entries()].reverse()) {
        if (at > 0) kernels.gemm('n', 'n', batchSize, inputs, units, 1, slopes[at + 1], weights, 0, slopes[at]);
        kernels.gemm('t', 'n', units, inputs, batchSize, 1, slopes[at + 1], values[at], 0, gradient);
      }
    }
  };
}

async function startPeers(problem, print) {
  const { python, reason } = await peerPython('pytorch', print);
  if (python === undefined) {
    print(`PyTorch is not available here (${reason}); its part is left out.`);
    return [];
  }
  const training = { ...AUTOENCODER_TRAINING };
  return [
    await startAutoencoderStep(python, 'plain', { ...problem, training }),
    await startAutoencoderStep(python, 'fused', { ...problem, training }),
  ];
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
