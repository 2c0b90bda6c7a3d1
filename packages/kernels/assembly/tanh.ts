import { loadPart, storePart } from './lanes';

// tanh(x) = x P(x^2) / Q(x^2) to 2.2e-8, minimax in relative error on [0, SATURATION] with P(0) = Q(0) = 1, by Lawson's
// iteratively reweighted least squares at 160 Chebyshev points. From SATURATION on, tanh rounds to 1 in float32.
const SATURATION: f32 = 9.02;
const P1: f32 = 0.1338266572145119;
const P2: f32 = 0.003497432385965619;
const P3: f32 = 2.063542282726449e-5;
const P4: f32 = 1.3383773533848513e-8;
const Q1: f32 = 0.4671598697888387;
const Q2: f32 = 0.025884263865352957;
const Q3: f32 = 0.0003288476660995017;
const Q4: f32 = 7.790029523955389e-7;

/** out[i] <- tanh(x[i]); out may be x. */
export function tanh(length: usize, x: usize, out: usize): void {
  const end = x + ((length & ~3) << 2);
  for (; x < end; x += 16, out += 16) v128.store(out, tanh4(v128.load(x)));
  const rest = length & 3;
  if (rest) storePart(out, tanh4(loadPart(x, rest)), rest);
}

/** out[i, j] <- tanh(x[i, j] + bias[j]); out may be x. */
export function addBiasTanh(rows: usize, columns: usize, x: usize, bias: usize, out: usize): void {
  const whole = (columns & ~3) << 2;
  const rest = columns & 3;
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < whole; j += 16, x += 16, out += 16) {
      v128.store(out, tanh4(f32x4.add(v128.load(x), v128.load(bias + j))));
    }
    if (rest) {
      storePart(out, tanh4(f32x4.add(loadPart(x, rest), loadPart(bias + whole, rest))), rest);
      x += rest << 2;
      out += rest << 2;
    }
  }
}

/** out[i] <- gradient[i] (1 - y[i]^2); out may be gradient. */
export function tanhBackward(length: usize, y: usize, gradient: usize, out: usize): void {
  const end = y + ((length & ~3) << 2);
  for (; y < end; y += 16, gradient += 16, out += 16) {
    v128.store(out, tanhBackward4(v128.load(y), v128.load(gradient)));
  }
  const rest = length & 3;
  if (rest) storePart(out, tanhBackward4(loadPart(y, rest), loadPart(gradient, rest)), rest);
}

// @ts-ignore: decorator
@inline
function tanh4(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const magnitude = v128.xor(x, sign);
  const u = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(u, f32x4.splat(P4)), f32x4.splat(P3));
  let q = f32x4.add(f32x4.mul(u, f32x4.splat(Q4)), f32x4.splat(Q3));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(P2));
  q = f32x4.add(f32x4.mul(q, u), f32x4.splat(Q2));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(P1));
  q = f32x4.add(f32x4.mul(q, u), f32x4.splat(Q1));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(1));
  q = f32x4.add(f32x4.mul(q, u), f32x4.splat(1));
  // pmin and the comparison are written so that NaN passes through them.
  const y = f32x4.pmin(f32x4.div(f32x4.mul(magnitude, p), q), f32x4.splat(1));
  const saturated = f32x4.ge(magnitude, f32x4.splat(SATURATION));
  return v128.or(sign, v128.bitselect(f32x4.splat(1), y, saturated));
}

// @ts-ignore: decorator
@inline
function tanhBackward4(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
}
