import { logarithm } from './elementary';
import { exponentials } from './exponential';

/** Exponents at a time, so that they stay in the first-level cache; the scratch memory holds one more. */
const CHUNK: usize = 1024;

/**
 * From the scalar products of vectors, of which the upper half is read, to their squared distances: x[i, j] <- norms[i] +
 * norms[j] - 2 x[i, j] for j > i, float64, rounded once, and 0 on the diagonal. Returns how many are below `share` of the
 * two norms, because the three terms cancel.
 */
export function upperSquaredDistances(samples: usize, norms: usize, x: usize, share: f64): i32 {
  let cancelled = 0;
  for (let left = samples; left != 0; left--, x += (samples + 1) << 2, norms += 8) {
    store<f32>(x, 0);
    cancelled += squaredDistances(left - 1, load<f64>(norms), norms + 8, x + 4, share);
  }
  return cancelled;
}

function squaredDistances(length: usize, norm: f64, norms: usize, x: usize, share: f64): i32 {
  const minusTwo = f64x2.splat(-2);
  const own = f64x2.splat(norm);
  const shares = f64x2.splat(share);
  let cancelled = i64x2.splat(0);
  const end = x + ((length & ~1) << 2);
  for (; x < end; x += 8, norms += 16) {
    const both = f64x2.add(own, v128.load(norms));
    const distance = f32x4.demote_f64x2_zero(
      f64x2.add(both, f64x2.mul(minusTwo, f64x2.promote_low_f32x4(v128.load64_zero(x)))),
    );
    v128.store64_lane(x, distance, 0);
    // A true comparison is -1 as an integer.
    cancelled = i64x2.sub(cancelled, f64x2.lt(f64x2.promote_low_f32x4(distance), f64x2.mul(shares, both)));
  }
  let count = <i32>(i64x2.extract_lane(cancelled, 0) + i64x2.extract_lane(cancelled, 1));
  if (length & 1) {
    const both = norm + load<f64>(norms);
    const distance = <f32>(both - 2 * <f64>load<f32>(x));
    store<f32>(x, distance);
    if (<f64>distance < share * both) count++;
  }
  return count;
}

/**
 * sums[2 i] <- sum_j exp(rate d_ij), sums[2 i + 1] <- sum_j exp(4 rate d_ij) in float64, for a symmetric matrix of shape
 * (samples, samples) that is 0 on its diagonal, of which the upper half is read; rate <= 0. `scratch` holds CHUNK + 1
 * float64.
 */
export function gaussianKernelSums(samples: usize, distances: usize, rate: f64, sums: usize, scratch: usize): void {
  // The diagonal.
  for (let i: usize = 0; i < samples; i++) v128.store(sums + (i << 4), f64x2.splat(1));
  for (let i: usize = 0; i < samples; i++) {
    let even = f64x2.splat(0);
    let odd = f64x2.splat(0);
    for (let j = i + 1; j < samples; j += CHUNK) {
      const count = min<usize>(CHUNK, samples - j);
      scaled(count, rate, distances + ((i * samples + j) << 2), scratch);
      exponentials(count, scratch);
      let sum = sums + (j << 4);
      let at = scratch;
      for (const end = sum + ((count & ~1) << 4); sum < end; sum += 32, at += 16) {
        const wide = v128.load(at);
        const squared = f64x2.mul(wide, wide);
        const narrow = f64x2.mul(squared, squared);
        const first = v128.shuffle<f64>(wide, narrow, 0, 2);
        const second = v128.shuffle<f64>(wide, narrow, 1, 3);
        even = f64x2.add(even, first);
        odd = f64x2.add(odd, second);
        v128.store(sum, f64x2.add(v128.load(sum), first));
        v128.store(sum, f64x2.add(v128.load(sum, 16), second), 16);
      }
      if (count & 1) {
        const wide = load<f64>(at);
        const last = f64x2.replace_lane(f64x2.splat(wide), 1, wide * wide * (wide * wide));
        even = f64x2.add(even, last);
        v128.store(sum, f64x2.add(v128.load(sum), last));
      }
    }
    v128.store(sums + (i << 4), f64x2.add(v128.load(sums + (i << 4)), f64x2.add(even, odd)));
  }
}

/**
 * ln sum_j exp(a x[j] + b (y[j] - centre)) in float64, the largest exponent taken out first; -Infinity for no entries.
 * `scratch` as above.
 */
export function logSumExp(length: usize, a: f64, x: usize, b: f64, y: usize, centre: f64, scratch: usize): f64 {
  let largest = -Infinity;
  for (let j: usize = 0; j < length; j += CHUNK) {
    const count = min<usize>(CHUNK, length - j);
    combined(count, a, x + (j << 2), b, y + (j << 2), centre, 0, scratch);
    for (let at = scratch, end = scratch + (count << 3); at < end; at += 8) {
      const exponent = load<f64>(at);
      if (exponent != exponent) return NaN;
      largest = max(largest, exponent);
    }
  }
  if (!(largest > -Infinity && largest < Infinity)) return largest;
  let total: f64 = 0;
  for (let j: usize = 0; j < length; j += CHUNK) {
    const count = min<usize>(CHUNK, length - j);
    combined(count, a, x + (j << 2), b, y + (j << 2), centre, largest, scratch);
    exponentials(count, scratch);
    for (let at = scratch, end = scratch + (count << 3); at < end; at += 8) total += load<f64>(at);
  }
  return largest + logarithm(total);
}

/** out[j] <- a x[j] + b (y[j] - centre) - shift. */
// @ts-ignore: decorator
@inline
function combined(
  length: usize, a: f64, x: usize, b: f64, y: usize, centre: f64, shift: f64, out: usize,
): void {
  const as = f64x2.splat(a);
  const bs = f64x2.splat(b);
  const centres = f64x2.splat(centre);
  const shifts = f64x2.splat(shift);
  for (const end = out + ((length & ~1) << 3); out < end; x += 8, y += 8, out += 16) {
    const ofX = f64x2.mul(as, f64x2.promote_low_f32x4(v128.load64_zero(x)));
    const ofY = f64x2.mul(bs, f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(y)), centres));
    v128.store(out, f64x2.sub(f64x2.add(ofX, ofY), shifts));
  }
  if (length & 1) store<f64>(out, a * <f64>load<f32>(x) + b * (<f64>load<f32>(y) - centre) - shift);
}

/** out[j] <- rate x[j]. */
// @ts-ignore: decorator
@inline
function scaled(length: usize, rate: f64, x: usize, out: usize): void {
  const rates = f64x2.splat(rate);
  for (const end = out + ((length & ~1) << 3); out < end; x += 8, out += 16) {
    v128.store(out, f64x2.mul(rates, f64x2.promote_low_f32x4(v128.load64_zero(x))));
  }
  if (length & 1) store<f64>(out, rate * <f64>load<f32>(x));
}
