import { logarithm } from './elementary';
import { exponential4, LN2_HIGH, LN2_LOW, LOG2E, Q0, Q1, Q2, Q3, Q4, WHOLE } from './exponential-series';
import { loadPart, storePart } from './lanes';
import { highDoubles, lowDoubles, total } from './reductions';

/** Beyond it e^-x is 0 in float32. */
const NOTHING_LEFT: f32 = 110;

/** Factors between 1 and 2 whose product float64 holds in each lane, with room. */
const BLOCK: usize = 512;

/** Sum of (y[i] - x[i])^2 in float64, of differences in float32; gradient[i] <- scale (y[i] - x[i]), which may be y. */
export function squaredError(length: usize, scale: f32, y: usize, x: usize, gradient: usize): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  const scales = f32x4.splat(scale);
  for (let left = length; left != 0; y += 16, x += 16, gradient += 16) {
    const count = min<usize>(left, 4);
    const whole = count == 4;
    const difference = whole
      ? f32x4.sub(v128.load(y), v128.load(x))
      : f32x4.sub(loadPart(y, count), loadPart(x, count));
    const first = lowDoubles(difference), second = highDoubles(difference);
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
    const slope = f32x4.mul(scales, difference);
    if (whole) v128.store(gradient, slope);
    else storePart(gradient, slope, count);
    left -= count;
  }
  return total(f64x2.add(low, high));
}

/**
 * Sum of ln(1 + e^z[i]) - x[i] z[i], and gradient[i] <- scale (1 / (1 + e^-z[i]) - x[i]), which may be z. ln(1 + e^z) is the
 * positive part of z and the logarithm of 1 + e^-|z|, of which products are taken first: sums and products in float64.
 */
export function binaryCrossEntropy(length: usize, scale: f32, z: usize, x: usize, gradient: usize): f64 {
  let sum: f64 = 0;
  for (let first: usize = 0; first < length; first += BLOCK) {
    const at = first << 2;
    sum += block(min<usize>(BLOCK, length - first), scale, z + at, x + at, gradient + at);
  }
  return sum;
}

function block(length: usize, scale: f32, z: usize, x: usize, gradient: usize): f64 {
  const q0 = f32x4.splat(Q0), q1 = f32x4.splat(Q1), q2 = f32x4.splat(Q2), q3 = f32x4.splat(Q3), q4 = f32x4.splat(Q4);
  const log2e = f32x4.splat(LOG2E), ln2High = f32x4.splat(LN2_HIGH), ln2Low = f32x4.splat(LN2_LOW);
  const wholes = f32x4.splat(WHOLE), one = f32x4.splat(1), zero = f32x4.splat(0), most = f32x4.splat(NOTHING_LEFT);
  const scales = f32x4.splat(scale), ones = f64x2.splat(1);
  let low = f64x2.splat(0), high = f64x2.splat(0), productLow = ones, productHigh = ones;
  for (let left = length; left != 0; z += 16, x += 16, gradient += 16) {
    const count = min<usize>(left, 4);
    const whole = count == 4;
    // Of lanes that are not there the exponential is 0, and so is what is positive.
    const lanes = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>count));
    const logits = whole ? v128.load(z) : v128.bitselect(loadPart(z, count), f32x4.splat(-NOTHING_LEFT), lanes);
    const targets = whole ? v128.load(x) : loadPart(x, count);
    // pmin lets NaN pass.
    const size = f32x4.pmin(f32x4.abs(logits), most);
    const e = exponential4(f32x4.neg(size), zero, q0, q1, q2, q3, q4, log2e, ln2High, ln2Low, wholes, one);
    low = f64x2.add(low, linear(lowDoubles(logits), lowDoubles(targets)));
    high = f64x2.add(high, linear(highDoubles(logits), highDoubles(targets)));
    productLow = f64x2.mul(productLow, f64x2.add(ones, lowDoubles(e)));
    productHigh = f64x2.mul(productHigh, f64x2.add(ones, highDoubles(e)));
    const numerator = v128.bitselect(one, e, f32x4.ge(logits, zero));
    const slope = f32x4.mul(scales, f32x4.sub(f32x4.div(numerator, f32x4.add(one, e)), targets));
    if (whole) v128.store(gradient, slope);
    else storePart(gradient, slope, count);
    left -= count;
  }
  return total(f64x2.add(low, high)) + logarithmOfProduct(productLow) + logarithmOfProduct(productHigh);
}

/** max(z, 0) - x z. */
// @ts-ignore: decorator
@inline
function linear(z: v128, x: v128): v128 {
  return f64x2.sub(f64x2.max(z, f64x2.splat(0)), f64x2.mul(x, z));
}

// @ts-ignore: decorator
@inline
function logarithmOfProduct(product: v128): f64 {
  const first = f64x2.extract_lane(product, 0), second = f64x2.extract_lane(product, 1);
  // NaN has no logarithm of its own.
  if (!(first < Infinity && second < Infinity)) return NaN;
  return logarithm(first) + logarithm(second);
}
