import type { Kernels } from '@rgflow/kernels';
import { meansOf } from './initial-machine.js';
import type { UnitData } from './machine.js';

/**
 * Values less the mean of their unit, over its standard deviation: what Gaussian units, of variance 1, are shown. A unit
 * that is the same in all rows is 0.
 *
 * @param data  Shape (count, units); bytes are 255ths.
 * @returns     The same shape, as numbers.
 */
export function standardised(data: UnitData, kernels: Kernels): UnitData {
  const { count, units, values } = data;
  const means = meansOf(data, kernels);
  const scale = values instanceof Uint8Array ? 1 / 255 : 1;
  const squares = new Float64Array(units);
  const out = new Float32Array(values.length);
  for (let row = 0, at = 0; row < count; row++) {
    for (let unit = 0; unit < units; unit++, at++) {
      const difference = scale * values[at]! - means[unit]!;
      out[at] = difference;
      squares[unit]! += difference * difference;
    }
  }
  // What is left of a unit that does not vary is the rounding of its mean.
  const factors = squares.map((sum, unit) => {
    const variance = sum / count;
    return variance > 1e-10 * means[unit]! * means[unit]! ? 1 / Math.sqrt(variance) : 0;
  });
  for (let row = 0, at = 0; row < count; row++) {
    for (let unit = 0; unit < units; unit++, at++) out[at]! *= factors[unit]!;
  }
  return { count, units, values: out };
}
