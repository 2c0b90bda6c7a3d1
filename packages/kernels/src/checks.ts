import { type ActivationName, activationNames } from './activations.js';
import { KernelArgumentError } from './errors.js';

/** The place by which the WASM knows an activation. */
export function codeOf(where: string, activation: ActivationName): number {
  const code = activationNames.indexOf(activation);
  if (code !== -1) return code;
  throw new KernelArgumentError(`${where}: activation is '${activation}'; expected ${activationNames.join(', ')}.`);
}

export function checkDimensions(where: string, dimensions: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(dimensions)) {
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 31)) {
      throw new KernelArgumentError(`${where}: ${name} is ${value}; give a whole number.`);
    }
  }
}

export function checkApart(
  where: string,
  name: string,
  address: number,
  length: number,
  addressOut: number,
  lengthOut: number,
): void {
  if (address < addressOut + 4 * lengthOut && addressOut < address + 4 * length) {
    const out = where === 'gemm' ? 'c' : 'out';
    throw new KernelArgumentError(
      `${where}: ${out} overlaps ${name}, which would be overwritten while it is read; give ${out} memory of its own.`,
    );
  }
}

export function checkLength(
  where: string,
  name: string,
  array: ArrayLike<number>,
  length: number,
  needed: string,
): void {
  if (!(array.length >= length)) {
    throw new KernelArgumentError(`${where}: ${name} has ${array.length} entries; expected ${needed} = ${length}.`);
  }
}

export function checkLogSlopes(
  where: string,
  activation: ActivationName,
  x: Float32Array,
  out: Float32Array | undefined,
): void {
  if (activation === 'relu') {
    throw new KernelArgumentError(
      `${where}: logSlopes are asked for of relu: all x <= 0 become 0, where the logarithm of its slope is -∞.`,
    );
  }
  if (out === undefined || out.byteOffset === x.byteOffset) {
    throw new KernelArgumentError(`${where}: logSlopes are taken from x and out both; give an out that is not x.`);
  }
}
