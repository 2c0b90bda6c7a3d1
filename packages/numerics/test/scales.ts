import fc from 'fast-check';

/** m 10^e: a factor to bring numbers of size 1 to any size that leaves room for their sums. */
export const scales = fc
  .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -300, max: 299 }))
  .map(([m, e]) => m * Number(`1e${e}`));

/** Offsets in standard deviations, of any size up to a million. */
export const offsets = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 6 }))
  .map(([m, e]) => m * Number(`1e${e}`));

/** Numbers of size 1. */
export const numbers = (least: number, most = 40) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: least, maxLength: most });

/** Rounding of a number of size 1. */
export const EPSILON = Number.EPSILON;

/** Root mean square deviation of numbers of size 1. */
export function scatter(x: readonly number[]): number {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / x.length);
}
