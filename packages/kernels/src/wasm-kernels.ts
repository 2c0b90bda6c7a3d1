import type { ActivationName } from './activations.js';
import type { Arena, ArenaView } from './arena.js';
import type { BlasProducts } from './blas.js';
import { checkApart, checkDimensions, checkLength, checkLogSlopes, codeOf } from './checks.js';
import { KernelArgumentError } from './errors.js';
import type { GemmImplementation, Kernels, RowResults, Transpose } from './kernels.js';
import { OnArena } from './on-arena.js';
import { upperGramByRows } from './upper-gram.js';
import type { GemmExports, KernelExports } from './wasm.js';

const ROW_MAJOR = 101;
const CBLAS = { n: 111, t: 112, upper: 121 } as const;

/** The kernels on one arena: checks every dimension and view, then calls WASM, or for gemm the BLAS if there is one. */
export class WasmKernels extends OnArena implements Kernels {
  readonly gemmImplementation: GemmImplementation;
  readonly #wasm: KernelExports;
  readonly #gemm: GemmExports;
  readonly #scratch: number;
  readonly #blas: BlasProducts | null;

  /** @param scratch  Address of `gemm.gemmScratchBytes()` bytes, kept from the arena. */
  constructor(
    arena: Arena,
    wasm: KernelExports,
    gemm: GemmExports,
    scratch: number,
    implementation: GemmImplementation,
    blas: BlasProducts | null,
  ) {
    super(arena);
    this.#wasm = wasm;
    this.#gemm = gemm;
    this.#scratch = scratch;
    this.gemmImplementation = Object.freeze(implementation);
    this.#blas = blas;
  }

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
  ): void {
    checkDimensions('gemm', { m, n, k });
    const addressA = this.arena.addressIfInside('gemm', 'a', a, m * k, 'm k');
    const addressB = this.arena.addressIfInside('gemm', 'b', b, k * n, 'k n');
    const addressC = this.arena.address('gemm', 'c', c, m * n, 'm n');
    if (addressA !== null) checkApart('gemm', 'a', addressA, m * k, addressC, m * n);
    if (addressB !== null) checkApart('gemm', 'b', addressB, k * n, addressC, m * n);
    if (m === 0 || n === 0) return;
    if (this.#blas === null || k === 0 || alpha === 0) {
      const mark = this.mark();
      const [ta, tb] = [Number(transposeA === 't'), Number(transposeB === 't')];
      const inA = addressA ?? this.arena.copied(a, m * k);
      const inB = addressB ?? this.arena.copied(b, k * n);
      this.#gemm.gemm(ta, tb, m, n, k, alpha, inA, inB, beta, addressC, this.#scratch);
      this.release(mark);
    } else {
      const lda = transposeA === 't' ? m : k;
      const ldb = transposeB === 't' ? k : n;
      this.#blas.sgemm(ROW_MAJOR, CBLAS[transposeA], CBLAS[transposeB], m, n, k, alpha, a, lda, b, ldb, beta, c, n);
    }
  }

  upperGram(rows: number, columns: number, x: Float32Array, out: Float32Array): void {
    const where = 'upperGram';
    checkDimensions(where, { rows, columns });
    const addressX = this.arena.address(where, 'x', x, rows * columns, 'rows columns');
    const addressOut = this.arena.address(where, 'out', out, rows * rows, 'rows rows');
    checkApart(where, 'x', addressX, rows * columns, addressOut, rows * rows);
    if (this.#blas === null || rows === 0 || columns === 0) {
      upperGramByRows(this, rows, columns, x, out);
    } else {
      this.#blas.ssyrk(ROW_MAJOR, CBLAS.upper, CBLAS.n, rows, columns, 1, x, columns, 0, out, rows);
    }
  }

  addBias(rows: number, columns: number, x: Float32Array, bias: Float32Array): void {
    checkDimensions('addBias', { rows, columns });
    const addressX = this.arena.address('addBias', 'x', x, rows * columns, 'rows columns');
    const addressBias = this.arena.address('addBias', 'bias', bias, columns, 'columns');
    this.#wasm.addBias(rows, columns, addressX, addressBias);
  }

  activate(activation: ActivationName, x: Float32Array, out: Float32Array): void {
    const code = codeOf('activate', activation);
    const address = this.arena.address('activate', 'x', x, x.length, 'its length');
    this.#wasm.activate(code, x.length, address, this.#sameLength('activate', 'out', out, 'x', x));
  }

  addBiasActivate(
    activation: ActivationName,
    rows: number,
    columns: number,
    x: Float32Array,
    bias: Float32Array,
    out: Float32Array,
  ): void {
    const where = 'addBiasActivate';
    const code = codeOf(where, activation);
    checkDimensions(where, { rows, columns });
    const addressX = this.arena.address(where, 'x', x, rows * columns, 'rows columns');
    const addressBias = this.arena.address(where, 'bias', bias, columns, 'columns');
    const addressOut = this.arena.address(where, 'out', out, rows * columns, 'rows columns');
    this.#wasm.addBiasActivate(code, rows, columns, addressX, addressBias, addressOut);
  }

  activationBackward(activation: ActivationName, from: Float32Array, gradient: Float32Array, out: Float32Array): void {
    const where = 'activationBackward';
    const code = codeOf(where, activation);
    const address = this.arena.address(where, 'from', from, from.length, 'its length');
    const addressGradient = this.#sameLength(where, 'gradient', gradient, 'from', from);
    const addressOut = this.#sameLength(where, 'out', out, 'from', from);
    this.#wasm.activationBackward(code, from.length, address, addressGradient, addressOut);
  }

  softmaxCrossEntropy(
    rows: number,
    classes: number,
    logits: Float32Array,
    labels: Uint8Array,
    gradient?: Float32Array,
  ): number {
    const where = 'softmaxCrossEntropy';
    const [addressLogits, addressLabels] = this.#classification(where, rows, classes, logits, labels);
    const addressGradient =
      gradient === undefined ? 0 : this.arena.address(where, 'gradient', gradient, rows * classes, 'rows classes');
    return this.#wasm.softmaxCrossEntropy(rows, classes, addressLogits, addressLabels, addressGradient);
  }

  countCorrect(rows: number, classes: number, logits: Float32Array, labels: Uint8Array): number {
    const [addressLogits, addressLabels] = this.#classification('countCorrect', rows, classes, logits, labels);
    return this.#wasm.countCorrect(rows, classes, addressLogits, addressLabels);
  }

  axpy(alpha: number, x: Float32Array, y: Float32Array): void {
    const address = this.arena.address('axpy', 'x', x, x.length, 'its length');
    this.#wasm.axpy(x.length, alpha, address, this.#sameLength('axpy', 'y', y, 'x', x));
  }

  scale(alpha: number, x: Float32Array): void {
    this.#wasm.scale(x.length, alpha, this.arena.address('scale', 'x', x, x.length, 'its length'));
  }

  columnSums(rows: number, columns: number, alpha: number, x: Float32Array, beta: number, out: Float32Array): void {
    checkDimensions('columnSums', { rows, columns });
    const addressX = this.arena.address('columnSums', 'x', x, rows * columns, 'rows columns');
    const addressOut = this.arena.address('columnSums', 'out', out, columns, 'columns');
    this.#wasm.columnSums(rows, columns, alpha, addressX, beta, addressOut);
  }

  sum(x: Float32Array): number {
    return this.#wasm.sum(x.length, this.arena.address('sum', 'x', x, x.length, 'its length'));
  }

  moments(x: Float32Array): { readonly mean: number; readonly variance: number } {
    const address = this.arena.address('moments', 'x', x, x.length, 'its length');
    const mean = this.#wasm.sum(x.length, address) / x.length;
    return { mean, variance: this.#wasm.sumOfSquares(x.length, address, mean) / x.length };
  }

  rowSums(rows: number, columns: number, x: Float32Array, sums: Float64Array): void {
    this.#rowByRow('rowSums', 'linear', rows, columns, x, { sums });
  }

  activateWithSums(activation: ActivationName, rows: number, columns: number, x: Float32Array, to: RowResults): void {
    const { out, logSlopes } = to;
    if (logSlopes !== undefined) checkLogSlopes('activateWithSums', activation, x, out);
    this.#rowByRow('activateWithSums', activation, rows, columns, x, to);
  }

  #rowByRow(
    where: string,
    activation: ActivationName,
    rows: number,
    columns: number,
    x: Float32Array,
    { bias, sums, out, logSlopes }: RowResults,
  ): void {
    const code = codeOf(where, activation);
    checkDimensions(where, { rows, columns });
    const addressX = this.arena.address(where, 'x', x, rows * columns, 'rows columns');
    const addressBias = bias === undefined ? 0 : this.arena.address(where, 'bias', bias, columns, 'columns');
    const addressOut = out === undefined ? 0 : this.arena.address(where, 'out', out, rows * columns, 'rows columns');
    checkLength(where, 'sums', sums, 2 * rows, '2 rows');
    if (logSlopes !== undefined) checkLength(where, 'logSlopes', logSlopes, rows, 'rows');
    // The sums may live anywhere: WASM writes them to its scratch memory, a chunk of rows at a time.
    const chunk = Math.floor(this.#gemm.gemmScratchBytes() / 24);
    const slopes = logSlopes === undefined ? 0 : this.#scratch + 16 * chunk;
    const buffer = this.arena.memory.buffer;
    for (let row = 0; row < rows; row += chunk) {
      const count = Math.min(chunk, rows - row);
      const before = row * columns * 4;
      const to = addressOut === 0 ? 0 : addressOut + before;
      this.#wasm.activateWithSums(code, count, columns, addressX + before, addressBias, to, this.#scratch, slopes);
      sums.set(new Float64Array(buffer, this.#scratch, 2 * count), 2 * row);
      logSlopes?.set(new Float64Array(buffer, slopes, count), row);
    }
  }

  scaleUint8(x: Uint8Array, scale: number, out: Float32Array): void {
    const address = this.arena.address('scaleUint8', 'x', x, x.length, 'its length');
    this.#wasm.scaleUint8(x.length, address, scale, this.#sameLength('scaleUint8', 'out', out, 'x', x));
  }

  fillNormals(
    key: readonly [number, number],
    first: number,
    mean: number,
    standardDeviation: number,
    out: Float32Array,
  ): void {
    if (!(Number.isInteger(first) && first >= 0 && first + out.length <= Number.MAX_SAFE_INTEGER)) {
      throw new KernelArgumentError(
        `fillNormals: first is ${first}; give a whole number below 2^53 - the length of out.`,
      );
    }
    const address = this.arena.address('fillNormals', 'out', out, out.length, 'its length');
    this.#wasm.fillNormals(key[0], key[1], first, mean, standardDeviation, out.length, address, this.#scratch);
  }

  centreColumns(rows: number, columns: number, x: Float32Array): number {
    const where = 'centreColumns';
    checkDimensions(where, { rows, columns });
    const address = this.arena.address(where, 'x', x, rows * columns, 'rows columns');
    const mark = this.arena.mark();
    const means = this.arena.float64(columns);
    const largest = this.#wasm.centreColumns(rows, columns, address, means.byteOffset);
    this.arena.release(mark);
    return largest;
  }

  mirrorUpper(rows: number, x: Float32Array): void {
    checkDimensions('mirrorUpper', { rows });
    this.#wasm.mirrorUpper(rows, this.arena.address('mirrorUpper', 'x', x, rows * rows, 'rows rows'));
  }

  upperSquaredDistances(samples: number, norms: Float64Array, x: Float32Array, share: number): number {
    const where = 'upperSquaredDistances';
    checkDimensions(where, { samples });
    const address = this.arena.address(where, 'x', x, samples * samples, 'samples samples');
    const addressNorms = this.arena.address(where, 'norms', norms, samples, 'samples');
    return this.#wasm.upperSquaredDistances(samples, addressNorms, address, share);
  }

  gaussianKernelSums(samples: number, d: Float32Array, rate: number, sums: Float64Array): void {
    const where = 'gaussianKernelSums';
    checkDimensions(where, { samples });
    const address = this.arena.address(where, 'd', d, samples * samples, 'samples samples');
    const addressSums = this.arena.address(where, 'sums', sums, 2 * samples, '2 samples');
    if (!(rate <= 0)) throw new KernelArgumentError(`${where}: rate is ${rate}; give a number that is not positive.`);
    this.#wasm.gaussianKernelSums(samples, address, rate, addressSums, this.#scratch);
  }

  logSumExp(a: number, x: Float32Array, b: number, y: Float32Array, centre: number): number {
    const address = this.arena.address('logSumExp', 'x', x, x.length, 'its length');
    const addressY = this.#sameLength('logSumExp', 'y', y, 'x', x);
    return this.#wasm.logSumExp(x.length, a, address, b, addressY, centre, this.#scratch);
  }

  #sameLength(where: string, name: string, view: ArenaView, otherName: string, other: ArenaView): number {
    if (view.length !== other.length) {
      throw new KernelArgumentError(
        `${where}: ${name} has ${view.length} entries but ${otherName} has ${other.length}; give subarrays of one length.`,
      );
    }
    return this.arena.address(where, name, view, view.length, 'its length');
  }

  #classification(
    where: string,
    rows: number,
    classes: number,
    logits: Float32Array,
    labels: Uint8Array,
  ): readonly [number, number] {
    checkDimensions(where, { rows, classes });
    if (rows === 0 || classes === 0) {
      throw new KernelArgumentError(`${where}: ${rows} rows of ${classes} classes; expected at least one of each.`);
    }
    const addressLogits = this.arena.address(where, 'logits', logits, rows * classes, 'rows classes');
    const addressLabels = this.arena.address(where, 'labels', labels, rows, 'rows');
    for (let row = 0; row < rows; row++) {
      if (!(labels[row]! < classes)) {
        throw new KernelArgumentError(
          `${where}: the label of row ${row} is ${labels[row]}; expected 0 to ${classes - 1}.`,
        );
      }
    }
    return [addressLogits, addressLabels];
  }
}
