import { loadPart, storePart } from './lanes';

/**
 * y <- alpha x + y, from the end: of what was just written from beginning to end, the end is what the cache still has. Four
 * vectors at a time: in a shorter loop the processor is busy with addresses.
 */
export function axpy(length: usize, alpha: f32, x: usize, y: usize): void {
  const factor = f32x4.splat(alpha);
  const rest = length & 3;
  let left = (length & ~3) << 2;
  if (rest) storePart(y + left, f32x4.add(f32x4.mul(factor, loadPart(x + left, rest)), loadPart(y + left, rest)), rest);
  for (; left & 63; left -= 16) axpy4(factor, x + left - 16, y + left - 16);
  x += left;
  y += left;
  for (const least = x - left; x > least; ) {
    x -= 64;
    y -= 64;
    axpy4(factor, x + 48, y + 48);
    axpy4(factor, x + 32, y + 32);
    axpy4(factor, x + 16, y + 16);
    axpy4(factor, x, y);
  }
}

/** x <- alpha x. */
export function scale(length: usize, alpha: f32, x: usize): void {
  const factor = f32x4.splat(alpha);
  const end = x + ((length & ~3) << 2);
  for (; x < end; x += 16) v128.store(x, f32x4.mul(factor, v128.load(x)));
  const rest = length & 3;
  if (rest) storePart(x, f32x4.mul(factor, loadPart(x, rest)), rest);
}

/** x[i, j] <- x[i, j] + bias[j]. */
export function addBias(rows: usize, columns: usize, x: usize, bias: usize): void {
  const whole = (columns & ~3) << 2;
  const rest = columns & 3;
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < whole; j += 16, x += 16) v128.store(x, f32x4.add(v128.load(x), v128.load(bias + j)));
    if (rest) {
      storePart(x, f32x4.add(loadPart(x, rest), loadPart(bias + whole, rest)), rest);
      x += rest << 2;
    }
  }
}

/** out[i] <- factor x[i], uint8 to float32. */
export function scaleUint8(length: usize, x: usize, factor: f32, out: usize): void {
  const factors = f32x4.splat(factor);
  const end = x + (length & ~7);
  for (; x < end; x += 8, out += 32) {
    const words = v128.load_ext<u8>(x);
    v128.store(out, f32x4.mul(factors, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words))));
    v128.store(out, f32x4.mul(factors, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words))), 16);
  }
  for (const last = x + (length & 7); x < last; x++, out += 4) store<f32>(out, factor * <f32>load<u8>(x));
}

// @ts-ignore: decorator
@inline
function axpy4(factor: v128, x: usize, y: usize): void {
  v128.store(y, f32x4.add(f32x4.mul(factor, v128.load(x)), v128.load(y)));
}
