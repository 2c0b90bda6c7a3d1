import type { Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { dataWindow } from './arena-data.js';
import { checkData, type LearnedMachine, type UnitData, type VisibleUnits } from './machine.js';

/** Standard deviation of the weights to begin with. */
const INITIAL_WEIGHT = 0.01;
/** Means of Bernoulli units are taken this far from 0 and 1, so that their logit is finite. */
const LEAST_MEAN = 1e-3;
const ROWS = 1024;

/**
 * A machine to begin with: W ~ N(0, 0.01²), c = 0, and b such that without weights the visible units have the means of
 * the data: their logit, after they are held within [0.001, 0.999], or for Gaussian units the mean itself.
 *
 * @param data  Shape (count, visible).
 * @throws {DomainError} if there are no data, or `hidden` is not a positive integer.
 *
 * Source: Hinton, "A practical guide to training restricted Boltzmann machines", UTML TR 2010-003, section 8.
 */
export function initialMachine(
  data: UnitData,
  { visible, hidden }: { readonly visible: VisibleUnits; readonly hidden: number },
  random: RandomStream,
  kernels: Kernels,
): LearnedMachine {
  const where = 'initialMachine';
  checkData(where, data, data.units);
  if (!(data.count >= 1 && data.units >= 1 && Number.isSafeInteger(hidden) && hidden >= 1)) {
    throw new DomainError(
      `${where}: ${data.count} rows of ${data.units} units for ${hidden} hidden; expected at least one of each.`,
    );
  }
  const weights = random.split('weights').normals(new Float32Array(data.units * hidden));
  for (let i = 0; i < weights.length; i++) weights[i]! *= INITIAL_WEIGHT;
  const visibleBiases = meansOf(data, kernels);
  if (visible === 'bernoulli') {
    for (let i = 0; i < visibleBiases.length; i++) {
      const mean = Math.min(Math.max(visibleBiases[i]!, LEAST_MEAN), 1 - LEAST_MEAN);
      visibleBiases[i] = Math.log(mean / (1 - mean));
    }
  }
  return { visible, weights, visibleBiases, hiddenBiases: new Float32Array(hidden) };
}

/** Mean of each unit over the rows, shape (units). */
export function meansOf(data: UnitData, kernels: Kernels): Float32Array {
  const mark = kernels.mark();
  try {
    const window = dataWindow(kernels, data, ROWS);
    const values = kernels.float32(ROWS * data.units);
    const sums = kernels.float32(data.units);
    for (let first = 0; first < data.count; first += ROWS) {
      const rows = Math.min(ROWS, data.count - first);
      window.slice(first, rows);
      window.valuesTo(values, rows);
      kernels.columnSums(rows, data.units, 1 / data.count, values, 1, sums);
    }
    return sums.slice();
  } finally {
    kernels.release(mark);
  }
}
