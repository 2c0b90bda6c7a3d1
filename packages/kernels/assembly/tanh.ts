import { loadLanes, loadPart, storeLanes, storePart } from './lanes';
import { oddQuotient } from './odd-quotient';

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
// In memory, because V8 builds a vector constant anew, by three instructions, wherever it is used; what is loaded ahead of
// the loop stays in a register or on the stack. Nearly twice as fast on Node 24.
const CONSTANTS = memory.data<f32>([P1, P2, P3, P4, Q1, Q2, Q3, Q4, 1, SATURATION]);

/** out[i] <- tanh(x[i]); out may be x. */
export function tanh(length: usize, x: usize, out: usize): void {
  const p1 = constant(0), p2 = constant(1), p3 = constant(2), p4 = constant(3);
  const q1 = constant(4), q2 = constant(5), q3 = constant(6), q4 = constant(7);
  const one = constant(8), saturation = constant(9);
  for (let left = length; left != 0; ) {
    const count = min<usize>(left, 4);
    const values = loadLanes(x, count);
    const sign = v128.and(values, i32x4.splat(0x80000000));
    const magnitude = v128.xor(values, sign);
    const u = f32x4.mul(values, values);
    let p = f32x4.add(f32x4.mul(u, p4), p3);
    let q = f32x4.add(f32x4.mul(u, q4), q3);
    p = f32x4.add(f32x4.mul(p, u), p2);
    q = f32x4.add(f32x4.mul(q, u), q2);
    p = f32x4.add(f32x4.mul(p, u), p1);
    q = f32x4.add(f32x4.mul(q, u), q1);
    p = f32x4.add(f32x4.mul(p, u), one);
    q = f32x4.add(f32x4.mul(q, u), one);
    storeLanes(out, oddQuotient(sign, magnitude, p, q, one, saturation), count);
    left -= count;
    x += 16;
    out += 16;
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
function constant(index: usize): v128 {
  return v128.load_splat<f32>(CONSTANTS + (index << 2));
}

// @ts-ignore: decorator
@inline
function tanhBackward4(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
}
