import { fileURLToPath } from 'node:url';
import { startTrainingPeer } from './training-peer.js';

/** The training in PyTorch; `optimiser` is 'plain' or 'fused', see training_step.py. */
export function startPytorch(python, optimiser, problem) {
  return startTrainingPeer({ command: python, script: pathOf('training_step.py'), options: [optimiser] }, problem);
}

/** The training of an autoencoder in PyTorch; `optimiser` is 'plain' or 'fused', see autoencoder_step.py. */
export function startAutoencoderStep(python, optimiser, { images, ...problem }) {
  const process = { command: python, script: pathOf('autoencoder_step.py'), options: [optimiser] };
  return startTrainingPeer(process, { ...problem, data: { images } });
}

function pathOf(script) {
  return fileURLToPath(new URL(script, import.meta.url));
}
