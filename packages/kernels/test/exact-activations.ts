import erf from '@stdlib/math-base-special-erf';
import type { ActivationName } from '../src/index.js';

/** An activation in float64, and how far the kernels are from it over all of float32: see activations.slow.test.ts. */
interface ExactActivation {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** Largest error of the value, in units of its last place. */
  readonly valueUlps: number;
  /** Largest error of the slope, as it stands: where it is small, the slope from the output has few digits. */
  readonly slopeError: number;
}

export const exactActivations: Readonly<Record<ActivationName, ExactActivation>> = {
  tanh: { value: Math.tanh, slope: (x) => 1 / Math.cosh(x) ** 2, valueUlps: 6.5, slopeError: 6e-7 },
  erf: { value: erf, slope: erfSlope, valueUlps: 6.5, slopeError: 2e-7 },
  relu: { value: (x) => Math.max(x, 0), slope: (x) => Number(x > 0), valueUlps: 0, slopeError: 0 },
  sigmoid: { value: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x), valueUlps: 2.5, slopeError: 2e-7 },
  linear: { value: (x) => x, slope: () => 1, valueUlps: 0, slopeError: 0 },
};

/** 2/√π e^(-x²), of which the kernel has digits everywhere: largest error in units of the last place. */
export const ERF_SLOPE_ULPS = 3.1;

function erfSlope(x: number): number {
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
}

function sigmoid(x: number): number {
  return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
}

/** The distance of neighbours in float32 at a number: 2^-149 among the subnormal ones. */
export function ulpOf(value: number): number {
  size[0] = Math.abs(value);
  const rounded = size[0] > Math.abs(value) ? bits[0]! - 1 : bits[0]!;
  return 2 ** (Math.max(1, rounded >>> 23) - 150);
}

const size = new Float32Array(1);
const bits = new Uint32Array(size.buffer);
