import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createKernels } from '@rgflow/kernels';
import { createEngine, nativeArenaBytes } from '@rgflow/mlp';
import { agreement } from './agreement.js';
import { BLAS_PEAK_BYTES, blasPeak } from './blas-peak.js';
import { mnist } from './mnist.js';
import { flopsPerStep, initialNetwork, training, widths } from './paper-training.js';
import { peerPython } from './peers/python.js';
import { startPytorch } from './peers/pytorch.js';
import { startTfjsNode } from './peers/tfjs-node.js';
import { median, milliseconds, spread } from './statistics.js';
import { timedKernels } from './timed-kernels.js';

/**
 * Losses of two float32 trainings of 30 layers drift apart: by 1e-5 after 20 steps and by ten times that after 100, as
 * measured here between PyTorch's own 'plain' and 'fused' optimisers.
 */
const LOSS_TOLERANCE = 1e-3;

/**
 * One training step at depth 30, width 784, batch 64 on one thread, against the BLAS peak, PyTorch and tfjs-node,
 * interleaved.
 */
export async function trainingStep({ quick, peers, print }) {
  // Short rounds: whatever else the machine does then falls on both contenders alike.
  const rounds = quick ? 6 : 40;
  const stepsPerRound = 3;
  const data = mnist((1 + rounds * stepsPerRound) * training.batchSize);
  const timed = timedKernels(
    createKernels({ arenaBytes: nativeArenaBytes(widths, training.batchSize) + BLAS_PEAK_BYTES + 1024 }),
  );
  const peak = blasPeak(timed.kernels);
  const network = initialNetwork(timed.kernels);
  const engine = await createEngine('native', network, training, { kernels: timed.kernels });
  const rivals = peers ? await startPeers({ widths, network, data, training }, print) : [];

  const ours = { milliseconds: [], losses: [], fractions: [], elementwise: [] };
  let fastest = Number.POSITIVE_INFINITY;
  let bestRate = 0;
  const theirs = rivals.map(() => ({ milliseconds: [], losses: [], ratios: [], fastest: Number.POSITIVE_INFINITY }));
  for (let round = -1, first = 0; round < rounds; round++) {
    // Round -1 warms up: first touches of memory, compilation, and the rivals' allocations.
    const count = round < 0 ? 1 : stepsPerRound;
    const rate = peak();
    timed.reset();
    const times = [];
    for (let batch = first; batch < first + count; batch++) {
      times.push(milliseconds(() => ours.losses.push(engine.step(batchOf(data, batch)))));
    }
    const inGemm = timed.times.get('gemm');
    const answers = [];
    for (const rival of rivals) answers.push(await rival.steps(first, count));
    first += count;
    answers.forEach(({ losses }, i) => {
      theirs[i].losses.push(...losses);
    });
    if (round < 0) continue;
    fastest = Math.min(fastest, ...times);
    bestRate = Math.max(bestRate, rate);
    const total = times.reduce((sum, ms) => sum + ms, 0);
    ours.milliseconds.push(median(times));
    ours.fractions.push(flopsPerStep / median(times) / 1e6 / rate);
    ours.elementwise.push(1 - inGemm / total);
    answers.forEach(({ milliseconds }, i) => {
      theirs[i].milliseconds.push(median(milliseconds));
      theirs[i].ratios.push(median(milliseconds) / median(times));
      theirs[i].fastest = Math.min(theirs[i].fastest, ...milliseconds);
    });
  }
  for (const rival of rivals) await rival.stop();

  print(`Training step, depth 30, width 784, batch 64, one thread: ${(flopsPerStep / 1e9).toFixed(2)} GFLOP in gemm`);
  print(`  rgflow                 ${spread(ours.milliseconds, 1, 'ms')}`);
  print(
    `  gemm rate over step    ${spread(
      ours.milliseconds.map((ms) => flopsPerStep / ms / 1e6),
      0,
      'GFLOP/s',
    )}`,
  );
  print(`  fraction of BLAS peak  ${spread(ours.fractions, 2, '')}   goal >= 0.60`);
  print(
    `    fastest step         ${fastest.toFixed(1)} ms: ${(flopsPerStep / fastest / 1e6 / bestRate).toFixed(2)} ` +
      `of the best peak, ${bestRate.toFixed(0)} GFLOP/s`,
  );
  print(
    `  not in gemm            ${spread(
      ours.elementwise.map((share) => 100 * share),
      1,
      '%',
    )}   goal <= 5 %`,
  );
  const { residentMegabytes, peakMegabytes } = memory();
  print(`  resident memory        ${residentMegabytes} MB, at most ${peakMegabytes} MB   goal <= 400 MB`);
  rivals.forEach(({ name, goal }, i) => {
    print(`  ${name}: ${spread(theirs[i].milliseconds, 1, 'ms')}`);
    print(`    takes longer by      ${spread(theirs[i].ratios, 2, 'times')}${goal}`);
    print(
      `    fastest step         ${theirs[i].fastest.toFixed(1)} ms: ${(theirs[i].fastest / fastest).toFixed(2)} times ours`,
    );
    const largest = largestDifference(ours.losses, theirs[i].losses);
    print(`    losses differ by     ${agreement(largest, LOSS_TOLERANCE, `over ${ours.losses.length} steps`)}`);
  });
}

function batchOf(data, batch) {
  const pixels = widths[0];
  const { batchSize } = training;
  return {
    images: data.images.subarray(batch * batchSize * pixels, (batch + 1) * batchSize * pixels),
    labels: data.labels.subarray(batch * batchSize, (batch + 1) * batchSize),
  };
}

/** Those that are here, one after the other; `goal` is how many times longer than ours each should take. */
async function startPeers(problem, print) {
  return [...(await startPytorches(problem, print)), ...(await startTfjs(problem, print))];
}

async function startPytorches(problem, print) {
  const { python, reason } = await peerPython('pytorch', print);
  if (python === undefined) {
    print(`PyTorch is not available here (${reason}); its part is left out.`);
    return [];
  }
  return [
    { ...(await startPytorch(python, 'plain', problem)), goal: '   goal >= 1.55' },
    { ...(await startPytorch(python, 'fused', problem)), goal: '' },
  ];
}

async function startTfjs(problem, print) {
  try {
    return [{ ...(await startTfjsNode(problem)), goal: '' }];
  } catch (error) {
    print(`tfjs-node is not available here (${error.message}); its part is left out.`);
    return [];
  }
}

/** Peak and present memory of this training in a process of its own. */
function memory() {
  const script = fileURLToPath(new URL('training-memory.js', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
}

function largestDifference(losses, others) {
  return losses.reduce((most, loss, i) => Math.max(most, Math.abs(loss - others[i])), 0);
}
