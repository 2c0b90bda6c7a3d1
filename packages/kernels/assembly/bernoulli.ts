import { oneWord, sixteenWords } from './philox';

// A draw takes 16 bits n of the stream of words: with x = 2^16 p it is 1 for n + 1 <= x and 0 for n > x. In between, which
// comes up once in 65,536 draws, 31 bits of a word of its own decide between n and n + 1. Half the words, and half the time.

/** Draws of one call of `sixteenWords`. */
const DRAWS: usize = 32;
const SCALE: f32 = 65536;
/** Last word of the counter of the words that decide; @rgflow/random has 0 to 4. */
const DECISION_DOMAIN: u32 = 5;

/**
 * out[i] <- 1 with probability p[i], else 0, by draw `first` + i of the stream; `first` a multiple of DRAWS; out may be p.
 * `scratch` holds 64 bytes for words and 128 for probabilities.
 */
export function sampleBernoulli(
  key0: u32, key1: u32, first: f64, length: usize, p: usize, out: usize, scratch: usize,
): void {
  let draw = <u64>first;
  const end = p + ((length & ~(DRAWS - 1)) << 2);
  for (; p < end; p += DRAWS << 2, out += DRAWS << 2, draw += DRAWS) drawAll(key0, key1, draw, p, out, scratch);
  const rest = length & (DRAWS - 1);
  if (rest == 0) return;
  const last = scratch + 64;
  memory.fill(last, 0, DRAWS << 2);
  memory.copy(last, p, rest << 2);
  drawAll(key0, key1, draw, last, last, scratch);
  memory.copy(out, last, rest << 2);
}

/** out[i] <- 1 with probability grey[i] / 255, else 0. */
export function sampleGrey(
  key0: u32, key1: u32, first: f64, length: usize, grey: usize, out: usize, scratch: usize,
): void {
  let draw = <u64>first;
  const p = scratch + 64;
  for (let left = length; left != 0; draw += DRAWS) {
    const count = min<usize>(left, DRAWS);
    if (count == DRAWS) {
      probabilities(grey, p);
      probabilities(grey + 16, p + 64);
      drawAll(key0, key1, draw, p, out, scratch);
    } else {
      memory.fill(p, 0, DRAWS << 2);
      for (let i: usize = 0; i < count; i++) store<f32>(p + (i << 2), <f32>load<u8>(grey + i) / <f32>255);
      drawAll(key0, key1, draw, p, p, scratch);
      memory.copy(out, p, count << 2);
    }
    left -= count;
    grey += DRAWS;
    out += DRAWS << 2;
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

/** DRAWS draws. */
// @ts-ignore: decorator
@inline
function drawAll(key0: u32, key1: u32, draw: u64, p: usize, out: usize, words: usize): void {
  sixteenWords(key0, key1, draw >> 3, words);
  let open = i32x4.splat(0);
  for (let at: usize = 0; at < DRAWS << 1; at += 16) {
    const bits = v128.load(words + at);
    const from = p + (at << 1), to = out + (at << 1);
    open = v128.or(open, drawFour(i32x4.extend_low_i16x8_u(bits), from, to));
    open = v128.or(open, drawFour(i32x4.extend_high_i16x8_u(bits), from + 16, to + 16));
  }
  if (v128.any_true(open)) decide(key0, key1, draw, out);
}

/**
 * Four draws by the whole numbers n: 1, 0, or where that is open x - n, which is the probability of 1. Tells which are open.
 */
// @ts-ignore: decorator
@inline
function drawFour(whole: v128, p: usize, out: usize): v128 {
  const one = f32x4.splat(1);
  const n = f32x4.convert_i32x4_s(whole);
  const x = f32x4.mul(f32x4.splat(SCALE), v128.load(p));
  const ones = f32x4.le(f32x4.add(n, one), x);
  const open = v128.andnot(f32x4.le(n, x), ones);
  v128.store(out, v128.bitselect(f32x4.sub(x, n), v128.and(one, ones), open));
  return open;
}

/** The draws that are left open, by 31 bits each. Seldom called. */
function decide(key0: u32, key1: u32, draw: u64, out: usize): void {
  for (let i: u64 = 0; i < DRAWS; i++, out += 4) {
    const p = load<f32>(out);
    if (p == 0 || p == 1) continue;
    const n = <f32>(oneWord(key0, key1, DECISION_DOMAIN, draw + i) >>> 1);
    store<f32>(out, n * <f32>(1.0 / 2147483648.0) + <f32>(0.5 / 2147483648.0) <= p ? 1 : 0);
  }
}

/** p <- grey / 255 of 16 bytes. */
// @ts-ignore: decorator
@inline
function probabilities(grey: usize, p: usize): void {
  const bytes = v128.load(grey), all = f32x4.splat(255);
  const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
  v128.store(p, f32x4.div(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), all));
  v128.store(p, f32x4.div(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), all), 16);
  v128.store(p, f32x4.div(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), all), 32);
  v128.store(p, f32x4.div(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), all), 48);
}
