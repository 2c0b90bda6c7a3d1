import type { ActivationName } from './activations.js';

/** Whether an operand of `gemm` is used as it is or transposed. */
export type Transpose = 'n' | 't';

/** Which implementation multiplies matrices. */
export interface GemmImplementation {
  readonly kind: 'wasm' | 'blas';
  /** 'rgflow WASM SIMD', or the library found, such as 'OpenBLAS 0.3.21'. */
  readonly name: string;
  /** The path or soname that was loaded; null for WASM. */
  readonly library: string | null;
  /** The processor kernel the library chose ('SkylakeX'), or null if it does not tell. */
  readonly kernel: string | null;
  readonly threads: number;
}

/** What `activateWithSums` adds and where it writes to; `sums` (rows, 2) and `logSlopes` (rows) may be any arrays. */
export interface RowResults {
  readonly bias?: Float32Array | undefined;
  readonly sums: Float64Array;
  readonly out?: Float32Array | undefined;
  readonly logSlopes?: Float64Array | undefined;
}

/**
 * Dense float32 linear algebra on one arena.
 *
 * Every array that a method takes must be a view handed out by this instance (`float32`, `float64`, `uint8`, or a `subarray`
 * of one); that, and its length, is checked before native code sees it, and a {KernelArgumentError} says what is wrong. A
 * matrix may be longer than its shape needs; arrays that are taken whole must be of one length. Matrices are row-major and
 * contiguous: a row is one sample.
 * Not safe for use from two threads; each worker makes its own.
 */
export interface Kernels {
  readonly gemmImplementation: GemmImplementation;

  /** A zeroed array in the arena, 64-byte aligned. @throws {ArenaError} if the reserved memory is used up. */
  float32(length: number): Float32Array;
  float64(length: number): Float64Array;
  uint8(length: number): Uint8Array;
  /** Everything allocated after `mark` is given back by `release(mark)`; views handed out since must not be used again. */
  mark(): number;
  release(mark: number): void;
  readonly capacityBytes: number;
  readonly usedBytes: number;

  /**
   * C <- alpha op(A) op(B) + beta C, with op(A) (m, k), op(B) (k, n), C (m, n). beta = 0 overwrites C, NaN included;
   * alpha = 0 does not read A and B. C must not overlap A or B. These two may lie outside of the arena: a BLAS reads them
   * there, the WASM gemm has them copied into it meanwhile.
   */
  gemm(
    transposeA: Transpose,
    transposeB: Transpose,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: Float32Array,
    b: Float32Array,
    beta: number,
    c: Float32Array,
  ): void;

  /**
   * out[i, j] <- sum_k x[i, k] x[j, k] for j >= i, half of the work of a gemm; x (rows, columns), out (rows, rows). What is
   * below the diagonal stays as it is: `mirrorUpper` fills it. Without a BLAS 256 rows of the arena are needed meanwhile.
   */
  upperGram(rows: number, columns: number, x: Float32Array, out: Float32Array): void;

