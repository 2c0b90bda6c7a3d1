import type { Kernels, Transpose } from './kernels.js';

// Empty, single, odd and prime sizes, on both sides of the usual register tiles, and one that needs several blocks.
const SHAPES = [
  [0, 3, 2],
  [3, 0, 2],
  [3, 2, 0],
  [1, 1, 1],
  [1, 13, 3],
  [7, 1, 5],
  [5, 7, 1],
  [17, 9, 31],
  [33, 29, 64],
  [64, 10, 47],
  [61, 67, 263],
] as const;
/** Rows and columns of matrices that are multiplied with themselves. */
const GRAM_SHAPES = [
  [1, 1],
  [7, 5],
  [33, 64],
  [131, 263],
] as const;
const FACTORS = [
  [1, 0],
  [-0.5, 1],
  [2, 0.75],
  [0, 0.5],
] as const;
const TRANSPOSITIONS = ['n', 't'] as const;

/**
 * Whether two implementations of gemm on the same arena agree within float32 rounding: null, or a sentence about the first
 * product that differs. Some milliseconds; leaves the arena as it was.
 *
 * Some old builds of OpenBLAS compute wrong results on processors that are newer than they are.
 */
export function selfCheck(tested: Kernels, reference: Kernels): string | null {
  const mark = tested.mark();
  try {
    let factor = 0;
    for (const [m, n, k] of SHAPES) {
      const a = filled(tested, m * k, 1);
      const b = filled(tested, k * n, 2);
      const c = tested.float32(m * n);
      const expected = tested.float32(m * n);
      for (const transposeA of TRANSPOSITIONS) {
        for (const transposeB of TRANSPOSITIONS) {
          const [alpha, beta] = FACTORS[factor++ % FACTORS.length]!;
          // With beta = 0 nothing of C may survive.
          expected.fill(beta === 0 ? Number.NaN : 0.25);
          c.set(expected);
          reference.gemm(transposeA, transposeB, m, n, k, alpha, a, b, beta, expected);
          tested.gemm(transposeA, transposeB, m, n, k, alpha, a, b, beta, c);
          const mismatch = compare(transposeA, transposeB, m, n, k, alpha, beta, c, expected);
          if (mismatch !== null) return mismatch;
        }
      }
      tested.release(mark);
    }
    return checkUpperGram(tested, reference);
  } finally {
    tested.release(mark);
  }
}

/** The symmetric product against a gemm; null or a sentence, as above. */
function checkUpperGram(tested: Kernels, reference: Kernels): string | null {
  for (const [rows, columns] of GRAM_SHAPES) {
    const x = filled(tested, rows * columns, 3);
    const upper = tested.float32(rows * rows).fill(Number.NaN);
    const expected = tested.float32(rows * rows);
    tested.upperGram(rows, columns, x, upper);
    reference.gemm('n', 't', rows, rows, columns, 1, x, x, 0, expected);
    for (let i = 0; i < rows; i++) upper.set(expected.subarray(i * rows, i * rows + i), i * rows);
    const mismatch = compare('n', 't', rows, rows, columns, 1, 0, upper, expected);
    if (mismatch !== null) return `symmetric ${mismatch}`;
  }
  return null;
}

function compare(
  transposeA: Transpose,
  transposeB: Transpose,
  m: number,
  n: number,
  k: number,
  alpha: number,
  beta: number,
  c: Float32Array,
  expected: Float32Array,
): string | null {
  // Two sums of k products of numbers in [-1, 1], each wrong by at most (k + 2) half ulps of the sum of magnitudes.
  const tolerance = 2 * (k + 2) * 2 ** -24 * (Math.abs(alpha) * k + Math.abs(beta));
  for (let i = 0; i < c.length; i++) {
    if (!(Math.abs(c[i]! - expected[i]!) <= tolerance)) {
      return `gemm ${transposeA}${transposeB} (m ${m}, n ${n}, k ${k}, alpha ${alpha}, beta ${beta}) gives ${c[i]} for ${expected[i]} at row ${Math.floor(i / n)}, column ${i % n}`;
    }
  }
  return null;
}

/** Numbers spread evenly over [-1, 1], by multiples of the golden ratio: no two alike. */
function filled(kernels: Kernels, length: number, start: number): Float32Array {
  const array = kernels.float32(length);
  for (let i = 0; i < length; i++) array[i] = 2 * (((i + start) * 0.6180339887498949) % 1) - 1;
  return array;
}
