import { exponential4, exponentialConstant as constant } from './exponential4';
import { loadLanes, loadPart, storeLanes, storePart } from './lanes';

/** Beyond it e^-x is 0 in float32. */
const NOTHING_LEFT: f32 = 110;

/**
 * out[i] <- 1 / (1 + e^-x[i]), as e / (1 + e) with e = e^x for negative x, so that small values keep their digits; out may
 * be x.
 */
export function sigmoid(length: usize, x: usize, out: usize): void {
  const q0 = constant(0), q1 = constant(1), q2 = constant(2), q3 = constant(3), q4 = constant(4), log2e = constant(5);
  const ln2High = constant(6), ln2Low = constant(7), whole = constant(8), one = constant(9);
  const most = f32x4.splat(NOTHING_LEFT), zero = f32x4.splat(0);
  for (let left = length; left != 0; ) {
    const count = min<usize>(left, 4);
    const values = loadLanes(x, count);
    // pmin lets NaN pass.
    const size = f32x4.pmin(f32x4.abs(values), most);
    const e = exponential4(f32x4.neg(size), zero, q0, q1, q2, q3, q4, log2e, ln2High, ln2Low, whole, one);
    const numerator = v128.bitselect(e, one, f32x4.lt(values, zero));
    const result = f32x4.div(numerator, f32x4.add(one, e));
    storeLanes(out, result, count);
    left -= count;
    x += 16;
    out += 16;
  }
}

/** out[i] <- gradient[i] y[i] (1 - y[i]); out may be gradient. */
export function sigmoidBackward(length: usize, y: usize, gradient: usize, out: usize): void {
  const end = y + ((length & ~3) << 2);
  for (; y < end; y += 16, gradient += 16, out += 16) {
    v128.store(out, sigmoidBackward4(v128.load(y), v128.load(gradient)));
  }
  const rest = length & 3;
  if (rest) storePart(out, sigmoidBackward4(loadPart(y, rest), loadPart(gradient, rest)), rest);
}

// @ts-ignore: decorator
@inline
function sigmoidBackward4(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
}
