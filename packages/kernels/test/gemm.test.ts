import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernels, Transpose } from '../src/index.js';
import { selfCheck } from '../src/self-check.js';
import { backends, borrowing, hasBlas, placed } from './backends.js';

interface Product {
  readonly transposeA: Transpose;
  readonly transposeB: Transpose;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Deterministic numbers in [-1, 1) that float32 holds exactly. */
function numbers(length: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  });
}

/**
 * The largest excess of |C - exact| over its bound, where exact is in float64 and the bound that of a float32 sum of k
 * products in any order, fused or not, scaled by alpha, with beta C added: (k + 3) 2^-24 (|alpha| sum |a| |b| + |beta| |c|).
 * Not positive if the product is right. Looks at every `step`th entry of C.
 */
function excess(kernels: Kernels, product: Product, step = 1): number {
  const { transposeA, transposeB, m, n, k, alpha, beta } = product;
  return borrowing(kernels, () => {
    const a = placed(kernels, numbers(m * k, 1));
    const b = placed(kernels, numbers(k * n, 2));
    const before = numbers(m * n, 3);
    const c = placed(kernels, before);
    kernels.gemm(transposeA, transposeB, m, n, k, alpha, a, b, beta, c);
    let worst = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < m * n; at += step) {
      const [i, j] = [Math.floor(at / n), at % n];
      let exact = 0;
      let magnitude = 0;
      for (let p = 0; p < k; p++) {
        const term = a[transposeA === 't' ? p * m + i : i * k + p]! * b[transposeB === 't' ? j * k + p : p * n + j]!;
        exact += term;
        magnitude += Math.abs(term);
      }
      const bound = (k + 3) * 2 ** -24 * (Math.abs(alpha) * magnitude + Math.abs(beta * before[at]!));
      const error = Math.abs(c[at]! - (alpha * exact + beta * before[at]!));
      worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error - bound);
    }
    return worst;
  });
}

const transpose = fc.constantFrom<Transpose>('n', 't');
const size = fc.oneof(fc.constantFrom(0, 1, 2, 3, 5, 7, 11, 13, 31, 64, 127, 257), fc.integer({ min: 0, max: 70 }));
const factor = fc.constantFrom(0, 1, -1, 0.5, 2.25);
const product = fc.record({
  transposeA: transpose,
  transposeB: transpose,
  m: size,
  n: size,
  k: size,
  alpha: factor,
  beta: factor,
});

