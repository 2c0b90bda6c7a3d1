import { logarithm } from './elementary';
import { exponential4, LN2_HIGH, LN2_LOW, LOG2E, Q0, Q1, Q2, Q3, Q4, WHOLE } from './exponential-series';
import { loadPart } from './lanes';
import { highDoubles, lowDoubles, total } from './reductions';

/** Beyond it e^-x is 0 in float32. */
const NOTHING_LEFT: f32 = 110;

/** Factors between 1 and 2 whose product float64 holds in each lane, with room. */
const BLOCK: usize = 512;

const LN2: f64 = 0.6931471805599453;

/**
 * out[i] <- sum_j ln(1 + e^(scale (x[i, j] + bias[j]))), as the sum of the positive exponents and the logarithm of the
 * product of all 1 + e^-|exponent|, which are between 1 and 2: sums and products in float64, the rest in float32.
 */
export function softplusSums(rows: usize, columns: usize, scale: f32, x: usize, bias: usize, out: usize): void {
  for (let i: usize = 0; i < rows; i++, x += columns << 2, out += 8) {
    let sum: f64 = 0;
    for (let first: usize = 0; first < columns; first += BLOCK) {
      sum += softplusSum(min<usize>(BLOCK, columns - first), scale, x + (first << 2), bias + (first << 2));
    }
    store<f64>(out, sum);
  }
}

function softplusSum(length: usize, scale: f32, x: usize, bias: usize): f64 {
  const q0 = f32x4.splat(Q0), q1 = f32x4.splat(Q1), q2 = f32x4.splat(Q2), q3 = f32x4.splat(Q3), q4 = f32x4.splat(Q4);
  const log2e = f32x4.splat(LOG2E), ln2High = f32x4.splat(LN2_HIGH), ln2Low = f32x4.splat(LN2_LOW);
  const whole = f32x4.splat(WHOLE), one = f32x4.splat(1), zero = f32x4.splat(0), most = f32x4.splat(NOTHING_LEFT);
  const scales = f32x4.splat(scale), ones = f64x2.splat(1);
  let sumLow = f64x2.splat(0), sumHigh = f64x2.splat(0), productLow = f64x2.splat(1), productHigh = f64x2.splat(1);
  for (let left = length; left != 0; x += 16, bias += 16) {
    const count = min<usize>(left, 4);
    let values: v128;
    if (count == 4) {
      values = f32x4.mul(scales, f32x4.add(v128.load(x), v128.load(bias)));
    } else {
      // Of lanes that are not there the exponential is 0, and so is what is positive.
      const lanes = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>count));
      const part = f32x4.mul(scales, f32x4.add(loadPart(x, count), loadPart(bias, count)));
      values = v128.bitselect(part, f32x4.splat(-NOTHING_LEFT), lanes);
    }
    const positive = f32x4.max(values, zero);
    // pmin lets NaN pass.
    const size = f32x4.pmin(f32x4.abs(values), most);
    const e = exponential4(f32x4.neg(size), zero, q0, q1, q2, q3, q4, log2e, ln2High, ln2Low, whole, one);
    sumLow = f64x2.add(sumLow, lowDoubles(positive));
    sumHigh = f64x2.add(sumHigh, highDoubles(positive));
    productLow = f64x2.mul(productLow, f64x2.add(ones, lowDoubles(e)));
    productHigh = f64x2.mul(productHigh, f64x2.add(ones, highDoubles(e)));
    left -= count;
  }
  const sum = total(f64x2.add(sumLow, sumHigh));
  return sum + logarithmOfProduct(productLow) + logarithmOfProduct(productHigh);
}

// @ts-ignore: decorator
@inline
function logarithmOfProduct(product: v128): f64 {
  const first = f64x2.extract_lane(product, 0), second = f64x2.extract_lane(product, 1);
  // NaN and Infinity have no logarithm of theirs.
  if (!(first < Infinity && second < Infinity)) return NaN;
  return logarithm(first) + logarithm(second);
}

/**
 * out[i] <- sum_j ln(1 + table[i, j] factors[j]) of float64 that are 0 or above; `columns` a multiple of 8. The logarithm of
 * their product, whose powers of two are taken out after every `stride` eights of columns, before it overflows.
 */
export function logOnePlusSums(
  rows: usize, columns: usize, stride: usize, table: usize, factors: usize, out: usize,
): void {
  const ones = f64x2.splat(1), mantissa = i64x2.splat(0x000fffffffffffff), bias = i64x2.splat(1023);
  const factorsEnd = factors + (columns << 3);
  for (let i: usize = 0; i < rows; i++, out += 8) {
    let p0 = ones, p1 = ones, p2 = ones, p3 = ones, powers = i64x2.splat(0);
    for (let factor = factors; factor < factorsEnd; ) {
      const end = min<usize>(factor + (stride << 6), factorsEnd);
      for (; factor < end; factor += 64, table += 64) {
        p0 = f64x2.mul(p0, f64x2.add(ones, f64x2.mul(v128.load(table), v128.load(factor))));
        p1 = f64x2.mul(p1, f64x2.add(ones, f64x2.mul(v128.load(table, 16), v128.load(factor, 16))));
        p2 = f64x2.mul(p2, f64x2.add(ones, f64x2.mul(v128.load(table, 32), v128.load(factor, 32))));
        p3 = f64x2.mul(p3, f64x2.add(ones, f64x2.mul(v128.load(table, 48), v128.load(factor, 48))));
      }
      const high = i64x2.add(i64x2.shr_u(p0, 52), i64x2.shr_u(p1, 52));
      powers = i64x2.add(powers, i64x2.add(high, i64x2.add(i64x2.shr_u(p2, 52), i64x2.shr_u(p3, 52))));
      powers = i64x2.sub(powers, i64x2.shl(bias, 2));
      p0 = v128.or(v128.and(p0, mantissa), ones);
      p1 = v128.or(v128.and(p1, mantissa), ones);
      p2 = v128.or(v128.and(p2, mantissa), ones);
      p3 = v128.or(v128.and(p3, mantissa), ones);
    }
    const product = f64x2.mul(f64x2.mul(p0, p1), f64x2.mul(p2, p3));
    const last = logarithm(f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
    store<f64>(out, <f64>(i64x2.extract_lane(powers, 0) + i64x2.extract_lane(powers, 1)) * LN2 + last);
  }
}
