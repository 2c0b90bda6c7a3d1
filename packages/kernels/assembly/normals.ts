import { cosineOfTurn2, logarithm2, sineOfTurn2 } from './elementary';

// Philox 4x32-10 and Box-Muller as in @rgflow/random (src/philox.ts, src/normal.ts), four blocks at a time.
const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const NORMAL_DOMAIN: i32 = 2;

/**
 * out[i] <- mean + standardDeviation * (normal number first + i of the stream `key`), rounded to float32 before and after.
 * `scratch` holds 64 bytes.
 */
export function fillNormals(
  key0: u32, key1: u32, first: f64, mean: f64, standardDeviation: f64, length: usize, out: usize, scratch: usize,
): void {
  const start = <u64>first;
  let skip = <usize>(start & 15);
  let block = (start >> 4) << 2;
  for (let done: usize = 0; done < length; block += 4) {
    const count = min<usize>(16 - skip, length - done);
    if (count == 16) {
      sixteenNormals(key0, key1, block, mean, standardDeviation, out);
    } else {
      sixteenNormals(key0, key1, block, mean, standardDeviation, scratch);
      memory.copy(out, scratch + (skip << 2), count << 2);
    }
    out += count << 2;
    done += count;
    skip = 0;
  }
}

/** The normal numbers of blocks `block` to `block` + 3, where `block` is a multiple of 4. */
function sixteenNormals(key0: u32, key1: u32, block: u64, mean: f64, standardDeviation: f64, out: usize): void {
  let c0 = i32x4.add(i32x4.splat(<i32>block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(<i32>(block >> 32));
  let c2 = i32x4.splat(0);
  let c3 = i32x4.splat(NORMAL_DOMAIN);
  for (let round = 0; round < 10; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(c0, i32x4.splat(MULTIPLIER_0));
    const high0 = i64x2.extmul_high_i32x4_u(c0, i32x4.splat(MULTIPLIER_0));
    const low1 = i64x2.extmul_low_i32x4_u(c2, i32x4.splat(MULTIPLIER_1));
    const high1 = i64x2.extmul_high_i32x4_u(c2, i32x4.splat(MULTIPLIER_1));
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(key0));
    c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(key1));
    c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    key0 += WEYL_0;
    key1 += WEYL_1;
  }
  eightNormals(c0, c1, c2, c3, mean, standardDeviation, out);
  eightNormals(upper(c0), upper(c1), upper(c2), upper(c3), mean, standardDeviation, out + 32);
}

/** The normal numbers of the two blocks in the low lanes. */
// @ts-ignore: decorator
@inline
function eightNormals(w0: v128, w1: v128, w2: v128, w3: v128, mean: f64, standardDeviation: f64, out: usize): void {
  const radius01 = radius2(w0);
  const radius23 = radius2(w2);
  const cosine01 = f32x4.demote_f64x2_zero(f64x2.mul(radius01, cosineOfTurn2(w1)));
  const sine01 = f32x4.demote_f64x2_zero(f64x2.mul(radius01, sineOfTurn2(w1)));
  const cosine23 = f32x4.demote_f64x2_zero(f64x2.mul(radius23, cosineOfTurn2(w3)));
  const sine23 = f32x4.demote_f64x2_zero(f64x2.mul(radius23, sineOfTurn2(w3)));
  const normals01 = v128.shuffle<f32>(cosine01, sine01, 0, 4, 1, 5);
  const normals23 = v128.shuffle<f32>(cosine23, sine23, 0, 4, 1, 5);
  v128.store(out, affine4(v128.shuffle<f64>(normals01, normals23, 0, 2), mean, standardDeviation));
  v128.store(out, affine4(v128.shuffle<f64>(normals01, normals23, 1, 3), mean, standardDeviation), 16);
}

/** sqrt(-2 ln((word + 1/2) / 2^32)) for the unsigned words in the low two lanes. */
// @ts-ignore: decorator
@inline
function radius2(word: v128): v128 {
  const u = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(word), f64x2.splat(0.5)), f64x2.splat(1.0 / 4294967296.0));
  return f64x2.sqrt(f64x2.mul(f64x2.splat(-2), logarithm2(u)));
}

/**
 * mean + standardDeviation z in float64, rounded to float32; without a mean the product alone, and for the standard normal z
 * itself, which keeps -0.
 */
// @ts-ignore: decorator
@inline
function affine4(z: v128, mean: f64, standardDeviation: f64): v128 {
  if (mean == 0 && standardDeviation == 1) return z;
  let low = f64x2.mul(f64x2.splat(standardDeviation), f64x2.promote_low_f32x4(z));
  let high = f64x2.mul(f64x2.splat(standardDeviation), f64x2.promote_low_f32x4(upper(z)));
  if (mean != 0) {
    low = f64x2.add(f64x2.splat(mean), low);
    high = f64x2.add(f64x2.splat(mean), high);
  }
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

// @ts-ignore: decorator
@inline
function upper(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 1);
}
