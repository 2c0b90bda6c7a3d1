/** TensorFlow.js by what the engine uses of it: its operations and its tape; `@tensorflow/tfjs-node` has them too. */
export type Tfjs = typeof import('@tensorflow/tfjs-core');

/** TensorFlow.js ready to use, and the package it came from. */
export interface LoadedTfjs {
  readonly tf: Tfjs;
  readonly name: string;
}
