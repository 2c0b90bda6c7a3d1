import { ShapeError } from '@rgflow/numerics';

/**
 * Grey images as numbers that can be computed with: 0 is black, 1 is white (byte 255). What is outside the frame is black.
 */
export interface GreyImages {
  /** Shape (count, rows, columns). Transformations may leave the interval from 0 to 1; `imageBytes` does not. */
  readonly values: Float32Array;
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Published bytes as grey images: byte / 255.
 *
 * @param bytes  Grey values 0 to 255, shape (count, rows, columns).
 * @throws {ShapeError}  if they are not whole images of this size.
 *
 * @example
 * greyImages(Uint8Array.of(0, 51, 255, 0), 2, 2).values; // 0, 0.2, 1, 0
 */
export function greyImages(bytes: Uint8Array, rows: number, columns: number): GreyImages {
  const count = bytes.length / (rows * columns);
  if (!Number.isInteger(count)) {
    throw new ShapeError(`greyImages: ${bytes.length} bytes; expected whole images of ${rows} x ${columns}.`);
  }
  const values = new Float32Array(bytes.length);
  for (let p = 0; p < bytes.length; p++) values[p] = bytes[p]! / 255;
  return { values, count, rows, columns };
}

/**
 * What a camera of eight bits makes of them: cut to the interval from 0 to 1, times 255, rounded. Shape (count, rows,
 * columns).
 */
export function imageBytes({ values }: GreyImages): Uint8Array {
  // A clamped array rounds what it is given to the nearest byte, halves to even.
  const bytes = new Uint8ClampedArray(values.length);
  for (let p = 0; p < values.length; p++) bytes[p] = 255 * values[p]!;
  return new Uint8Array(bytes.buffer);
}

/**
 * Refuses a parameter that does not have one finite value for each image.
 *
 * @throws {ShapeError}  naming the transformation and its parameter.
 */
export function checkPerImage(where: string, name: string, values: ArrayLike<number>, { count }: GreyImages): void {
  if (values.length !== count) {
    throw new ShapeError(`${where}: ${name} has ${values.length} values for ${count} images; give one for each.`);
  }
  for (let image = 0; image < count; image++) {
    if (!Number.isFinite(values[image])) {
      throw new ShapeError(`${where}: ${name} of image ${image} is ${values[image]}; expected a finite number.`);
    }
  }
}
