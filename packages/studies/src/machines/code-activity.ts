import type { BinaryCode } from '@rgflow/mlp/autoencoder';

/** How often each unit of a code is on, shape (units), in codes. */
export function onesByUnit({ count, units, bits }: BinaryCode): Float64Array {
  const bytes = bits.length / count;
  const ones = new Float64Array(units);
  for (let row = 0; row < count; row++) {
    for (let unit = 0; unit < units; unit++) ones[unit]! += (bits[row * bytes + (unit >> 3)]! >> (unit & 7)) & 1;
  }
  return ones;
}
