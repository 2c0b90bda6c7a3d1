import { square } from './power.js';

/**
 * ln cosh x, to all digits for every finite x:
 *
 *     ln cosh x = ln(1 + 2 sinh²(x/2)) = |x| + ln(1 + e^(-2|x|)) - ln 2.
 *
 * The first form keeps the digits of x²/2 near zero, the second does not overflow; `Math.log(Math.cosh(x))` does neither.
 *
 * @example
 * logCosh(1e-8); // 5e-17
 */
export function logCosh(x: number): number {
  const size = Math.abs(x);
  if (size < 1) return Math.log1p(2 * square(Math.sinh(size / 2)));
  return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
}

/** ln sinh x for x >= 0, -Infinity at 0, without overflow. */
export function logSinh(x: number): number {
  return x < 1 ? Math.log(Math.sinh(x)) : x + Math.log1p(-Math.exp(-2 * x)) - Math.LN2;
}

/** ln(1 + eˣ), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
