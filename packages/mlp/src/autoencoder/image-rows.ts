import type { Kernels } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';

/**
 * What an autoencoder is to return, a row each: shape (count, units), row-major. Grey values, bytes as so many 255ths, or
 * numbers, as a layer of another autoencoder gives them.
 */
export interface ImageRows {
  readonly count: number;
  readonly units: number;
  readonly values: Uint8Array | Float32Array;
}

/** @throws {ShapeError} if there are not count x units values, or the autoencoder has another number of inputs. */
export function checkRows(where: string, { count, units, values }: ImageRows, inputs: number): void {
  if (units !== inputs || values.length !== count * units) {
    throw new ShapeError(
      `${where}: ${values.length} values of shape (${count}, ${units}) for ${inputs} inputs; expected count x ${inputs}.`,
    );
  }
}

/** Copies rows into the arena as numbers; `bytes` is scratch in it for as many bytes. */
export function rowsTo(
  kernels: Kernels,
  { units, values }: ImageRows,
  rows: ArrayLike<number>,
  bytes: Uint8Array,
  out: Float32Array,
): void {
  const target = values instanceof Uint8Array ? bytes : out;
  for (let i = 0; i < rows.length; i++)
    target.set(values.subarray(rows[i]! * units, (rows[i]! + 1) * units), i * units);
  const length = rows.length * units;
  if (values instanceof Uint8Array) kernels.scaleUint8(bytes.subarray(0, length), 1 / 255, out.subarray(0, length));
}
