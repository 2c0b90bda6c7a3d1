// One of two that work at the same time: a thread that trains, as those of a run do, or a process that only multiplies.
// Answers { seconds } with the median milliseconds of a training step, or of the step's matrix products.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { chooseOpenBlasKernel, createKernels } from '@rgflow/kernels';
import { createEngine, nativeArenaBytes } from '@rgflow/mlp';
import { mnist } from './mnist.js';
import { initialNetwork, training, widths } from './paper-training.js';
import { median, milliseconds } from './statistics.js';

const answer = isMainThread ? (message) => process.send(message) : (message) => parentPort.postMessage(message);
const port = isMainThread ? process : parentPort;
const what = isMainThread ? process.argv[2] : workerData;
// In a thread this is done: its process chose.
chooseOpenBlasKernel();
const once = what === 'step' ? await step() : products();

port.on('message', ({ seconds }) => {
  const times = [];
  for (const end = performance.now() + 1000 * seconds; performance.now() < end; ) times.push(milliseconds(once));
  answer({ milliseconds: median(times) });
});
once();
answer({ ready: true });

async function step() {
  const kernels = createKernels({ arenaBytes: nativeArenaBytes(widths, training.batchSize) });
  const engine = await createEngine('native', initialNetwork(kernels), training, { kernels });
  const { images, labels } = mnist(training.batchSize);
  return () => engine.step({ images, labels });
}

/** The same products of the same shapes, with matrices of their own for each layer. */
function products() {
  const kernels = createKernels();
  const rows = training.batchSize;
  const layers = widths.slice(1).map((units, layer) => {
    const before = widths[layer];
    const [weights, gradient] = [0, 1].map(() => kernels.float32(units * before).fill(1e-3));
    const [x, y, back] = [before, units, before].map((width) => kernels.float32(rows * width).fill(1e-3));
    return { units, before, weights, gradient, x, y, back, isFirst: layer === 0 };
  });
  return () => {
    for (const { units, before, weights, x, y } of layers) {
      kernels.gemm('n', 't', rows, units, before, 1, x, weights, 0, y);
    }
    for (const { units, before, weights, gradient, x, y, back, isFirst } of layers.toReversed()) {
      kernels.gemm('t', 'n', units, before, rows, 1, y, x, 0, gradient);
      if (!isFirst) kernels.gemm('n', 'n', rows, before, units, 1, y, weights, 0, back);
    }
  };
}
