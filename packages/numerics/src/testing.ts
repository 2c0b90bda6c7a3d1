import fc from 'fast-check';

/** m 10^e with |e| up to `most`: factors that bring numbers of size 1 to any size. 300 leaves room for sums of them. */
export function scales(most = 300): fc.Arbitrary<number> {
  return fc
    .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -most, max: most - 1 }))
    .map(([m, e]) => m * Number(`1e${e}`));
}

/** Offsets in standard deviations, of any size up to a million. */
export const offsets: fc.Arbitrary<number> = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 6 }))
  .map(([m, e]) => m * Number(`1e${e}`));

/** Lists of numbers of size 1. */
export function numbers(least: number, most = 40): fc.Arbitrary<number[]> {
  return fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: least, maxLength: most });
}