  /** x[i, j] <- x[i, j] + bias[j]; x (rows, columns). */
  addBias(rows: number, columns: number, x: Float32Array, bias: Float32Array): void;
  /**
   * out[i] <- phi(x[i]); out may be x. NaN stays NaN. Largest error over all float32, in units of the last place of the
   * exact value: tanh 6.5 (a relative error below 4e-7), erf 6.5, sigmoid 2.5; relu and linear are exact.
   */
  activate(activation: ActivationName, x: Float32Array, out: Float32Array): void;
  /**
   * x[i, j] <- x[i, j] + bias[j] and out[i, j] <- phi of that, both at once; x, out (rows, columns), out may be x. Given
   * apart, x has then what `activationBackward` takes where `slopeNeedsInput`.
   */
  addBiasActivate(
    activation: ActivationName,
    rows: number,
    columns: number,
    x: Float32Array,
    bias: Float32Array,
    out: Float32Array,
  ): void;
  /**
   * out[i] <- gradient[i] phi'(x[i]); out may be gradient. `from` is y = phi(x), but x itself where `slopeNeedsInput`:
   *
   *     tanh: 1 - y^2,   erf: 2/sqrt(pi) e^(-x^2),   relu: 1 for y > 0, else 0,   sigmoid: y (1 - y),   linear: 1.
   */
  activationBackward(activation: ActivationName, from: Float32Array, gradient: Float32Array, out: Float32Array): void;
  /**
   * Mean cross-entropy of softmax(logits) in nats over the rows, accumulated in float64; logits (rows, classes), labels
   * (rows).
   * If `gradient` is given it receives the gradient of the mean with respect to the logits. NaN and +Infinity among the
   * logits give NaN. At least one row; a label that is no class is a {KernelArgumentError}.
   */
  softmaxCrossEntropy(
    rows: number,
    classes: number,
    logits: Float32Array,
    labels: Uint8Array,
    gradient?: Float32Array,
  ): number;
  /** Number of rows whose largest logit is the label's: the first of equal ones; a row with NaN does not count. */
  countCorrect(rows: number, classes: number, logits: Float32Array, labels: Uint8Array): number;
  /** y <- alpha x + y. */
  axpy(alpha: number, x: Float32Array, y: Float32Array): void;
  /** x <- alpha x. */
  scale(alpha: number, x: Float32Array): void;
  /**
   * Column sums with scaling: out[j] <- alpha sum_i x[i, j] + beta out[j], in float64; the bias gradient with its momentum.
   */
  columnSums(rows: number, columns: number, alpha: number, x: Float32Array, beta: number, out: Float32Array): void;
  /** Sum of the entries, accumulated in float64. */
  sum(x: Float32Array): number;
  /** Mean and population variance of the entries, in float64 and two passes; NaN for no entries. */
  moments(x: Float32Array): { readonly mean: number; readonly variance: number };
  /**
   * For each row i of x (rows, columns): sums[2 i] <- sum_j x_ij, sums[2 i + 1] <- sum_j x_ij^2, in float64; `sums` may be
   * any array.
   */
  rowSums(rows: number, columns: number, x: Float32Array, sums: Float64Array): void;
  /**
   * A layer with what is asked of its rows, in one pass: x[i, j] <- x[i, j] + bias[j], its sums as `rowSums` has them, and
   * where `to` has room for them out[i, j] <- phi(x_ij) and logSlopes[i] <- sum_j ln phi'(x_ij), the latter to 6e-7 a unit.
   * x, out (rows, columns); out may be x only without logSlopes, which relu does not have.
   */
  activateWithSums(activation: ActivationName, rows: number, columns: number, x: Float32Array, to: RowResults): void;
  /** out[i] <- scale x[i], uint8 to float32. */
  scaleUint8(x: Uint8Array, scale: number, out: Float32Array): void;
  /**
   * out[i] <- mean + standardDeviation * (normal number first + i of the Philox stream `key`): the same bits as
   * `RandomStream.normals` in `@rgflow/random`.
   */
  fillNormals(
    key: readonly [number, number],
    first: number,
    mean: number,
    standardDeviation: number,
    out: Float32Array,
  ): void;

  /**
   * x[i, j] <- x[i, j] - mean_i x[i, j], means and differences in float64 and rounded once. Returns the largest size of a
   * difference, NaN passed over. x (rows, columns); takes 8 columns bytes of the arena meanwhile.
   */
  centreColumns(rows: number, columns: number, x: Float32Array): number;
  /** x[j, i] <- x[i, j] for j > i; x (rows, rows). */
  mirrorUpper(rows: number, x: Float32Array): void;
  /**
   * From scalar products x (samples, samples), of which the upper half is read, to squared distances, in place: x[i, j] <-
   * norms[i] + norms[j] - 2 x[i, j] for j > i, float64 rounded once, and 0 on the diagonal; norms are the squares |g|^2 of
   * the vectors. Returns how many are below `share` of the two norms, for which the difference may be all rounding.
   */
  upperSquaredDistances(samples: number, norms: Float64Array, x: Float32Array, share: number): number;
  /**
   * Sums over the rows of two Gaussian kernels of the squared distances d (samples, samples), symmetric and 0 on the
   * diagonal, of which only the upper half is read: sums[i] <- sum_j exp(rate d_ij) and sums[samples + i] <- sum_j
   * exp(4 rate d_ij), in float64; rate <= 0. Of e^x - 1 as many digits are right as float32 has, as of the distances.
   */
  gaussianKernelSums(samples: number, d: Float32Array, rate: number, sums: Float64Array): void;
  /**
   * ln sum_j exp(a x[j] + b (y[j] - centre)) in float64, without overflow; -Infinity for no entries, NaN where an exponent
   * is NaN.
   */
  logSumExp(a: number, x: Float32Array, b: number, y: Float32Array, centre: number): number;
}
