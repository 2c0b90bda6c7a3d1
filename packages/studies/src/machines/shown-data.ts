import {
  hiddenProbabilities,
  type LearnedMachine,
  standardised,
  type UnitData,
  type VisibleUnits,
} from '@rgflow/boltzmann/learned';
import type { Kernels } from '@rgflow/kernels';
import type { Tensor } from '@rgflow/pipeline/stage';
import type { RandomStream } from '@rgflow/random';

/** Images as what the lowest machine is shown: grey values as probabilities, or standardised for Gaussian units. */
export function dataOf(images: readonly Tensor<'uint8'>[], visible: VisibleUnits): UnitData {
  const { shape, data } = images[0]!;
  const grey = { count: shape[0]!, units: shape[1]!, values: data };
  return visible === 'gaussian' ? standardised(grey) : grey;
}

/** What the machine on top of `below` is shown. */
export function shownTo(
  below: readonly LearnedMachine[],
  images: readonly Tensor<'uint8'>[],
  visible: VisibleUnits,
  random: RandomStream,
  kernels: Kernels,
): UnitData {
  return hiddenProbabilities(below, dataOf(images, visible), random, kernels);
}
