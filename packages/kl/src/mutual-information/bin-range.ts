import type { ActivationName } from '@rgflow/kernels';
import type { Samples } from './samples.js';

/**
 * What bins of a layer cover: the range of a bounded activation, [-1, 1] of tanh and erf, [0, 1] of sigmoid. Of relu and
 * linear, which have none, what the layer itself covers, from its least entry to its largest: the bins then change with the
 * layer, and layers are not to be compared in them as they are in fixed ones.
 *
 * @param t  Outputs of the layer, finite.
 *
 * @example
 * binRange('relu', { shape: [2, 1], data: Float32Array.of(0, 2.5) }); // [0, 2.5]
 */
export function binRange(activation: ActivationName, t: Samples): readonly [number, number] {
  switch (activation) {
    case 'tanh':
    case 'erf':
      return [-1, 1];
    case 'sigmoid':
      return [0, 1];
    case 'relu':
    case 'linear': {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let k = 0; k < t.data.length; k++) {
        least = Math.min(least, t.data[k]!);
        most = Math.max(most, t.data[k]!);
      }
      // Of a layer of one value, such as one whose units are all off, any bins say the same: nothing.
      return [least, least < most ? most : least + Math.max(1, Math.abs(least))];
    }
    default:
      return activation satisfies never;
  }
}
