import { loadPart } from './lanes';

/** Sum of the entries in float64. */
export function sum(length: usize, x: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = x + ((length & ~3) << 2);
  for (; x < end; x += 16) {
    const values = v128.load(x);
    low = f64x2.add(low, lowDoubles(values));
    high = f64x2.add(high, highDoubles(values));
  }
  const rest = length & 3;
  if (rest) {
    const values = loadPart(x, rest);
    low = f64x2.add(low, lowDoubles(values));
    high = f64x2.add(high, highDoubles(values));
  }
  return total(f64x2.add(low, high));
}

/** Sum of (x[i] - centre)^2 in float64. */
export function sumOfSquares(length: usize, x: usize, centre: f64): f64 {
  const centres = f64x2.splat(centre);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = x + ((length & ~3) << 2);
  for (; x < end; x += 16) {
    const values = v128.load(x);
    const first = f64x2.sub(lowDoubles(values), centres);
    const second = f64x2.sub(highDoubles(values), centres);
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  let all = total(f64x2.add(low, high));
  for (const last = x + ((length & 3) << 2); x < last; x += 4) {
    const difference = <f64>load<f32>(x) - centre;
    all += difference * difference;
  }
  return all;
}

/** out[j] <- alpha sum_i x[i, j] + beta out[j], summed in float64; beta = 0 overwrites NaN too. */
export function columnSums(rows: usize, columns: usize, alpha: f32, x: usize, beta: f32, out: usize): void {
  const rowBytes = columns << 2;
  let j: usize = 0;
  for (; j + 8 <= columns; j += 8, x += 32, out += 32) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    for (let i: usize = 0, at = x; i < rows; i++, at += rowBytes) {
      const first = v128.load(at);
      const second = v128.load(at, 16);
      s0 = f64x2.add(s0, lowDoubles(first));
      s1 = f64x2.add(s1, highDoubles(first));
      s2 = f64x2.add(s2, lowDoubles(second));
      s3 = f64x2.add(s3, highDoubles(second));
    }
    storeSum(out, f64x2.extract_lane(s0, 0), alpha, beta);
    storeSum(out + 4, f64x2.extract_lane(s0, 1), alpha, beta);
    storeSum(out + 8, f64x2.extract_lane(s1, 0), alpha, beta);
    storeSum(out + 12, f64x2.extract_lane(s1, 1), alpha, beta);
    storeSum(out + 16, f64x2.extract_lane(s2, 0), alpha, beta);
    storeSum(out + 20, f64x2.extract_lane(s2, 1), alpha, beta);
    storeSum(out + 24, f64x2.extract_lane(s3, 0), alpha, beta);
    storeSum(out + 28, f64x2.extract_lane(s3, 1), alpha, beta);
  }
  for (; j < columns; j++, x += 4, out += 4) {
    let s: f64 = 0;
    for (let i: usize = 0, at = x; i < rows; i++, at += rowBytes) s += <f64>load<f32>(at);
    storeSum(out, s, alpha, beta);
  }
}

// @ts-ignore: decorator
@inline
function storeSum(out: usize, s: f64, alpha: f32, beta: f32): void {
  const scaled = <f64>alpha * s;
  store<f32>(out, <f32>(beta == 0 ? scaled : scaled + <f64>beta * <f64>load<f32>(out)));
}

// @ts-ignore: decorator
@inline
export function lowDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
export function highDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 1));
}

// @ts-ignore: decorator
@inline
export function total(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
