// e^x = 2^n e^r with n the whole number next to x / ln 2 and |r| <= ln(2) / 2, in float32; e^r = 1 + r + r^2 q(r), q minimax
// in the relative error of e^r to 3.1e-9, by Lawson's iteratively reweighted least squares at 400 Chebyshev points. ln 2 is
// in two parts, the first with 10 bits, so that n times it is exact.
export const Q0: f32 = 0.49999993;
export const Q1: f32 = 0.16666521;
export const Q2: f32 = 0.04166839;
export const Q3: f32 = 0.00836872;
export const Q4: f32 = 0.00138146;
export const LOG2E: f32 = 1.4426950408889634;
export const LN2_HIGH: f32 = 0.693359375;
export const LN2_LOW: f32 = -0.00021219444;
/** Added to a number below 2^22, it leaves the nearest whole number in the last bits, as an integer. */
export const WHOLE: f32 = 12582912;

/**
 * e^(x + rest) for four x in [-170, 0] and rests of at most 0.15 in size, with gradual underflow; NaN stays NaN. The power
 * of two is put on in two halves, so that neither is beyond the numbers and the result is rounded once.
 */
// @ts-ignore: decorator
@inline
export function exponential4(
  x: v128, rest: v128, q0: v128, q1: v128, q2: v128, q3: v128, q4: v128,
  log2e: v128, ln2High: v128, ln2Low: v128, whole: v128, one: v128,
): v128 {
  const biased = f32x4.add(f32x4.mul(x, log2e), whole);
  const n = f32x4.sub(biased, whole);
  const r = f32x4.add(f32x4.sub(f32x4.sub(x, f32x4.mul(n, ln2High)), f32x4.mul(n, ln2Low)), rest);
  // In pairs of terms, so that they wait less for one another.
  const r2 = f32x4.mul(r, r);
  const high = f32x4.add(f32x4.add(q2, f32x4.mul(q3, r)), f32x4.mul(q4, r2));
  const q = f32x4.add(f32x4.add(q0, f32x4.mul(q1, r)), f32x4.mul(high, r2));
  const series = f32x4.add(one, f32x4.add(r, f32x4.mul(r2, q)));
  const power = i32x4.sub(biased, whole);
  const half = i32x4.shr_s(power, 1);
  return f32x4.mul(f32x4.mul(series, powerOfTwo(half, one)), powerOfTwo(i32x4.sub(power, half), one));
}

/** 2^n for integers n from -126 to 127: the bits of 1 with n added to the exponent. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128, one: v128): v128 {
  return i32x4.add(one, i32x4.shl(n, 23));
}
