import { exponential4, exponentialConstant } from './exponential4';
import { loadLanes, storeLanes } from './lanes';
import { oddQuotient } from './odd-quotient';

// erf(x) = x P(x^2) / Q(x^2) to 1.9e-8, minimax in relative error on [0, SATURATION] with Q(0) = 1, by Lawson's iteratively
// reweighted least squares at 400 Chebyshev points. From SATURATION on, erf rounds to 1 in float32.
const SATURATION: f32 = 3.9192;
const P0: f32 = 1.12837915;
const P1: f32 = 0.190375811;
const P2: f32 = 0.0527453541;
const P3: f32 = 0.00376448289;
const P4: f32 = 0.000284889287;
const P5: f32 = 2.05075275e-6;
const Q1: f32 = 0.502048912;
const Q2: f32 = 0.114097062;
const Q3: f32 = 0.014966928;
const Q4: f32 = 0.00116231960;
const Q5: f32 = 3.80989263e-5;
const CONSTANTS = memory.data<f32>([P0, P1, P2, P3, P4, P5, Q1, Q2, Q3, Q4, Q5, 1, SATURATION]);

/** 2 / sqrt(pi), the slope at 0. */
const SLOPE: f32 = 1.1283791670955126;
/** Beyond it e^(-x^2) is 0 in float32. */
const NOTHING_LEFT: f32 = 10.5;

/** out[i] <- erf(x[i]) = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x[i]; out may be x. */
export function erf(length: usize, x: usize, out: usize): void {
  const p0 = constant(0), p1 = constant(1), p2 = constant(2), p3 = constant(3), p4 = constant(4), p5 = constant(5);
  const q1 = constant(6), q2 = constant(7), q3 = constant(8), q4 = constant(9), q5 = constant(10);
  const one = constant(11), saturation = constant(12);
  for (let left = length; left != 0; ) {
    const count = min<usize>(left, 4);
    const values = loadLanes(x, count);
    const sign = v128.and(values, i32x4.splat(0x80000000));
    const magnitude = v128.xor(values, sign);
    const u = f32x4.mul(values, values);
    let p = f32x4.add(f32x4.mul(u, p5), p4);
    let q = f32x4.add(f32x4.mul(u, q5), q4);
    p = f32x4.add(f32x4.mul(p, u), p3);
    q = f32x4.add(f32x4.mul(q, u), q3);
    p = f32x4.add(f32x4.mul(p, u), p2);
    q = f32x4.add(f32x4.mul(q, u), q2);
    p = f32x4.add(f32x4.mul(p, u), p1);
    q = f32x4.add(f32x4.mul(q, u), q1);
    p = f32x4.add(f32x4.mul(p, u), p0);
    q = f32x4.add(f32x4.mul(q, u), one);
    storeLanes(out, oddQuotient(sign, magnitude, p, q, one, saturation), count);
    left -= count;
    x += 16;
    out += 16;
  }
}

/**
 * out[i] <- gradient[i] 2 / sqrt(pi) e^(-x[i]^2), from x and not from erf(x), of which the slope is no simple function; out
 * may be gradient.
 */
export function erfBackward(length: usize, x: usize, gradient: usize, out: usize): void {
  const q0 = exponentialConstant(0), q1 = exponentialConstant(1), q2 = exponentialConstant(2), q3 = exponentialConstant(3);
  const q4 = exponentialConstant(4), log2e = exponentialConstant(5), ln2High = exponentialConstant(6);
  const ln2Low = exponentialConstant(7), whole = exponentialConstant(8), one = exponentialConstant(9);
  const most = f32x4.splat(NOTHING_LEFT), slope = f32x4.splat(SLOPE), upperBits = i32x4.splat(0xfffff000);
  for (let left = length; left != 0; ) {
    const count = min<usize>(left, 4);
    const values = loadLanes(x, count);
    const gradients = loadLanes(gradient, count);
    const size = f32x4.pmin(f32x4.abs(values), most);
    // x^2 as the exact square of its first 12 bits, and the rest: rounded, it would cost e^(-x^2) its last digits.
    const first = v128.and(size, upperBits);
    const square = f32x4.neg(f32x4.mul(first, first));
    const rest = f32x4.mul(f32x4.sub(first, size), f32x4.add(first, size));
    const e = exponential4(square, rest, q0, q1, q2, q3, q4, log2e, ln2High, ln2Low, whole, one);
    const result = f32x4.mul(gradients, f32x4.mul(slope, e));
    storeLanes(out, result, count);
    left -= count;
    x += 16;
    gradient += 16;
    out += 16;
  }
}

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load_splat<f32>(CONSTANTS + (index << 2));
}
