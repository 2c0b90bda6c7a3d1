import { DomainError, square } from '@rgflow/numerics';

/** Some images, or their labels: shape (count, pixels) or (count), row-major. */
export interface ImageRows {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * The last `count` images of a set, or the last labels: a view, shape (count, pixels) or (count). The images of the
 * published notebook, on which networks are measured, are the last ones of the validation set.
 *
 * @param where  Who asks, for the error.
 * @throws {DomainError}  if `count` is not a positive integer or there are fewer.
 *
 * @example
 * lastImages('activations', { shape: [3, 2], data: Uint8Array.of(1, 2, 3, 4, 5, 6) }, 2).data; // 3, 4, 5, 6
 */
export function lastImages(where: string, { shape, data }: ImageRows, count: number): ImageRows {
  const there = shape[0] ?? 0;
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw new DomainError(`${where}: images is ${count}; expected a positive integer.`);
  }
  if (count > there) {
    throw new DomainError(`${where}: images is ${count} but the validation set has ${there}; ask for fewer.`);
  }
  return { shape: [count, ...shape.slice(1)], data: data.subarray((there - count) * (data.length / there)) };
}

/**
 * X = (1/n) Σᵢ xᵢ² of each image, its grey values x from 0 to 1: all that mean-field theory asks of an input. Shape
 * (images).
 *
 * @param images  Shape (images, pixels).
 *
 * @example A white and a black image of one pixel
 * secondMoments({ shape: [2, 1], data: Uint8Array.of(255, 0) }); // [1, 0]
 */
export function secondMoments({ shape, data }: ImageRows): readonly number[] {
  const count = shape[0] ?? 0;
  const pixels = data.length / count;
  return Array.from({ length: count }, (_, k) => {
    const image = data.subarray(k * pixels, (k + 1) * pixels);
    return image.reduce((sum, grey) => sum + square(grey / 255), 0) / pixels;
  });
}
