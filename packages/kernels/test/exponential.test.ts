import { beforeAll, expect, test } from 'vitest';
import { instantiateKernels, type KernelExports } from '../src/wasm.js';

const memory = new WebAssembly.Memory({ initial: 32 });
let wasm: KernelExports;
let base: number;

beforeAll(() => {
  wasm = instantiateKernels(memory);
  base = 64 * Math.ceil(wasm.heapBase() / 64);
});

function exponentials(x: readonly number[]): number[] {
  const values = new Float64Array(memory.buffer, base, x.length + 1);
  values.set(x);
  wasm.exponentials(x.length, base);
  return [...values.subarray(0, x.length)];
}

test('e^x to two ulps of Math.exp down to the smallest normal number, and 1 at 0', () => {
  expect(exponentials([0, -0])).toEqual([1, 1]);
  // Steps of no simple ratio to ln 2, so that every part of a halving is met.
  const near = Array.from({ length: 84_507 }, (_, n) => -0.00071 * n);
  const far = Array.from({ length: 64_000 }, (_, n) => -60 - 0.01012 * n);
  for (const x of [near, far]) {
    let largest = 0;
    exponentials(x).forEach((value, n) => {
      largest = Math.max(largest, Math.abs(value / Math.exp(x[n]!) - 1));
    });
    expect(largest).toBeLessThanOrEqual(2 ** -51);
  }
});

test('it keeps on falling from one halving to the next', () => {
  for (let n = 0; n < 1020; n++) {
    const border = -(n + 0.5) * Math.LN2;
    const [below, above] = exponentials([border - 1e-9, border + 1e-9]);
    expect(below).toBeLessThan(above!);
  }
});

test('0 from -708 down, NaN for NaN, in either lane', () => {
  expect(exponentials([-708, -1e9, -Infinity, Number.NaN, -709])).toEqual([0, 0, 0, Number.NaN, 0]);
  expect(exponentials([Number.NaN, 0])).toEqual([Number.NaN, 1]);
});
