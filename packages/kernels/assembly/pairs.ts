import { logarithm } from './elementary';
import { exponentials } from './exponential';
import { exponentialConstant } from './exponential4';
import { loadPart } from './lanes';
import { highDoubles, lowDoubles, total } from './reductions';

/** Exponents at a time, so that they stay in the first-level cache; the scratch memory holds three more. */
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
 * sums[i] <- sum_j exp(rate d_ij), sums[samples + i] <- sum_j exp(4 rate d_ij), for a symmetric matrix of shape (samples,
 * samples) that is 0 on its diagonal, of which the upper half is read; rate <= 0. Sums are float64; of e^x - 1 as many
 * digits are right as float32 has, as of a distance. `scratch` holds CHUNK + 3 float64.
 */
export function gaussianKernelSums(samples: usize, distances: usize, rate: f64, sums: usize, scratch: usize): void {
  const toNarrow = samples << 3;
  // The diagonal.
  for (let i: usize = 0; i < 2 * samples; i++) store<f64>(sums + (i << 3), 1);
  for (let i: usize = 0; i < samples; i++) {
    let ownWide = f64x2.splat(0);
    let ownNarrow = f64x2.splat(0);
    for (let j = i + 1; j < samples; j += CHUNK) {
      const count = min<usize>(CHUNK, samples - j);
      kernelValues(count, rate, distances + ((i * samples + j) << 2), scratch);
      let sum = sums + (j << 3);
      let at = scratch;
      for (const end = sum + ((count & ~1) << 3); sum < end; sum += 16, at += 16) {
        const wide = v128.load(at);
        const squared = f64x2.mul(wide, wide);
        const narrow = f64x2.mul(squared, squared);
        ownWide = f64x2.add(ownWide, wide);
        ownNarrow = f64x2.add(ownNarrow, narrow);
        v128.store(sum, f64x2.add(v128.load(sum), wide));
        v128.store(sum + toNarrow, f64x2.add(v128.load(sum + toNarrow), narrow));
      }
      if (count & 1) {
        const wide = load<f64>(at);
        const narrow = wide * wide * (wide * wide);
        ownWide = f64x2.add(ownWide, f64x2.replace_lane(f64x2.splat(0), 0, wide));
        ownNarrow = f64x2.add(ownNarrow, f64x2.replace_lane(f64x2.splat(0), 0, narrow));
        store<f64>(sum, load<f64>(sum) + wide);
        store<f64>(sum + toNarrow, load<f64>(sum + toNarrow) + narrow);
      }
    }
    const own = sums + (i << 3);
    store<f64>(own, load<f64>(own) + total(ownWide));
    store<f64>(own + toNarrow, load<f64>(own + toNarrow) + total(ownNarrow));
  }
}

/** From here down e^x is nothing beside 1, and still a normal number in float64. */
const LEAST: f32 = -700;

/**
 * out[j] <- exp(rate x[j]) in float64, as 2^n (1 + p) with p in float32: e^r = 1 + p as in `exponential4`. Overwrites up to
 * three entries behind the last.
 */
function kernelValues(length: usize, rate: f64, x: usize, out: usize): void {
  const q0 = exponentialConstant(0), q1 = exponentialConstant(1), q2 = exponentialConstant(2);
  const q3 = exponentialConstant(3), q4 = exponentialConstant(4), log2e = exponentialConstant(5);
  const ln2High = exponentialConstant(6), ln2Low = exponentialConstant(7), whole = exponentialConstant(8);
  const least = f32x4.splat(LEAST), rates = f64x2.splat(rate);
  for (let left = <isize>length; left > 0; left -= 4, x += 16, out += 32) {
    const distances = left >= 4 ? v128.load(x) : loadPart(x, left);
    const low = f32x4.demote_f64x2_zero(f64x2.mul(rates, lowDoubles(distances)));
    const high = f32x4.demote_f64x2_zero(f64x2.mul(rates, highDoubles(distances)));
    // pmax lets NaN pass.
    const exponents = f32x4.pmax(v128.shuffle<i64>(low, high, 0, 2), least);
    const biased = f32x4.add(f32x4.mul(exponents, log2e), whole);
    const n = f32x4.sub(biased, whole);
    const r = f32x4.sub(f32x4.sub(exponents, f32x4.mul(n, ln2High)), f32x4.mul(n, ln2Low));
    const r2 = f32x4.mul(r, r);
    const last = f32x4.add(f32x4.add(q2, f32x4.mul(q3, r)), f32x4.mul(q4, r2));
    const q = f32x4.add(f32x4.add(q0, f32x4.mul(q1, r)), f32x4.mul(last, r2));
    const p = f32x4.add(r, f32x4.mul(r2, q));
    const power = i32x4.sub(biased, whole);
    v128.store(out, timesPowerOfTwo(lowDoubles(p), i64x2.extend_low_i32x4_s(power)));
    v128.store(out, timesPowerOfTwo(highDoubles(p), i64x2.extend_high_i32x4_s(power)), 16);
  }
}

/** 2^n (1 + p). */
// @ts-ignore: decorator
@inline
function timesPowerOfTwo(p: v128, n: v128): v128 {
  return f64x2.mul(f64x2.add(f64x2.splat(1), p), i64x2.shl(i64x2.add(n, i64x2.splat(1023)), 52));
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
