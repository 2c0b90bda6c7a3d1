import { loadPart, storePart } from './lanes';

/**
 * With G = gradient + decay x: m <- m + first (G - m), v <- v + second (G^2 - v), x <- x - rate m / (root sqrt(v) + least).
 * Every operation is rounded to float32 by itself.
 */
export function adam(
  length: usize, rate: f32, root: f32, first: f32, second: f32, least: f32, decay: f32,
  gradient: usize, m: usize, v: usize, x: usize,
): void {
  const end = x + ((length & ~3) << 2);
  for (; x < end; x += 16, gradient += 16, m += 16, v += 16) {
    const before = v128.load(x);
    const g = f32x4.add(v128.load(gradient), f32x4.mul(f32x4.splat(decay), before));
    const mean = towards4(v128.load(m), g, first);
    const square = towards4(v128.load(v), f32x4.mul(g, g), second);
    v128.store(m, mean);
    v128.store(v, square);
    v128.store(x, moved4(before, mean, square, rate, root, least));
  }
  const rest = length & 3;
  if (rest == 0) return;
  const before = loadPart(x, rest);
  const g = f32x4.add(loadPart(gradient, rest), f32x4.mul(f32x4.splat(decay), before));
  const mean = towards4(loadPart(m, rest), g, first);
  const square = towards4(loadPart(v, rest), f32x4.mul(g, g), second);
  storePart(m, mean, rest);
  storePart(v, square, rest);
  storePart(x, moved4(before, mean, square, rate, root, least), rest);
}

// @ts-ignore: decorator
@inline
function towards4(from: v128, to: v128, share: f32): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.splat(share), f32x4.sub(to, from)));
}

// @ts-ignore: decorator
@inline
function moved4(x: v128, mean: v128, square: v128, rate: f32, root: f32, least: f32): v128 {
  const size = f32x4.add(f32x4.mul(f32x4.sqrt(square), f32x4.splat(root)), f32x4.splat(least));
  return f32x4.sub(x, f32x4.div(f32x4.mul(f32x4.splat(rate), mean), size));
}
