import { erf, erfBackward } from './erf';
import { relu, reluBackward } from './relu';
import { sigmoid, sigmoidBackward } from './sigmoid';
import { tanh, tanhBackward } from './tanh';
import { addBias } from './vector';

/** Which activation: the place in ACTIVATIONS of src/activations.ts. */
// @ts-ignore: decorator
@inline
export const TANH: i32 = 0;
// @ts-ignore: decorator
@inline
export const ERF: i32 = 1;
// @ts-ignore: decorator
@inline
export const RELU: i32 = 2;
// @ts-ignore: decorator
@inline
export const SIGMOID: i32 = 3;

/** out[i] <- phi(x[i]); out may be x. */
export function activate(activation: i32, length: usize, x: usize, out: usize): void {
  if (activation == TANH) tanh(length, x, out);
  else if (activation == ERF) erf(length, x, out);
  else if (activation == RELU) relu(length, x, out);
  else if (activation == SIGMOID) sigmoid(length, x, out);
  else copy(length, x, out);
}

/** x[i, j] <- x[i, j] + bias[j], out[i, j] <- phi of that, a row at a time so that it stays in the cache; out may be x. */
export function addBiasActivate(activation: i32, rows: usize, columns: usize, x: usize, bias: usize, out: usize): void {
  const rowBytes = columns << 2;
  for (let i: usize = 0; i < rows; i++, x += rowBytes, out += rowBytes) {
    addBias(1, columns, x, bias);
    activate(activation, columns, x, out);
  }
}

/**
 * out[i] <- gradient[i] phi'(x[i]), from y = phi(x) for tanh, relu and sigmoid, from x for erf, and for linear from neither;
 * out may be gradient.
 */
export function activationBackward(activation: i32, length: usize, from: usize, gradient: usize, out: usize): void {
  if (activation == TANH) tanhBackward(length, from, gradient, out);
  else if (activation == ERF) erfBackward(length, from, gradient, out);
  else if (activation == RELU) reluBackward(length, from, gradient, out);
  else if (activation == SIGMOID) sigmoidBackward(length, from, gradient, out);
  else copy(length, gradient, out);
}

// @ts-ignore: decorator
@inline
function copy(length: usize, from: usize, to: usize): void {
  if (to != from) memory.copy(to, from, length << 2);
}
