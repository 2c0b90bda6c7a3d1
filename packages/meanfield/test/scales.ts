import fc from 'fast-check';

/** m 10^e with |e| up to 300: factors that bring numbers of size 1 to any size. */
export const scales = fc
  .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -300, max: 299 }))
  .map(([m, e]) => m * Number(`1e${e}`));

/** Offsets in standard deviations, of any size up to a million. */
export const offsets = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 6 }))
  .map(([m, e]) => m * Number(`1e${e}`));
