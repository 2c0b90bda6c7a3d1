import { fileURLToPath } from 'node:url';
import { startTrainingPeer } from './training-peer.js';

const script = fileURLToPath(new URL('training_step.py', import.meta.url));

/** The training in PyTorch; `optimiser` is 'plain' or 'fused', see training_step.py. */
export function startPytorch(python, optimiser, problem) {
  return startTrainingPeer({ command: python, script, options: [optimiser] }, problem);
}
