import { expect, test } from 'vitest';
import { type ActivationName, createKernels } from '../src/index.js';
import { ERF_SLOPE_ULPS, exactActivations, ulpOf } from './exact-activations.js';

const CHUNK = 2 ** 20;
const INFINITY_BITS = 0x7f800000;
const SIGN_BIT = 0x80000000;

/** The largest error, in units of the last place, of what a kernel makes of every float32 with a sign bit, infinity too. */
function worst(
  make: (x: Float32Array, y: Float32Array) => void,
  exact: (x: number) => number,
  signBit: number,
): number {
  const [x, y] = [kernels.float32(CHUNK), kernels.float32(CHUNK)];
  const bits = new Uint32Array(x.buffer, x.byteOffset, CHUNK);
  let largest = 0;
  for (let start = 1; start <= INFINITY_BITS; start += CHUNK) {
    for (let i = 0; i < CHUNK; i++) bits[i] = (Math.min(start + i, INFINITY_BITS) | signBit) >>> 0;
    make(x, y);
    for (let i = 0; i < CHUNK; i++) {
      const wanted = exact(x[i]!);
      const error = Math.abs(y[i]! - wanted) / ulpOf(wanted);
      if (!(error <= largest)) largest = error;
    }
  }
  return largest;
}

const kernels = createKernels({ arenaBytes: 2 ** 26, blas: 'none' });

// Of tanh and erf the negative ones mirror the positive to the bit, as activations.test.ts shows.
test.each<[ActivationName, string, number]>([
  ['tanh', 'positive', 0],
  ['erf', 'positive', 0],
  ['sigmoid', 'positive', 0],
  ['sigmoid', 'negative', SIGN_BIT],
])('%s is as near as it says at every %s float32', (activation, _, signBit) => {
  const { value, valueUlps } = exactActivations[activation];
  expect(worst((x, y) => kernels.activate(activation, x, y), value, signBit)).toBeLessThanOrEqual(valueUlps);
});

test('the slope of erf is as near as it says at every positive float32', () => {
  const gradient = kernels.float32(CHUNK).fill(1);
  const make = (x: Float32Array, y: Float32Array) => kernels.activationBackward('erf', x, gradient, y);
  expect(worst(make, exactActivations.erf.slope, 0)).toBeLessThanOrEqual(ERF_SLOPE_ULPS);
});
