import { trapezoid } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';

/** Entropy of a normal variable of variance 1. */
export const NORMAL = Math.log(2 * Math.PI * Math.E) / 2;

/** Closed forms: how a sample comes of a normal and a uniform number, and the entropy. */
export const CLOSED_FORMS: readonly (readonly [string, (z: number, u: number) => number, number])[] = [
  ['normal', (z) => z, NORMAL],
  ['uniform', (_, u) => u, 0],
  ['exponential', (_, u) => -Math.log1p(-u), 1],
  ['Laplace', (_, u) => (u < 0.5 ? Math.log(2 * u) : -Math.log(2 * (1 - u))), 1 + Math.LN2],
  ['tanh of N(0, 0.4)', (z) => Math.tanh(Math.sqrt(0.4) * z), entropyOfTanh(0.4)],
  ['two normal ones, far apart', (z, u) => z + (u < 0.5 ? 5 : -5), entropyOfTwo(5)],
];

/** Of tanh u, u ~ N(0, q): that of u and E ln sech² u. */
export function entropyOfTanh(q: number): number {
  const logSlope = (u: number) => -2 * (Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u))) - Math.LN2);
  return NORMAL + Math.log(q) / 2 + trapezoid((z) => density(z) * logSlope(Math.sqrt(q) * z), -10, 10, 400);
}

function entropyOfTwo(mean: number): number {
  const both = (x: number) => (density(x - mean) + density(x + mean)) / 2;
  return -trapezoid((x) => both(x) * Math.log(both(x)), -mean - 12, mean + 12, 4000);
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

export function samplesOf(form: (z: number, u: number) => number, n: number, stream: RandomStream): Float64Array {
  const uniform = stream.uniform(n);
  return Float64Array.from(stream.normals(new Float32Array(n)), (z, s) => form(z, uniform[s]!));
}
