import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArenaError, createKernels, KernelArgumentError, type Kernels } from '../src/index.js';

const MEBIBYTE = 2 ** 20;
const kernels = createKernels({ arenaBytes: 4 * MEBIBYTE, blas: 'none' });
let mark: number;

beforeAll(() => {
  mark = kernels.mark();
});
afterAll(() => {
  kernels.release(mark);
});

describe('memory', () => {
  test('arrays are zeroed, also where released memory is used again, and 64-byte aligned', () => {
    const before = kernels.mark();
    kernels.float32(1000).fill(3);
    kernels.release(before);
    kernels.uint8(3).fill(1);
    for (const length of [0, 1, 17, 1000, 5000]) {
      const array = kernels.float32(length);
      expect(array.byteOffset % 64).toBe(0);
      expect(array.every((value) => value === 0)).toBe(true);
    }
    kernels.release(before);
    expect(kernels.mark()).toBe(before);
  });

  test('reserving a gibibyte keeps it out of resident memory', () => {
    const before = process.memoryUsage.rss();
    const large: Kernels = createKernels({ blas: 'none' });
    large.float32(2 ** 27);
    expect(large.capacityBytes).toBe(1024 * MEBIBYTE);
    expect(large.usedBytes).toBeGreaterThan(512 * MEBIBYTE);
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * MEBIBYTE);
  });

  test('a full arena says how much was needed', () => {
    expect(() => kernels.float32(2 ** 20)).toThrow(ArenaError);
    expect(() => kernels.float32(2 ** 20)).toThrow(
      /^float32\(1048576\): \d+ bytes are needed but the arena holds 4194304; release/,
    );
  });

  test('impossible sizes and marks are refused', () => {
    expect(() => createKernels({ arenaBytes: 2 ** 33 })).toThrow(ArenaError);
    expect(() => createKernels({ arenaBytes: Number.NaN })).toThrow('arenaBytes is NaN');
    expect(() => createKernels({ arenaBytes: 1000 })).toThrow('arenaBytes is 1000; give 2097152 to');
    expect(() => kernels.float32(-1)).toThrow('float32: the length is -1; give a whole number.');
    expect(() => kernels.release(kernels.mark() + 64)).toThrow('is not a mark of this arena');
    expect(() => kernels.release(Number.NaN)).toThrow(ArenaError);
  });
});

describe('every array is checked before native code sees it', () => {
  const other = createKernels({ arenaBytes: 4 * MEBIBYTE, blas: 'none' });
  const short = kernels.float32(5);
  const long = kernels.float32(6);
  const labels = kernels.uint8(2);

  const calls: readonly (readonly [string, (x: Float32Array) => unknown])[] = [
    ['gemm: a', (x) => kernels.gemm('n', 'n', 2, 2, 3, 1, x, long, 0, kernels.float32(4))],
    ['gemm: b', (x) => kernels.gemm('n', 'n', 2, 2, 3, 1, long, x, 0, kernels.float32(4))],
    ['gemm: c', (x) => kernels.gemm('n', 'n', 2, 3, 1, 1, long, kernels.float32(3), 0, x)],
    ['addBias: x', (x) => kernels.addBias(2, 3, x, long)],
    ['addBias: bias', (x) => kernels.addBias(0, 6, kernels.float32(0), x)],
    ['addBiasActivate: x', (x) => kernels.addBiasActivate('tanh', 2, 3, x, long, long)],
    ['addBiasActivate: out', (x) => kernels.addBiasActivate('tanh', 2, 3, long, long, x)],
    ['activate: out', (x) => kernels.activate('tanh', long, x)],
    ['activationBackward: gradient', (x) => kernels.activationBackward('tanh', long, x, long)],
    ['activationBackward: out', (x) => kernels.activationBackward('tanh', long, long, x)],
    ['softmaxCrossEntropy: logits', (x) => kernels.softmaxCrossEntropy(2, 3, x, labels)],
    ['softmaxCrossEntropy: gradient', (x) => kernels.softmaxCrossEntropy(2, 3, long, labels, x)],
    ['countCorrect: logits', (x) => kernels.countCorrect(2, 3, x, labels)],
    ['axpy: y', (x) => kernels.axpy(1, long, x)],
    ['columnSums: x', (x) => kernels.columnSums(2, 3, 1, x, 0, long)],
    ['columnSums: out', (x) => kernels.columnSums(0, 6, 1, kernels.float32(0), 0, x)],
    ['rowSums: x', (x) => kernels.rowSums(2, 3, x, new Float64Array(4))],
    ['logSumExp: y', (x) => kernels.logSumExp(1, long, 1, x, 0)],
    ['scaleUint8: out', (x) => kernels.scaleUint8(kernels.uint8(6), 1, x)],
  ];

  test.each(calls)('%s is too short', (name, call) => {
    expect(() => call(short)).toThrow(KernelArgumentError);
    expect(() => call(short)).toThrow(`${name} has 5 entries`);
    if (name.startsWith('gemm: ') && name !== 'gemm: c') {
      expect(() => call(new Float32Array(5))).toThrow(`${name} has 5 entries`);
    }
  });

  // What gemm only reads may lie anywhere.
  const inside = calls.filter(([name]) => name !== 'gemm: a' && name !== 'gemm: b');

  test.each(inside)('%s is an ordinary array', (name, call) => {
    expect(() => call(new Float32Array(6))).toThrow(`${name} is not memory of these kernels`);
  });

  test.each(inside)('%s is of other kernels', (name, call) => {
    expect(() => call(other.float32(6))).toThrow(`${name} is not memory of these kernels`);
  });

  test.each(calls)('%s was released', (name, call) => {
    const released = () => {
      const before = kernels.mark();
      kernels.float32(100);
      const array = kernels.float32(6);
      kernels.release(before);
      return array;
    };
    expect(() => call(released())).toThrow(`${name} was given back by release(); allocate it again.`);
  });

  test('dimensions are whole numbers', () => {
    expect(() => kernels.gemm('n', 'n', -1, 2, 3, 1, long, long, 0, long)).toThrow(
      'gemm: m is -1; give a whole number.',
    );
    expect(() => kernels.addBias(1.5, 2, long, long)).toThrow('addBias: rows is 1.5');
    expect(() => kernels.columnSums(1, Number.NaN, 1, long, 0, long)).toThrow('columnSums: columns is NaN');
    expect(() => kernels.rowSums(2, 3, long, new Float64Array(3))).toThrow(
      'rowSums: sums has 3 entries; expected 2 rows = 4.',
    );
  });

  test('gemm refuses an output that overlaps an input', () => {
    const all = kernels.float32(12);
    expect(() => kernels.gemm('n', 'n', 2, 2, 2, 1, all, long, 0, all.subarray(3))).toThrow('gemm: c overlaps a');
    expect(() => kernels.gemm('n', 'n', 2, 2, 2, 1, long, all.subarray(3), 0, all)).toThrow('gemm: c overlaps b');
    kernels.gemm('n', 'n', 2, 2, 2, 1, all, all, 0, all.subarray(4));
  });
});
