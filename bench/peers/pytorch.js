import { fileURLToPath } from 'node:url';
import { startPeer } from './peer-process.js';

const script = fileURLToPath(new URL('training_step.py', import.meta.url));

/** The training in PyTorch; `optimiser` is 'plain' or 'fused', see training_step.py. */
export function startPytorch(python, optimiser, problem) {
  return startPeer({ command: python, script, options: [optimiser] }, problem);
}
