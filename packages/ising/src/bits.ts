/** Number of ones among the 32 bits of an integer. */
export function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555); // in pairs, then in fours, then in bytes, whose sum is the top byte
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  count = (count + (count >>> 4)) & 0x0f0f0f0f;
  return Math.imul(count, 0x01010101) >>> 24;
}
