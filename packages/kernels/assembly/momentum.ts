import { highDoubles, lowDoubles, total } from './reductions';

/** velocity <- velocity - shrink x, then x <- x + velocity: the end of a step, with decay of the weights, in one pass. */
export function moveWithDecay(length: usize, shrink: f32, velocity: usize, x: usize): void {
  const shrinks = f32x4.splat(shrink);
  for (const end = x + ((length & ~7) << 2); x < end; x += 32, velocity += 32) {
    moveFour(shrinks, velocity, x);
    moveFour(shrinks, velocity + 16, x + 16);
  }
  for (const end = x + ((length & 7) << 2); x < end; x += 4, velocity += 4) {
    const moved = load<f32>(velocity) - shrink * load<f32>(x);
    store<f32>(velocity, moved);
    store<f32>(x, load<f32>(x) + moved);
  }
}

/** Sum of (x[i] - y[i])^2: differences in float32, sums in float64. */
export function squaredDistance(length: usize, x: usize, y: usize): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (const end = x + ((length & ~3) << 2); x < end; x += 16, y += 16) {
    const difference = f32x4.sub(v128.load(x), v128.load(y));
    const square = f32x4.mul(difference, difference);
    low = f64x2.add(low, lowDoubles(square));
    high = f64x2.add(high, highDoubles(square));
  }
  let sum = total(f64x2.add(low, high));
  for (const end = x + ((length & 3) << 2); x < end; x += 4, y += 4) {
    const difference = load<f32>(x) - load<f32>(y);
    sum += <f64>(difference * difference);
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function moveFour(shrinks: v128, velocity: usize, x: usize): void {
  const before = v128.load(x);
  const moved = f32x4.sub(v128.load(velocity), f32x4.mul(shrinks, before));
  v128.store(velocity, moved);
  v128.store(x, f32x4.add(before, moved));
}
