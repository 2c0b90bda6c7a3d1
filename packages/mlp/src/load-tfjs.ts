import { createRequire } from 'node:module';

export type Tfjs = typeof import('@tensorflow/tfjs');

/** TensorFlow.js ready to use, and the package it came from. */
export interface LoadedTfjs {
  readonly tf: Tfjs;
  readonly name: string;
}

/** `@tensorflow/tfjs-node` where it is installed and loads, else `@tensorflow/tfjs` on its CPU backend. */
export async function loadTfjs(): Promise<LoadedTfjs> {
  return (await loadNodeBackend()) ?? (await loadCpuBackend());
}

async function loadNodeBackend(): Promise<LoadedTfjs | null> {
  restoreIsNullOrUndefined();
  // A name in a variable: the package is optional, so the compiler must not look for it.
  const optional: string = '@tensorflow/tfjs-node';
  try {
    const module: { readonly default: Tfjs } = await import(optional);
    await module.default.ready();
    return { tf: module.default, name: `${optional} ${module.default.version.tfjs}` };
  } catch {
    // Not installed, or its native addon does not load here: the processor backend computes the same.
    return null;
  }
}

async function loadCpuBackend(): Promise<LoadedTfjs> {
  const { default: tf } = await import('@tensorflow/tfjs');
  // Also silences its advice to install tfjs-node, which would go to stderr in the middle of a run.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await tf.ready();
  return { tf, name: `@tensorflow/tfjs ${tf.version.tfjs} on its CPU backend` };
}

/** tfjs-node calls `util.isNullOrUndefined`, which Node 23 removed; harmless where it still exists. */
function restoreIsNullOrUndefined(): void {
  const util: { isNullOrUndefined?: (value: unknown) => boolean } = createRequire(import.meta.url)('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
