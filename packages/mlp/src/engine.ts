import type { LabelledImages } from './labelled-images.js';
import type { NetworkState } from './network.js';
import type { EpochOptions, EpochResult, Evaluation } from './training.js';

/**
 * A network in training: its activation after every layer but the last, the output's function there, and the mean
 * cross-entropy of the softmax of the outputs.
 *
 * Holds memory open until `dispose`. Two engines given the same state and data agree within float32 rounding; one engine
 * gives the same bits every time on one machine.
 */
export interface MlpEngine {
  readonly kind: EngineKind;
  /** What does the arithmetic, such as 'rgflow kernels with OpenBLAS 0.3.21'. */
  readonly name: string;
  /** Units of the input and of each layer. */
  readonly widths: readonly number[];

  /** One update on exactly `batchSize` images; the mean loss before it, in nats, which is NaN for a diverged network. */
  step(batch: LabelledImages): number;
  /** One pass over the data; see `EpochResult`. */
  trainEpoch(data: LabelledImages, options?: EpochOptions): EpochResult;
  /** Loss and accuracy over all the images, the last incomplete batch included. */
  evaluate(data: LabelledImages): Evaluation;
  /** What enters the function after each layer: one array per layer, shape (images, units). */
  preactivations(images: Uint8Array): Float32Array[];
  /** A copy of everything the training needs to go on bit for bit, the names of its functions among it. */
  state(): NetworkState;
  /** Gives back the engine's memory; it must not be used afterwards. */
  dispose(): void;
}

export type EngineKind = 'native' | 'tfjs';
