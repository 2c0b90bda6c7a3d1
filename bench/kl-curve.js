import { createKernels } from '@rgflow/kernels';
import { layerKlOfNetwork } from '@rgflow/kl';
import { RandomStream } from '@rgflow/random';
import { mnist } from './mnist.js';
import { initialNetwork } from './paper-training.js';
import { milliseconds, spread } from './statistics.js';
import { timedKernels } from './timed-kernels.js';

/** One curve of the KL divergence by layer: depth 30, width 784, one image, 1,000 samples, from plain arrays. */
export function klCurve({ quick, print }) {
  const { kernels, times, reset } = timedKernels(createKernels());
  const network = initialNetwork(kernels);
  const image = Float32Array.from(mnist(1).images, (grey) => grey / 255);
  const seconds = [];
  const shares = [];
  // The first curve compiles the code and touches the memory for the first time.
  for (let curve = 0; curve < (quick ? 4 : 11); curve++) {
    const random = RandomStream.named('bench kl', { curve });
    reset();
    const ms = milliseconds(() => layerKlOfNetwork(network, image, { samples: 1000, random, kernels }));
    if (curve === 0) continue;
    seconds.push(ms / 1000);
    shares.push(times.get('gemm') / ms);
  }
  print('KL curve of 30 layers with 1,000 samples, one image');
  print(`  rgflow                 ${spread(seconds, 2, 's')}   goal <= 0.4 s`);
  print(`  of the BLAS's own rate ${spread(shares, 2, '')}   goal >= 0.85`);
}
