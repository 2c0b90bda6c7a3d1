/**
 * x P / Q for four x of |x| below `saturation` and the signs of x beyond, where the function that P and Q approximate rounds
 * to 1; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function oddQuotient(sign: v128, magnitude: v128, p: v128, q: v128, one: v128, saturation: v128): v128 {
  // pmin and the comparison are written so that NaN passes through them.
  const y = f32x4.pmin(f32x4.div(f32x4.mul(magnitude, p), q), one);
  const saturated = f32x4.ge(magnitude, saturation);
  return v128.or(sign, v128.bitselect(one, y, saturated));
}
