// Elementary functions in float64 from +, -, *, / and bit operations in a fixed order. logarithm2, cosineOfTurn2 and
// sineOfTurn2 must give the bits of @rgflow/random's src/elementary.ts, whose docstrings explain them: change both or none.

const SQRT2: f64 = 1.4142135623730951;
const LN2: f64 = 0.6931471805599453;
const RADIANS: f64 = 6.283185307179586 / 4294967296.0;

/** Natural logarithm of a positive, normal, finite x; relative error below 4e-13. */
export function logarithm(x: f64): f64 {
  return f64x2.extract_lane(logarithm2(f64x2.splat(x)), 0);
}

/**
 * e^x for x <= 0, relative error below 2e-13, and 0 below the smallest normal number; NaN for NaN and Infinity - Infinity.
 */
export function exponential(x: f64): f64 {
  if (!(x > -708)) return x == x ? 0 : NaN;
  const power = nearest(x / LN2);
  const r = x - power * LN2;
  // The Taylor series for |r| <= ln(2) / 2; the first term left out is r^14 / 14! = 4e-18.
  let series: f64 = 1.0 / 6227020800.0;
  series = series * r + 1.0 / 479001600.0;
  series = series * r + 1.0 / 39916800.0;
  series = series * r + 1.0 / 3628800.0;
  series = series * r + 1.0 / 362880.0;
  series = series * r + 1.0 / 40320.0;
  series = series * r + 1.0 / 5040.0;
  series = series * r + 1.0 / 720.0;
  series = series * r + 1.0 / 120.0;
  series = series * r + 1.0 / 24.0;
  series = series * r + 1.0 / 6.0;
  series = series * r + 0.5;
  series = series * r + 1.0;
  series = series * r + 1.0;
  return series * reinterpret<f64>((<i64>power + 1023) << 52);
}

/** Natural logarithm of two positive, normal, finite numbers. */
// @ts-ignore: decorator
@inline
export function logarithm2(x: v128): v128 {
  const biased = i64x2.shr_u(x, 52);
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), f64x2.splat(1));
  const large = f64x2.gt(m, f64x2.splat(SQRT2));
  m = v128.bitselect(f64x2.mul(m, f64x2.splat(0.5)), m, large);
  // A true comparison is -1 as an integer: subtracting it adds 1 to the exponent.
  const exponents = i64x2.sub(i64x2.sub(biased, i64x2.splat(1023)), large);
  const exponent = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponents, exponents, 0, 2, 0, 2));
  const s = f64x2.div(f64x2.sub(m, f64x2.splat(1)), f64x2.add(m, f64x2.splat(1)));
  const t = f64x2.mul(s, s);
  let series = step2(f64x2.splat(1.0 / 15.0), t, 1.0 / 13.0);
  series = step2(series, t, 1.0 / 11.0);
  series = step2(series, t, 1.0 / 9.0);
  series = step2(series, t, 1.0 / 7.0);
  series = step2(series, t, 1.0 / 5.0);
  series = step2(series, t, 1.0 / 3.0);
  series = step2(series, t, 1.0);
  return f64x2.add(f64x2.mul(exponent, f64x2.splat(LN2)), f64x2.mul(f64x2.mul(f64x2.splat(2), s), series));
}

/** Cosine of 2 pi turn / 2^32 for the unsigned 32-bit turns in the low two lanes. */
// @ts-ignore: decorator
@inline
export function cosineOfTurn2(turn: v128): v128 {
  const quadrant = quadrant2(turn);
  const x = reduced2(turn, quadrant);
  const value = v128.bitselect(sineTaylor2(x), cosineTaylor2(x), oddMask2(quadrant));
  return v128.xor(value, signBit2(i32x4.add(quadrant, i32x4.splat(1))));
}

/** Sine of 2 pi turn / 2^32 for the unsigned 32-bit turns in the low two lanes. */
// @ts-ignore: decorator
@inline
export function sineOfTurn2(turn: v128): v128 {
  const quadrant = quadrant2(turn);
  const x = reduced2(turn, quadrant);
  const value = v128.bitselect(cosineTaylor2(x), sineTaylor2(x), oddMask2(quadrant));
  return v128.xor(value, signBit2(quadrant));
}

// @ts-ignore: decorator
@inline
function quadrant2(turn: v128): v128 {
  return i32x4.shr_u(i32x4.add(turn, i32x4.splat(0x20000000)), 30);
}

// @ts-ignore: decorator
@inline
function reduced2(turn: v128, quadrant: v128): v128 {
  return f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.sub(turn, i32x4.shl(quadrant, 30))), f64x2.splat(RADIANS));
}

/** All ones where the quadrant is odd. */
// @ts-ignore: decorator
@inline
function oddMask2(quadrant: v128): v128 {
  return i64x2.extend_low_i32x4_s(i32x4.neg(v128.and(quadrant, i32x4.splat(1))));
}

/** The sign bit of a double where bit 1 of the quadrant is set. */
// @ts-ignore: decorator
@inline
function signBit2(quadrant: v128): v128 {
  return i64x2.shl(i64x2.extend_low_i32x4_u(i32x4.shr_u(v128.and(quadrant, i32x4.splat(2)), 1)), 63);
}

// @ts-ignore: decorator
@inline
function sineTaylor2(x: v128): v128 {
  const t = f64x2.mul(x, x);
  let series = step2(f64x2.splat(1.0 / 6227020800.0), t, -1.0 / 39916800.0);
  series = step2(series, t, 1.0 / 362880.0);
  series = step2(series, t, -1.0 / 5040.0);
  series = step2(series, t, 1.0 / 120.0);
  series = step2(series, t, -1.0 / 6.0);
  return f64x2.mul(x, step2(series, t, 1.0));
}

// @ts-ignore: decorator
@inline
function cosineTaylor2(x: v128): v128 {
  const t = f64x2.mul(x, x);
  let series = step2(f64x2.splat(-1.0 / 87178291200.0), t, 1.0 / 479001600.0);
  series = step2(series, t, -1.0 / 3628800.0);
  series = step2(series, t, 1.0 / 40320.0);
  series = step2(series, t, -1.0 / 720.0);
  series = step2(series, t, 1.0 / 24.0);
  series = step2(series, t, -1.0 / 2.0);
  return step2(series, t, 1.0);
}

/** series t + coefficient: one step of Horner's scheme, never fused. */
// @ts-ignore: decorator
@inline
function step2(series: v128, t: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(series, t), f64x2.splat(coefficient));
}
