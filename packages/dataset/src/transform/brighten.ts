import { checkPerImage, type GreyImages } from './grey-images.js';

/**
 * The images with every grey value times a gain: out = g · in. Nothing is cut off here; `imageBytes` does that above 1.
 *
 * @param gain  One value for each image, shape (count).
 * @throws {ShapeError}  if there is not one finite value for each image.
 *
 * @example
 * brightenImages({ values: Float32Array.of(0, 0.5), count: 1, rows: 1, columns: 2 }, [0.5]).values; // 0, 0.25
 */
export function brightenImages(images: GreyImages, gain: ArrayLike<number>): GreyImages {
  checkPerImage('brightenImages', 'gain', gain, images);
  const pixels = images.rows * images.columns;
  return { ...images, values: images.values.map((value, p) => gain[Math.floor(p / pixels)]! * value) };
}
