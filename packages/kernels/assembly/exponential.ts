// e^x = 2^n e^r with n the whole number next to x / ln 2 and |r| <= ln(2) / 2; e^r by its Taylor series to r^13, of which
// the first term left out is 4e-18, in pairs of terms, so that they do not wait for one another. ln 2 is in two parts, the
// first with 32 bits, so that n times it is exact.
const LOG2E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** Added to a number below 2^51, it leaves the nearest whole number in the last bits, as an integer. */
const WHOLE: f64 = 6755399441055744.0;
/** From here down the result would not be a normal number. */
const LEAST: f64 = -708;
// In memory and loaded ahead of the loop, for the reason given in tanh.ts.
const CONSTANTS = memory.data<f64>([
  1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0, 1.0 / 362880.0, 1.0 / 40320.0, 1.0 / 5040.0,
  1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, LOG2E, LN2_HIGH, LN2_LOW, WHOLE, LEAST,
]);

/**
 * x[i] <- e^x[i] for float64 x <= 0, relative error below 4e-16, and 0 from -708 down; NaN stays NaN. An odd length
 * overwrites the entry behind the last.
 */
export function exponentials(length: usize, x: usize): void {
  const c13 = constant(0), c12 = constant(1), c11 = constant(2), c10 = constant(3), c9 = constant(4), c8 = constant(5);
  const c7 = constant(6), c6 = constant(7), c5 = constant(8), c4 = constant(9), c3 = constant(10), c2 = constant(11);
  const one = constant(12), log2e = constant(13), ln2High = constant(14), ln2Low = constant(15), whole = constant(16);
  const least = constant(17), bias = i64x2.splat(1023);
  for (const end = x + (length << 3); x < end; x += 16) {
    const values = v128.load(x);
    // pmax lets NaN pass.
    const inside = f64x2.pmax(values, least);
    const biased = f64x2.add(f64x2.mul(inside, log2e), whole);
    const n = f64x2.sub(biased, whole);
    const r = f64x2.sub(f64x2.sub(inside, f64x2.mul(n, ln2High)), f64x2.mul(n, ln2Low));
    const r2 = f64x2.mul(r, r);
    const r4 = f64x2.mul(r2, r2);
    const high = f64x2.add(pair(c10, c11, r), f64x2.mul(r2, pair(c12, c13, r)));
    const middle = f64x2.add(pair(c6, c7, r), f64x2.mul(r2, pair(c8, c9, r)));
    const low = f64x2.add(pair(c2, c3, r), f64x2.mul(r2, pair(c4, c5, r)));
    const rest = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
    const series = f64x2.add(one, f64x2.add(r, f64x2.mul(r2, rest)));
    const power = f64x2.mul(series, i64x2.shl(i64x2.add(biased, bias), 52));
    v128.store(x, v128.andnot(power, f64x2.le(values, least)));
  }
}

// @ts-ignore: decorator
@inline
function pair(even: v128, odd: v128, r: v128): v128 {
  return f64x2.add(even, f64x2.mul(odd, r));
}

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load64_splat(CONSTANTS + (index << 3));
}
