import { readFileSync } from 'node:fs';

/** What assembly/binary.ts exports: addresses in bytes, dimensions in entries. */
export interface BinaryExports {
  logOnePlusSums(rows: number, columns: number, stride: number, table: number, factors: number, out: number): void;
  moveWithDecay(length: number, shrink: number, velocity: number, x: number): void;
  packBits(rows: number, columns: number, threshold: number, x: number, out: number): void;
  sampleBernoulli(
    key0: number,
    key1: number,
    first: number,
    length: number,
    p: number,
    out: number,
    scratch: number,
  ): void;
  sampleGrey(
    key0: number,
    key1: number,
    first: number,
    length: number,
    grey: number,
    out: number,
    scratch: number,
  ): void;
  softplusSums(rows: number, columns: number, scale: number, x: number, bias: number, out: number): void;
  squaredDistance(length: number, x: number, y: number): number;
  unpackBits(rows: number, columns: number, bits: number, out: number): void;
}

/** The kernels of binary units, on the memory of others. */
export function instantiateBinaryKernels(memory: WebAssembly.Memory): BinaryExports {
  binaryModule ??= new WebAssembly.Module(readFileSync(new URL('../dist/binary.wasm', import.meta.url)));
  return new WebAssembly.Instance(binaryModule, { env: { memory } }).exports as unknown as BinaryExports;
}

let binaryModule: WebAssembly.Module | undefined;
