import { loadTfjsNode } from './load-tfjs-node.js';
import type { LoadedTfjs } from './tfjs.js';
import { registerGradients } from './tfjs-gradients.js';

/** `@tensorflow/tfjs-node` where there is one (see `loadTfjsNode`), else `@tensorflow/tfjs-core` on its CPU backend. */
export async function loadTfjs(): Promise<LoadedTfjs> {
  return (await loadTfjsNode()) ?? (await loadCpuBackend());
}

async function loadCpuBackend(): Promise<LoadedTfjs> {
  const tf = await import('@tensorflow/tfjs-core');
  // Registers the backend and its kernels with tfjs-core.
  await import('@tensorflow/tfjs-backend-cpu');
  registerGradients(tf);
  // Also silences its advice to install tfjs-node, which would go to stderr in the middle of a run.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await tf.ready();
  return { tf, name: `@tensorflow/tfjs-core ${tf.version_core} on its CPU backend` };
}
