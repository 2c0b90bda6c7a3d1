import { createKernels } from '@rgflow/kernels';
import { noiseKernelInformation, squaredDistances } from '@rgflow/kl/mutual-information';
import { contest } from './contest.js';
import { mnist } from './mnist.js';
import { initialNetwork } from './paper-training.js';
import { peerPython } from './peers/python.js';
import { startNoiseKernel } from './peers/scikit-learn.js';

const SAMPLES = 2000;
const UNITS = 784;
/** Of the size of the squared distances over 8, so that neither bound is at 0 or at ln M. */
const NOISE_VARIANCE = 10;

/** Ours has distances from a float32 product, as float32 has; exponentials and sums in float64, as float64 has. */
const TOLERANCE = { float32: 1e-5, float64: 1e-6 };

/** Bounds on what a noisy layer says of 2,000 images, against numpy, interleaved, one thread. */
export async function noiseKernel({ quick, peers, print }) {
  const kernels = createKernels();
  const problem = { h: preactivations(kernels), units: UNITS, noiseVariance: NOISE_VARIANCE };
  const rivals = peers ? await startPeers(problem, print) : [];
  const h = { shape: [SAMPLES, UNITS], data: problem.h };
  const ask = () => {
    const mark = kernels.mark();
    const { lower, upper } = noiseKernelInformation(squaredDistances(h, kernels), NOISE_VARIANCE, kernels).input;
    kernels.release(mark);
    return [lower, upper];
  };
  const [lower, upper] = ask();
  print(
    `Bounds on the information of 2,000 x 784 preactivations with noise, one thread: ${lower.toFixed(4)} to ` +
      `${upper.toFixed(4)} nats, ln M = ${Math.log(SAMPLES).toFixed(4)}`,
  );
  await contest({ rounds: quick ? 5 : 25, ask, peers: rivals, print });
}

/** What enters the first tanh of the initial network for the first images of MNIST. */
function preactivations(kernels) {
  const { weights, biases } = initialNetwork(kernels);
  const [images, first, bias, z] = [SAMPLES * UNITS, UNITS * UNITS, UNITS, SAMPLES * UNITS].map((length) =>
    kernels.float32(length),
  );
  images.set(Float32Array.from(mnist(SAMPLES).images, (grey) => grey / 255));
  first.set(weights[0]);
  bias.set(biases[0]);
  kernels.gemm('n', 't', SAMPLES, UNITS, UNITS, 1, images, first, 0, z);
  kernels.addBias(SAMPLES, UNITS, z, bias);
  return Float32Array.from(z);
}

async function startPeers(problem, print) {
  const { python, reason } = await peerPython('scikit-learn', print);
  if (python === undefined) {
    print(`numpy is not available here (${reason}); its part is left out.`);
    return [];
  }
  const peers = [];
  for (const dtype of ['float32', 'float64']) {
    peers.push({ peer: await startNoiseKernel(python, dtype, problem), tolerance: TOLERANCE[dtype] });
  }
  return peers;
}
