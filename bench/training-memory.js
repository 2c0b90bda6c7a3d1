// A process that does nothing but the training that is measured, on the paper's 50,000 images, and prints its memory.
import { chooseOpenBlasKernel, createKernels } from '@rgflow/kernels';
import { createEngine, nativeArenaBytes } from '@rgflow/mlp';
import { mnist } from './mnist.js';
import { initialNetwork, training, widths } from './paper-training.js';

const data = mnist(50_000);
chooseOpenBlasKernel();
const kernels = createKernels({ arenaBytes: nativeArenaBytes(widths, training.batchSize) });
const engine = await createEngine('native', initialNetwork(kernels), training, { kernels });
const pixels = widths[0];
for (let first = 0; first < 20 * training.batchSize; first += training.batchSize) {
  engine.step({
    images: data.images.subarray(first * pixels, (first + training.batchSize) * pixels),
    labels: data.labels.subarray(first, first + training.batchSize),
  });
}
const megabytes = (bytes) => Math.round(bytes / 1e6);
process.stdout.write(
  `${JSON.stringify({
    residentMegabytes: megabytes(process.memoryUsage.rss()),
    // Linux and macOS alike: Node gives kilobytes here.
    peakMegabytes: megabytes(process.resourceUsage().maxRSS * 1024),
  })}\n`,
);
