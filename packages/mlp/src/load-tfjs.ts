import { loadTfjsNode } from './load-tfjs-node.js';

export type Tfjs = typeof import('@tensorflow/tfjs');

/** TensorFlow.js ready to use, and the package it came from. */
export interface LoadedTfjs {
  readonly tf: Tfjs;
  readonly name: string;
}

/** `@tensorflow/tfjs-node` where there is one (see `loadTfjsNode`), else `@tensorflow/tfjs` on its CPU backend. */
export async function loadTfjs(): Promise<LoadedTfjs> {
  return (await loadTfjsNode()) ?? (await loadCpuBackend());
}

async function loadCpuBackend(): Promise<LoadedTfjs> {
  const { default: tf } = await import('@tensorflow/tfjs');
  // Also silences its advice to install tfjs-node, which would go to stderr in the middle of a run.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await tf.ready();
  return { tf, name: `@tensorflow/tfjs ${tf.version.tfjs} on its CPU backend` };
}
