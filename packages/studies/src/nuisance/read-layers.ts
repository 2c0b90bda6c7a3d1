import type { ActivationName, Kernels } from '@rgflow/kernels';
import { tensor } from '@rgflow/pipeline/stage';
import { type HeldOut, nuisanceRows, type ProbeRow } from './nuisance-rows.js';

/** The inputs of a stage that reads label and nuisances from the layers of a network. */
export const readerInputs = {
  weights: tensor('float32', ['unit', 'unitBefore']),
  biases: tensor('float32', ['unit']),
  nuisanceImages: tensor('uint8', ['image', 'pixel']),
  coordinates: tensor('float64', ['image', 'nuisance']),
  labels: tensor('uint8', ['image']),
} as const;

/** A layer of a network, and how it is read. */
interface ReadLayer {
  readonly network: string;
  readonly layer: number;
  /** Of its units: what leaves it is read. */
  readonly activation: ActivationName;
  readonly byNetwork: boolean;
}

/**
 * The rows of what leaves a layer, as `nuisanceRows`.
 *
 * @param entering  What enters its activation, shape (images, units).
 */
export function layerRows(
  { network, layer, activation, byNetwork }: ReadLayer,
  entering: Float32Array,
  held: HeldOut,
  kernels: Kernels,
): readonly ProbeRow[] {
  const mark = kernels.mark();
  const leaving = kernels.float32(entering.length);
  leaving.set(entering);
  kernels.activate(activation, leaving, leaving);
  const rows = nuisanceRows(network, layer, leaving, held, kernels, byNetwork);
  kernels.release(mark);
  return rows;
}
