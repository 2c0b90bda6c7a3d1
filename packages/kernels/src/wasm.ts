import { readFileSync } from 'node:fs';
import v8 from 'node:v8';

/** What assembly/gemm.ts exports: addresses in bytes, dimensions in entries. */
export interface GemmExports {
  heapBase(): number;
  gemmScratchBytes(): number;
  gemm(
    transposeA: number,
    transposeB: number,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    b: number,
    beta: number,
    c: number,
    scratch: number,
  ): void;
}

/** What assembly/index.ts exports. */
export interface KernelExports extends GemmExports {
  activate(activation: number, length: number, x: number, out: number): void;
  activateWithSums(
    activation: number,
    rows: number,
    columns: number,
    x: number,
    bias: number,
    out: number,
    sums: number,
    slopes: number,
  ): void;
  activationBackward(activation: number, length: number, from: number, gradient: number, out: number): void;
  addBias(rows: number, columns: number, x: number, bias: number): void;
  addBiasActivate(activation: number, rows: number, columns: number, x: number, bias: number, out: number): void;
  axpy(length: number, alpha: number, x: number, y: number): void;
  /** The means go to `means`, float64 (columns). */
  centreColumns(rows: number, columns: number, x: number, means: number): number;
  columnSums(rows: number, columns: number, alpha: number, x: number, beta: number, out: number): void;
  countCorrect(rows: number, classes: number, logits: number, labels: number): number;
  /** Used by the kernels of pairs; here to be tested. */
  exponentials(length: number, x: number): void;
  fillNormals(
    key0: number,
    key1: number,
    first: number,
    mean: number,
    standardDeviation: number,
    length: number,
    out: number,
    scratch: number,
  ): void;
  gaussianKernelSums(samples: number, distances: number, rate: number, sums: number, scratch: number): void;
  logSumExp(length: number, a: number, x: number, b: number, y: number, centre: number, scratch: number): number;
  mirrorUpper(rows: number, x: number): void;
  scale(length: number, alpha: number, x: number): void;
  scaleUint8(length: number, x: number, factor: number, out: number): void;
  softmaxCrossEntropy(rows: number, classes: number, logits: number, labels: number, gradient: number): number;
  sum(length: number, x: number): number;
  sumOfSquares(length: number, x: number, centre: number): number;
  upperSquaredDistances(samples: number, norms: number, x: number, share: number): number;
}

/** The kernels, on `memory`. */
export function instantiateKernels(memory: WebAssembly.Memory): KernelExports {
  kernelsModule ??= new WebAssembly.Module(readFileSync(new URL('../dist/kernels.wasm', import.meta.url)));
  return new WebAssembly.Instance(kernelsModule, { env: { memory } }).exports as unknown as KernelExports;
}

/** The gemm with relaxed SIMD's multiply-add, on the same memory; null where the engine does not know relaxed SIMD. */
export function instantiateFusedGemm(memory: WebAssembly.Memory): GemmExports | null {
  if (fusedModule === undefined) {
    const bytes = readFileSync(new URL('../dist/gemm-fused.wasm', import.meta.url));
    fusedModule = enableRelaxedSimd(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  if (fusedModule === null) return null;
  return new WebAssembly.Instance(fusedModule, { env: { memory } }).exports as unknown as GemmExports;
}

let kernelsModule: WebAssembly.Module | undefined;
let fusedModule: WebAssembly.Module | null | undefined;

/**
 * Relaxed SIMD is on from V8 11.4; before (Node 20) it is complete but behind a flag, which unknown to V8 prints an error.
 */
function enableRelaxedSimd(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (WebAssembly.validate(bytes)) return true;
  if (!process.versions.v8.startsWith('11.3.')) return false;
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(bytes);
}
