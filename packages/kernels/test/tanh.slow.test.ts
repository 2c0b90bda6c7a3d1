import { expect, test } from 'vitest';
import { createKernels } from '../src/index.js';

const CHUNK = 2 ** 20;
const INFINITY_BITS = 0x7f800000;
const TOLERANCE = 4e-7;

// The negative ones mirror the positive to the bit, as tanh.test.ts shows.
test('tanh is within 4e-7 of Math.tanh at every positive float32', () => {
  const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });
  const x = kernels.float32(CHUNK);
  const y = kernels.float32(CHUNK);
  const bits = new Uint32Array(x.buffer, x.byteOffset, CHUNK);
  let worst = 0;
  for (let start = 1; start <= INFINITY_BITS; start += CHUNK) {
    for (let i = 0; i < CHUNK; i++) bits[i] = Math.min(start + i, INFINITY_BITS);
    kernels.tanh(x, y);
    for (let i = 0; i < CHUNK; i++) {
      const exact = Math.tanh(x[i]!);
      const error = Math.abs(y[i]! - exact) / exact;
      if (!(error <= worst)) worst = error;
    }
  }
  expect(worst).toBeLessThan(TOLERANCE);
});
