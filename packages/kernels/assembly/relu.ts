import { loadPart, storePart } from './lanes';

/** out[i] <- max(x[i], 0), NaN for NaN; out may be x. */
export function relu(length: usize, x: usize, out: usize): void {
  const end = x + ((length & ~3) << 2);
  for (; x < end; x += 16, out += 16) v128.store(out, relu4(v128.load(x)));
  const rest = length & 3;
  if (rest) storePart(out, relu4(loadPart(x, rest)), rest);
}

/** out[i] <- gradient[i] where y[i] > 0, 0 where not, NaN where either is; out may be gradient. */
export function reluBackward(length: usize, y: usize, gradient: usize, out: usize): void {
  const end = y + ((length & ~3) << 2);
  for (; y < end; y += 16, gradient += 16, out += 16) {
    v128.store(out, reluBackward4(v128.load(y), v128.load(gradient)));
  }
  const rest = length & 3;
  if (rest) storePart(out, reluBackward4(loadPart(y, rest), loadPart(gradient, rest)), rest);
}

// @ts-ignore: decorator
@inline
function relu4(x: v128): v128 {
  // pmax lets NaN pass.
  return f32x4.pmax(x, f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function reluBackward4(y: v128, gradient: v128): v128 {
  // 1 for y > 0, 0 for 0, NaN for NaN.
  const zero = f32x4.splat(0);
  const slope = v128.bitselect(f32x4.splat(1), y, f32x4.gt(y, zero));
  return f32x4.mul(gradient, slope);
}
