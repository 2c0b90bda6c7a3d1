/**
 * Natural logarithm of a positive, normal, finite x.
 *
 * Not `Math.log`, whose last bits differ between engines: this one uses only IEEE 754 double +, -, * and / in a fixed
 * order, so that every engine, and the WASM version in `@rgflow/kernels`, gives the same bits. Relative error below 4e-13.
 *
 *     x = 2^e m,  sqrt(1/2) < m <= sqrt(2);   s = (m - 1) / (m + 1);   ln m = 2 (s + s^3/3 + s^5/5 + ... + s^15/15)
 */
export function logarithm(x: number): number {
  float[0] = x;
  const high = words[HIGH]!;
  let exponent = (high >>> 20) - 1023;
  words[HIGH] = (high & 0x000fffff) | 0x3ff00000;
  let m = float[0]!;
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  const s = (m - 1) / (m + 1);
  const t = s * s;
  let series = t * (1 / 15) + 1 / 13;
  series = series * t + 1 / 11;
  series = series * t + 1 / 9;
  series = series * t + 1 / 7;
  series = series * t + 1 / 5;
  series = series * t + 1 / 3;
  series = series * t + 1;
  return exponent * Math.LN2 + 2 * s * series;
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Radians in one unit of a 32-bit turn. */
const RADIANS = (2 * Math.PI) / 0x100000000;

/**
 * Cosine of 2 pi turn / 2^32, for an unsigned 32-bit `turn`. The reduction to an eighth of a turn is exact, in
 * integers; then the Taylor polynomial, in the fixed order of operations that `logarithm` explains. Absolute error below
 * 3e-14.
 */
export function cosineOfTurn(turn: number): number {
  const quadrant = (turn + 0x20000000) >>> 30;
  const x = ((turn - (quadrant << 30)) | 0) * RADIANS;
  const value = (quadrant & 1) === 0 ? cosineTaylor(x) : sineTaylor(x);
  return quadrant === 1 || quadrant === 2 ? -value : value;
}

/** Sine of 2 pi turn / 2^32; see `cosineOfTurn`. */
export function sineOfTurn(turn: number): number {
  const quadrant = (turn + 0x20000000) >>> 30;
  const x = ((turn - (quadrant << 30)) | 0) * RADIANS;
  const value = (quadrant & 1) === 0 ? sineTaylor(x) : cosineTaylor(x);
  return quadrant >= 2 ? -value : value;
}

/** x - x^3/3! + ... + x^13/13!, for |x| <= pi/4. */
function sineTaylor(x: number): number {
  const t = x * x;
  let series = t * (1 / 6227020800) - 1 / 39916800;
  series = series * t + 1 / 362880;
  series = series * t - 1 / 5040;
  series = series * t + 1 / 120;
  series = series * t - 1 / 6;
  return x * (series * t + 1);
}

/** 1 - x^2/2! + ... - x^14/14!, for |x| <= pi/4. */
function cosineTaylor(x: number): number {
  const t = x * x;
  let series = t * (-1 / 87178291200) + 1 / 479001600;
  series = series * t - 1 / 3628800;
  series = series * t + 1 / 40320;
  series = series * t - 1 / 720;
  series = series * t + 1 / 24;
  series = series * t - 1 / 2;
  return series * t + 1;
}
