import { centred, DomainError } from '@rgflow/numerics';
import { checkData, type UnitData } from './machine.js';

/**
 * Values less the mean of their unit, over its standard deviation: what Gaussian units, of variance 1, are shown. A unit
 * that is the same in all rows is 0; one that is not has variance 1, in whatever unit and however far from zero.
 *
 * @param data  Shape (count, units); bytes are 255ths.
 * @returns     The same shape, as numbers.
 * @throws {ShapeError}   if there are not count x units values.
 * @throws {DomainError}  if a value is NaN or infinite.
 */
export function standardised(data: UnitData): UnitData {
  checkData('standardised', data, data.units);
  const { count, units, values } = data;
  const out = new Float32Array(values.length);
  const column = new Float64Array(count);
  for (let unit = 0; unit < units; unit++) {
    for (let row = 0; row < count; row++) column[row] = values[row * units + unit]!;
    const { mean, deviations, sumOfSquares } = centred(column);
    if (!Number.isFinite(mean)) {
      throw new DomainError(`standardised: unit ${unit} has a value that is not finite; leave such rows out.`);
    }
    const factor = sumOfSquares > 0 ? 1 / Math.sqrt(sumOfSquares / count) : 0;
    for (let row = 0; row < count; row++) out[row * units + unit] = factor * deviations[row]!;
  }
  return { count, units, values: out };
}
