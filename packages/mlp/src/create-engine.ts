import type { Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { EngineKind, MlpEngine } from './engine.js';
import { createNativeEngine } from './native-engine.js';
import type { Network, Velocities } from './network.js';
import type { TrainingParameters } from './training.js';

export interface EngineOptions {
  /**
   * The kernels of the native engine, with `nativeArenaBytes` to spare; by default it makes its own. Engines on the same
   * kernels are disposed of in the reverse order. Ignored by `tfjs`.
   */
  readonly kernels?: Kernels;
}

/**
 * An engine that continues from `network`: from rest if it has no velocities, bit for bit if it is a `state()`.
 *
 * `native` runs on `@rgflow/kernels` with a backward pass written by hand. `tfjs` is TensorFlow.js and its automatic
 * differentiation: `@tensorflow/tfjs-node` where that is installed, else `@tensorflow/tfjs-core` on the processor, which is
 * much slower. TensorFlow.js is loaded when it is first asked for.
 *
 * @throws {ShapeError}   if the network's shapes do not fit each other.
 * @throws {DomainError}  if a training parameter is outside its domain, or the network has a function that there is none of.
 */
export async function createEngine(
  kind: EngineKind,
  network: Network & Partial<Velocities>,
  training: TrainingParameters,
  options: EngineOptions = {},
): Promise<MlpEngine> {
  switch (kind) {
    case 'native':
      return createNativeEngine(network, training, options.kernels);
    case 'tfjs':
      return (await import('./tfjs-engine.js')).createTfjsEngine(network, training);
    default:
      kind satisfies never;
      throw new DomainError(`createEngine: kind is '${kind}'; expected 'native' or 'tfjs'.`);
  }
}
