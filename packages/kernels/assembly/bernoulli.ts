import { sixteenUniforms } from './uniform';

/** Draws of one call of `sixteenUniforms`. */
const DRAWS: usize = 16;

/** out[i] <- 1 with probability p[i], else 0, by uniform number i of the stream; out may be p. `scratch` holds 64 bytes. */
export function sampleBernoulli(
  key0: u32, key1: u32, firstBlock: f64, length: usize, p: usize, out: usize, scratch: usize,
): void {
  let block = <u64>firstBlock;
  const whole = length & ~(DRAWS - 1);
  for (const end = p + (whole << 2); p < end; p += 64, out += 64, block += 4) {
    sixteenUniforms(key0, key1, block, scratch);
    drawFour(p, out, scratch);
    drawFour(p + 16, out + 16, scratch + 16);
    drawFour(p + 32, out + 32, scratch + 32);
    drawFour(p + 48, out + 48, scratch + 48);
  }
  if (whole == length) return;
  sixteenUniforms(key0, key1, block, scratch);
  for (const end = p + ((length - whole) << 2); p < end; p += 4, out += 4, scratch += 4) {
    store<f32>(out, load<f32>(scratch) <= load<f32>(p) ? 1 : 0);
  }
}

/** out[i] <- 1 with probability grey[i] / 255, else 0. */
export function sampleGrey(
  key0: u32, key1: u32, firstBlock: f64, length: usize, grey: usize, out: usize, scratch: usize,
): void {
  let block = <u64>firstBlock;
  const whole = length & ~(DRAWS - 1);
  for (const end = grey + whole; grey < end; grey += 16, out += 64, block += 4) {
    sixteenUniforms(key0, key1, block, scratch);
    const bytes = v128.load(grey);
    const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
    drawGrey(i32x4.extend_low_i16x8_u(low), out, scratch);
    drawGrey(i32x4.extend_high_i16x8_u(low), out + 16, scratch + 16);
    drawGrey(i32x4.extend_low_i16x8_u(high), out + 32, scratch + 32);
    drawGrey(i32x4.extend_high_i16x8_u(high), out + 48, scratch + 48);
  }
  if (whole == length) return;
  sixteenUniforms(key0, key1, block, scratch);
  for (const end = grey + (length - whole); grey < end; grey++, out += 4, scratch += 4) {
    store<f32>(out, load<f32>(scratch) <= <f32>load<u8>(grey) / <f32>255 ? 1 : 0);
  }
}

/**
 * out[i, j / 8] bit j % 8, the least significant the first, <- whether x[i, j] >= threshold; out (rows, ceil(columns / 8)),
 * the bits behind the last column 0.
 */
export function packBits(rows: usize, columns: usize, threshold: f32, x: usize, out: usize): void {
  const thresholds = f32x4.splat(threshold);
  for (let i: usize = 0; i < rows; i++) {
    let left = columns;
    for (; left >= 8; left -= 8, x += 32, out++) {
      const low = i32x4.bitmask(f32x4.ge(v128.load(x), thresholds));
      const high = i32x4.bitmask(f32x4.ge(v128.load(x, 16), thresholds));
      store<u8>(out, <u8>(low | (high << 4)));
    }
    if (left == 0) continue;
    let byte: u8 = 0;
    for (let bit: usize = 0; bit < left; bit++, x += 4) byte |= <u8>(load<f32>(x) >= threshold) << <u8>bit;
    store<u8>(out++, byte);
  }
}

/** out[i, j] <- bit j of row i of what `packBits` packs, as 0 or 1. */
export function unpackBits(rows: usize, columns: usize, bits: usize, out: usize): void {
  const places = i32x4(1, 2, 4, 8), one = f32x4.splat(1);
  for (let i: usize = 0; i < rows; i++) {
    let left = columns;
    for (; left >= 8; left -= 8, out += 32, bits++) {
      const byte = <i32>load<u8>(bits);
      v128.store(out, v128.and(one, i32x4.ne(v128.and(i32x4.splat(byte), places), i32x4.splat(0))));
      v128.store(out, v128.and(one, i32x4.ne(v128.and(i32x4.splat(byte >> 4), places), i32x4.splat(0))), 16);
    }
    if (left == 0) continue;
    const byte = <u32>load<u8>(bits++);
    for (let bit: u32 = 0; bit < <u32>left; bit++, out += 4) store<f32>(out, <f32>((byte >> bit) & 1));
  }
}

// @ts-ignore: decorator
@inline
function drawFour(p: usize, out: usize, uniforms: usize): void {
  v128.store(out, v128.and(f32x4.splat(1), f32x4.le(v128.load(uniforms), v128.load(p))));
}

// @ts-ignore: decorator
@inline
function drawGrey(grey: v128, out: usize, uniforms: usize): void {
  const p = f32x4.div(f32x4.convert_i32x4_s(grey), f32x4.splat(255));
  v128.store(out, v128.and(f32x4.splat(1), f32x4.le(v128.load(uniforms), p)));
}
