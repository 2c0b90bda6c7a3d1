import { readFileSync } from 'node:fs';

/** What assembly/autoencoder.ts exports: addresses in bytes, lengths in entries. */
export interface AutoencoderExports {
  adam(
    length: number,
    rate: number,
    root: number,
    first: number,
    second: number,
    least: number,
    decay: number,
    gradient: number,
    m: number,
    v: number,
    x: number,
  ): void;
  binaryCrossEntropy(length: number, scale: number, z: number, x: number, gradient: number): number;
  squaredError(length: number, scale: number, y: number, x: number, gradient: number): number;
}

/** The kernels of autoencoders, on the memory of others. */
export function instantiateAutoencoderKernels(memory: WebAssembly.Memory): AutoencoderExports {
  autoencoderModule ??= new WebAssembly.Module(readFileSync(new URL('../dist/autoencoder.wasm', import.meta.url)));
  return new WebAssembly.Instance(autoencoderModule, { env: { memory } }).exports as unknown as AutoencoderExports;
}

let autoencoderModule: WebAssembly.Module | undefined;
