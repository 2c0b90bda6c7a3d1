import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createAutoencoderKernels, createKernels, KernelArgumentError } from '../src/index.js';
import { borrowing, placed } from './backends.js';

type Numbers = readonly number[];

// Written by test/expected/autoencoder.py.
const expected: {
  readonly squares: readonly { readonly y: Numbers; readonly x: Numbers; readonly sum: number }[];
  readonly entropies: readonly {
    readonly z: Numbers;
    readonly x: Numbers;
    readonly sum: number;
    readonly slopes: Numbers;
  }[];
  readonly adam: readonly {
    readonly start: Numbers;
    readonly steps: number;
    readonly rate: number;
    readonly decay: number;
    readonly x: Numbers;
    readonly m: Numbers;
    readonly v: Numbers;
  }[];
} = JSON.parse(readFileSync(new URL('./expected/autoencoder.json', import.meta.url), 'utf8'));

const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });
const autoencoder = createAutoencoderKernels(kernels);

test.each(expected.squares.map((of) => [of.y.length, of] as const))(
  'the squared error of %i numbers agrees with 50 digits',
  (length, { y, x, sum }) => {
    borrowing(kernels, () => {
      const gradient = kernels.float32(length + 1).fill(7);
      const [from, to] = [placed(kernels, y), placed(kernels, x)];
      expect(Math.abs(autoencoder.squaredError(0.5, from, to, gradient) / sum - 1)).toBeLessThan(1e-6);
      for (let i = 0; i < length; i++) expect(gradient[i]).toBeCloseTo(0.5 * (y[i]! - x[i]!), 6);
      expect(gradient[length]).toBe(7);
      expect(autoencoder.squaredError(0.5, from, to, from)).toBeGreaterThan(0);
      expect(from).toEqual(gradient.subarray(0, length));
    });
  },
);

test.each(expected.entropies.map((of) => [of.z.length, of] as const))(
  'the cross-entropy of %i numbers and its slopes agree with 50 digits',
  (length, { z, x, sum, slopes }) => {
    borrowing(kernels, () => {
      const gradient = kernels.float32(length + 1).fill(7);
      const value = autoencoder.binaryCrossEntropy(2, placed(kernels, z), placed(kernels, x), gradient);
      expect(Math.abs(value / sum - 1)).toBeLessThan(1e-6);
      for (let i = 0; i < length; i++) expect(Math.abs(gradient[i]! - 2 * slopes[i]!)).toBeLessThan(1e-6);
      expect(gradient[length]).toBe(7);
    });
  },
);

test('a cross-entropy of what is sure is finite, and NaN stays NaN', () => {
  borrowing(kernels, () => {
    const z = placed(kernels, [1000, -1000, 200, -200, 0]);
    const x = placed(kernels, [1, 0, 0, 1, 0.5]);
    const gradient = kernels.float32(5);
    expect(autoencoder.binaryCrossEntropy(1, z, x, gradient)).toBeCloseTo(400 + Math.LN2, 9);
    expect([...gradient]).toEqual([0, 0, 1, -1, 0]);
    for (let i = 0; i < 5; i++) {
      const broken = placed(kernels, [0, 0, 0, 0, 0]);
      broken[i] = Number.NaN;
      expect(autoencoder.binaryCrossEntropy(1, broken, x, gradient)).toBeNaN();
      expect(gradient[i]).toBeNaN();
      expect(autoencoder.squaredError(1, broken, x, gradient)).toBeNaN();
    }
  });
});

test.each(expected.adam.map((of) => [of.steps, of.decay, of] as const))(
  '%i steps of Adam with decay %d agree with float64',
  (steps, weightDecay, { start, rate, x, m, v }) => {
    borrowing(kernels, () => {
      const { length } = start;
      const values = placed(kernels, start);
      const [means, squares, gradient] = [kernels.float32(length), kernels.float32(length), kernels.float32(length)];
      const constants = { learningRate: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay };
      let [beta1Power, beta2Power] = [1, 1];
      for (let t = 1; t <= steps; t++) {
        beta1Power *= 0.9;
        beta2Power *= 0.999;
        gradient.set(Float32Array.from({ length }, (_, i) => Math.sin(i + 7 * t)));
        autoencoder.adam({ ...constants, beta1Power, beta2Power }, gradient, means, squares, values);
      }
      for (let i = 0; i < length; i++) {
        expect(values[i]).toBeCloseTo(x[i]!, 6);
        expect(means[i]).toBeCloseTo(m[i]!, 6);
        expect(squares[i]).toBeCloseTo(v[i]!, 6);
      }
    });
  },
);

test('the module has no static memory, which would lie on that of the kernels', () => {
  const module = new WebAssembly.Module(readFileSync(new URL('../dist/autoencoder.wasm', import.meta.url)));
  expect(WebAssembly.Module.imports(module).map(({ name }) => name)).toEqual(['memory']);
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 64 });
  const bytes = new Uint8Array(memory.buffer).fill(1);
  new WebAssembly.Instance(module, { env: { memory } });
  expect(bytes.every((byte) => byte === 1)).toBe(true);
});

test('arrays of other memory and of other lengths are refused', () => {
  const x = kernels.float32(4);
  expect(() => autoencoder.squaredError(1, x, new Float32Array(4), x)).toThrow(KernelArgumentError);
  expect(() => autoencoder.binaryCrossEntropy(1, x, x, x.subarray(1))).toThrow('has 3 entries');
  expect(() => createAutoencoderKernels({} as typeof kernels)).toThrow('have no arena');
});
