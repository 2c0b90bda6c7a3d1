import fc from 'fast-check';

/** m 10^e with |e| up to `most`: factors that bring numbers of size 1 to any size. */
export const scales = (most: number) =>
  fc
    .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -most, max: most - 1 }))
    .map(([m, e]) => m * Number(`1e${e}`));

/** Offsets in standard deviations, of any size up to a million. */
export const offsets = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 6 }))
  .map(([m, e]) => m * Number(`1e${e}`));

/** Numbers of size 1. */
export const numbers = (least: number, most = 40) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: least, maxLength: most });

export const EPSILON = Number.EPSILON;
