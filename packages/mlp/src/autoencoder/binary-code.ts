import { createBinaryKernels, type Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import type { HiddenFunction } from './autoencoder.js';
import type { ImageRows } from './image-rows.js';

const ROWS = 512;
/** The smallest number of float32 above 0. */
const ABOVE_ZERO = 1.401298464324817e-45;

/** How a code becomes bits: by the middle of its range, or drawn. */
export type BinaryCodeKind = 'thresholded' | 'sampled';

/**
 * A binary code, packed: unit j of row i is bit j % 8, the least significant the first, of byte floor(j / 8) of the row; the
 * bits behind the last unit are 0.
 */
export interface BinaryCode {
  readonly count: number;
  readonly units: number;
  /** Shape (count, ceil(units / 8)). */
  readonly bits: Uint8Array;
}

/**
 * Bits of a code, as of `encode`. 'thresholded': 1 where a sigmoid unit is at least 1/2, a tanh unit at least 0, a relu unit
 * above 0. 'sampled': 1 with the probability y of a sigmoid unit, (1 + y) / 2 of a tanh unit.
 *
 * @param random  What is drawn for a row depends on it and on the number of the row alone.
 * @throws {DomainError} for sampled bits of relu units, which are no probabilities.
 */
export function binaryCode(
  { count, units, values }: ImageRows,
  code: HiddenFunction,
  kind: BinaryCodeKind,
  random: RandomStream,
  kernels: Kernels,
): BinaryCode {
  if (kind === 'sampled' && code === 'relu') {
    throw new DomainError("binaryCode: relu units are no probabilities; take 'thresholded', or another code function.");
  }
  const bytes = Math.ceil(units / 8);
  const bits = new Uint8Array(count * bytes);
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const [block, packed] = [kernels.float32(ROWS * units), kernels.uint8(ROWS * bytes)];
    // Stretches begin at multiples of 32, of which ROWS is one.
    const stretch = (first: number) => ({ key: random.key, first: first * units });
    const threshold = { sigmoid: 0.5, tanh: 0, relu: ABOVE_ZERO }[code];
    for (let first = 0; first < count; first += ROWS) {
      const rows = Math.min(ROWS, count - first);
      const part = block.subarray(0, rows * units);
      part.set(values.subarray(first * units, (first + rows) * units));
      if (kind === 'sampled') {
        if (code === 'tanh') for (let i = 0; i < part.length; i++) part[i] = (1 + part[i]!) / 2;
        binary.sampleBernoulli(stretch(first), part, part);
      }
      binary.packBits(rows, units, kind === 'sampled' ? 0.5 : threshold, part, packed);
      bits.set(packed.subarray(0, rows * bytes), first * bytes);
    }
  } finally {
    kernels.release(mark);
  }
  return { count, units, bits };
}
