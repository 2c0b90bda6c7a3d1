import { createBinaryKernels, type Kernels } from '@rgflow/kernels';
import type { RandomStream } from '@rgflow/random';
import { dataWindow } from './arena-data.js';
import { Draws } from './draws.js';
import type { UnitData } from './machine.js';

/** A multiple of 32: what is drawn for a row depends on its number alone. */
const ROWS = 512;

/**
 * States of Bernoulli units drawn from their probabilities, as bytes 0 and 255: what a likelihood is taken of.
 *
 * @param data  Shape (count, units).
 * @returns     The same shape.
 */
export function drawStates(data: UnitData, random: RandomStream, kernels: Kernels): UnitData {
  const { count, units } = data;
  const values = new Uint8Array(count * units);
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const draws = new Draws(random);
    const window = dataWindow(kernels, data, ROWS);
    const drawn = kernels.float32(ROWS * units);
    for (let first = 0; first < count; first += ROWS) {
      const rows = Math.min(ROWS, count - first);
      window.slice(first, rows);
      const out = drawn.subarray(0, rows * units);
      const stretch = draws.next(out.length);
      if (window.bytes === null) binary.sampleBernoulli(stretch, window.numbers!.subarray(0, out.length), out);
      else binary.sampleGrey(stretch, window.bytes.subarray(0, out.length), out);
      kernels.scale(255, out);
      values.set(out, first * units);
    }
    return { count, units, values };
  } finally {
    kernels.release(mark);
  }
}
