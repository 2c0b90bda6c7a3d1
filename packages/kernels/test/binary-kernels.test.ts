import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createBinaryKernels, createKernels, KernelArgumentError } from '../src/index.js';
import { borrowing, placed } from './backends.js';

interface Draws {
  readonly key: readonly [number, number];
  readonly first: number;
  readonly p: readonly number[];
  readonly ones: readonly number[];
  readonly grey: readonly number[];
  readonly greyOnes: readonly number[];
}

// Written by test/expected/binary.py.
const expected: {
  readonly draws: readonly Draws[];
  readonly softplus: readonly { readonly scale: number; readonly x: readonly number[]; readonly sum: number }[];
} = JSON.parse(readFileSync(new URL('./expected/binary.json', import.meta.url), 'utf8'));

const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });
const binary = createBinaryKernels(kernels);

test.each(expected.draws.map((draws) => [draws.first, draws] as const))(
  'draws from element %i are those of a Philox in whole numbers',
  (_, { key, first, p, ones, grey, greyOnes }) => {
    borrowing(kernels, () => {
      const out = kernels.float32(p.length + 1).fill(7);
      binary.sampleBernoulli({ key, first }, placed(kernels, p), out);
      expect([...out]).toEqual([...ones, 7]);
      const bytes = kernels.uint8(grey.length);
      bytes.set(grey);
      binary.sampleGrey({ key, first }, bytes, out);
      expect([...out]).toEqual([...greyOnes, 7]);
    });
  },
);

test('draws are certain at 0 and 1, never come of NaN, and are as frequent as they should be', () => {
  borrowing(kernels, () => {
    const length = 160_000;
    const p = kernels.float32(length);
    for (let i = 0; i < length; i++) p[i] = [0, 1, Number.NaN, 0.2][i % 4]!;
    binary.sampleBernoulli({ key: [3, 4], first: 160 }, p, p);
    const ones = [0, 0, 0, 0];
    for (let i = 0; i < length; i++) ones[i % 4]! += p[i]!;
    expect(ones.slice(0, 3)).toEqual([0, length / 4, 0]);
    expect(Math.abs(ones[3]! - 8000)).toBeLessThan(4 * Math.sqrt(40_000 * 0.2 * 0.8));
  });
});

test.each([1, 7, 8, 13, 16, 784])(
  'bits of %i units are packed, the least significant first, and unpacked',
  (columns) => {
    borrowing(kernels, () => {
      const rows = 5;
      const bits = Array.from({ length: rows * columns }, (_, i) => ((i * 7919) >> 3) & 1);
      const x = placed(kernels, bits);
      const bytes = Math.ceil(columns / 8);
      const packed = kernels.uint8(rows * bytes + 1).fill(9);
      binary.packBits(rows, columns, 0.5, x, packed);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < 8 * bytes; j++) {
          expect((packed[i * bytes + (j >> 3)]! >> (j & 7)) & 1).toBe(j < columns ? bits[i * columns + j] : 0);
        }
      }
      expect(packed.at(-1)).toBe(9);
      const out = kernels.float32(rows * columns + 1).fill(9);
      binary.unpackBits(rows, columns, packed, out);
      expect([...out]).toEqual([...bits, 9]);
    });
  },
);

test.each(expected.softplus.map((of) => [of.x.length, of] as const))(
  'the sum of softplus of %i numbers agrees with 40 digits',
  (columns, { scale, x, sum }) => {
    borrowing(kernels, () => {
      const out = kernels.float64(2);
      // Twice, once with half of each number as a bias.
      binary.softplusSums(1, columns, scale, placed(kernels, x), kernels.float32(columns), out);
      const halves = placed(
        kernels,
        x.map((value) => value / 2),
      );
      binary.softplusSums(1, columns, scale, halves, halves, out.subarray(1));
      expect(Math.abs(out[0]! - sum)).toBeLessThan(1e-7 * columns + 1e-7 * sum);
      expect(out[1]).toBe(out[0]);
    });
  },
);

test('a sum of softplus with NaN is NaN, with huge exponents the exponents', () => {
  borrowing(kernels, () => {
    const out = kernels.float64(3);
    const x = placed(kernels, [1, Number.NaN, 2, 1e30, -1e30, 0, Number.NEGATIVE_INFINITY, 5, 5]);
    binary.softplusSums(3, 3, 1, x, kernels.float32(3), out);
    expect(out[0]).toBeNaN();
    expect(out[1]).toBeCloseTo(Math.fround(1e30), -20);
    expect(out[2]).toBeCloseTo(2 * Math.log1p(Math.exp(5)), 6);
  });
});

test('logarithms of products agree with sums of logarithms, whatever the stride', () => {
  borrowing(kernels, () => {
    const [rows, columns] = [3, 40];
    const table = kernels.float64(rows * columns);
    const factors = kernels.float64(columns);
    for (let i = 0; i < table.length; i++) table[i] = Math.exp(9 * Math.sin(i));
    for (let j = 0; j < columns; j++) factors[j] = j > 36 ? 0 : Math.exp(5 * Math.cos(j));
    for (const stride of [1, 2, 5, 7]) {
      const out = kernels.float64(rows);
      binary.logOnePlusSums(rows, columns, stride, table, factors, out);
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += Math.log1p(table[i * columns + j]! * factors[j]!);
        expect(Math.abs(out[i]! / sum - 1)).toBeLessThan(1e-12);
      }
    }
  });
});

test('a step with decay moves by the velocity, and distances add up', () => {
  borrowing(kernels, () => {
    const x = placed(
      kernels,
      Array.from({ length: 11 }, (_, i) => i - 5),
    );
    const velocity = placed(
      kernels,
      Array.from({ length: 12 }, (_, i) => 0.5 * i),
    );
    const [before, moved] = [[...x], [...velocity]];
    binary.moveWithDecay(0.25, velocity, x);
    expect([...velocity]).toEqual(moved.map((v, i) => (i < 11 ? v - 0.25 * before[i]! : v)));
    expect([...x]).toEqual(before.map((value, i) => value + velocity[i]!));
    expect(binary.squaredDistance(x, placed(kernels, before))).toBeCloseTo(
      [...velocity.subarray(0, 11)].reduce((sum, v) => sum + v * v, 0),
      5,
    );
  });
});

test('the module has no static memory, which would lie on that of the kernels', () => {
  const bytes = readFileSync(new URL('../dist/binary.wasm', import.meta.url));
  const sections: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    sections.push(bytes[at++]!);
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      length |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += length;
  }
  const DATA = 11;
  expect(sections).not.toContain(DATA);
});

test('arrays of other memory, odd stretches and released memory are refused', () => {
  const p = kernels.float32(4);
  expect(() => binary.sampleBernoulli({ key: [1, 2], first: 8 }, p, p)).toThrow(
    'first is 8; expected a multiple of 32',
  );
  expect(() => binary.sampleBernoulli({ key: [1, 2], first: 0 }, new Float32Array(4), p)).toThrow(KernelArgumentError);
  expect(() => binary.packBits(2, 9, 0.5, kernels.float32(18), kernels.uint8(3))).toThrow('= 4');
  expect(() => binary.logOnePlusSums(1, 7, 1, kernels.float64(7), kernels.float64(7), kernels.float64(1))).toThrow(
    'a multiple of 8',
  );
  expect(() => createBinaryKernels({} as typeof kernels)).toThrow('have no arena');
  const mark = kernels.mark();
  const released = createBinaryKernels(kernels);
  kernels.release(mark);
  expect(() => released.sampleBernoulli({ key: [1, 2], first: 0 }, p, p)).toThrow('given back by release()');
});