describe.each(backends)('gemm by %s', (_, available) => {
  const kernels = available as Kernels;

  test.skipIf(available === null)('is the matrix product, for any shape, transposition, alpha and beta', () => {
    fc.assert(
      fc.property(product, (p) => {
        expect(excess(kernels, p)).toBeLessThanOrEqual(0);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test.skipIf(available === null).each([
    { m: 64, n: 784, k: 784, transposeA: 'n', transposeB: 't' },
    { m: 64, n: 784, k: 784, transposeA: 'n', transposeB: 'n' },
    { m: 784, n: 784, k: 64, transposeA: 't', transposeB: 'n' },
    { m: 5, n: 1031, k: 600, transposeA: 't', transposeB: 't' },
    { m: 131, n: 3, k: 2003, transposeA: 'n', transposeB: 't' },
  ] as const)('is the matrix product at the sizes of training, $m x $n x $k $transposeA $transposeB', (shape) => {
    expect(excess(kernels, { ...shape, alpha: 0.005, beta: 0.8 }, 37)).toBeLessThanOrEqual(0);
  });

  test.skipIf(available === null)('overwrites NaN where beta is 0, and does not read A and B where alpha is 0', () => {
    borrowing(kernels, () => {
      const nan = placed(kernels, new Array(6).fill(Number.NaN));
      const c = placed(kernels, new Array(4).fill(Number.NaN));
      kernels.gemm('n', 'n', 2, 2, 3, 0, nan, nan, 0, c);
      expect([...c]).toEqual([0, 0, 0, 0]);
      c.fill(Number.NaN);
      kernels.gemm(
        'n',
        't',
        2,
        2,
        3,
        1,
        placed(kernels, [1, 2, 3, 4, 5, 6]),
        placed(kernels, [1, 0, 0, 0, 1, 0]),
        0,
        c,
      );
      expect([...c]).toEqual([1, 2, 4, 5]);
    });
  });

  test.skipIf(available === null)(
    'reads A and B outside of the arena to the same bits, and keeps nothing of them',
    () => {
      borrowing(kernels, () => {
        const [m, n, k] = [61, 47, 333];
        const [a, b] = [Float32Array.from(numbers(m * k + 1, 1)), Float32Array.from(numbers(k * n, 2))];
        // At an address that no allocation gives.
        const odd = a.subarray(1);
        const [inside, outside, mixed] = [0, 1, 2].map(() => kernels.float32(m * n));
        kernels.gemm('n', 't', m, n, k, 1, placed(kernels, odd), placed(kernels, b), 0, inside!);
        const used = kernels.usedBytes;
        kernels.gemm('n', 't', m, n, k, 1, odd, b, 0, outside!);
        kernels.gemm('n', 't', m, n, k, 1, placed(kernels, odd), b, 0, mixed!);
        expect(outside).toEqual(inside);
        expect(mixed).toEqual(inside);
        kernels.gemm('n', 't', m, n, k, 0, odd, b, 1, outside!);
        expect(outside).toEqual(inside);
        expect(kernels.usedBytes - used).toBe(Math.ceil((4 * m * k) / 64) * 64);
      });
    },
  );

  test.skipIf(available === null)('scales C where there is nothing to sum over', () => {
    borrowing(kernels, () => {
      const nothing = kernels.float32(0);
      const c = placed(kernels, [1, 2, 3, 4]);
      kernels.gemm('t', 'n', 2, 2, 0, 1, nothing, nothing, 0.5, c);
      expect([...c]).toEqual([0.5, 1, 1.5, 2]);
    });
  });

  test.skipIf(available === null)('touches nothing around C', () => {
    borrowing(kernels, () => {
      for (const [m, n, k] of [
        [7, 5, 3],
        [6, 8, 4],
        [1, 1, 1],
        [13, 9, 300],
      ] as const) {
        const around = placed(kernels, new Array(m * n + 32).fill(7));
        const c = around.subarray(16, 16 + m * n);
        kernels.gemm(
          'n',
          'n',
          m,
          n,
          k,
          1,
          placed(kernels, numbers(m * k, 1)),
          placed(kernels, numbers(k * n, 2)),
          0,
          c,
        );
        expect([...around.subarray(0, 16), ...around.subarray(16 + m * n)]).toEqual(new Array(32).fill(7));
      }
    });
  });

  test.skipIf(available === null)('lets NaN and infinity through to their row and column only', () => {
    borrowing(kernels, () => {
      const a = placed(kernels, numbers(9 * 11, 1));
      const c = kernels.float32(9 * 10);
      a[4 * 11 + 3] = Number.NaN;
      kernels.gemm('n', 'n', 9, 10, 11, 1, a, placed(kernels, numbers(11 * 10, 2)), 0, c);
      expect([...c].map(Number.isNaN)).toEqual(Array.from({ length: 90 }, (_, i) => Math.floor(i / 10) === 4));
    });
  });

  test.skipIf(available === null)('repeats itself to the bit', () => {
    borrowing(kernels, () => {
      const [a, b] = [placed(kernels, numbers(61 * 333, 1)), placed(kernels, numbers(333 * 47, 2))];
      const [first, second] = [kernels.float32(61 * 47), kernels.float32(61 * 47)];
      kernels.gemm('n', 'n', 61, 47, 333, 1, a, b, 0, first);
      for (let i = 0; i < 50; i++) kernels.gemm('n', 'n', 61, 47, 333, 1, a, b, 0, second);
      expect(second).toEqual(first);
    });
  });
});

describe('the self-check', () => {
  const [fused, portable] = [backends[0]![1]!, backends[1]![1]!];

  test('passes an implementation against itself', () => {
    expect(selfCheck(portable, portable)).toBeNull();
  });

  test('fails an implementation that ignores a transposition, and says which product', () => {
    const wrong: Kernels = Object.create(fused, {
      gemm: {
        value: (...[ta, , m, n, k, alpha, a, b, beta, c]: Parameters<Kernels['gemm']>) =>
          fused.gemm(ta, 'n', m, n, k, alpha, a, b, beta, c),
      },
      mark: { value: () => fused.mark() },
      release: { value: (mark: number) => fused.release(mark) },
      float32: { value: (length: number) => fused.float32(length) },
    });
    expect(selfCheck(wrong, fused)).toMatch(/^gemm [nt]t \(m \d+, n \d+, k \d+, .*\) gives .* at row \d+, column \d+$/);
  });

  test('leaves the arena as it was', () => {
    const used = portable.usedBytes;
    selfCheck(portable, portable);
    expect(portable.usedBytes).toBe(used);
  });

  test.runIf(hasBlas)('accepts the BLAS of this machine', () => {
    expect(backends[2]![1]!.gemmImplementation.kind).toBe('blas');
  });
});
