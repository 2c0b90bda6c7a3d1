import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { checkPerImage, type GreyImages } from './grey-images.js';

/**
 * The images with white noise on every pixel: out = in + s ε, ε ~ N(0, 1) independent.
 *
 * Nothing is cut off here. `imageBytes` cuts what falls below black, and black pixels of mean s/√(2π) are what is left:
 * through eight bits the level of the noise can be seen in the mean of the image.
 *
 * @param level   s >= 0, one value for each image, in units of white; shape (count).
 * @param random  Draws ε; element p of it is pixel p of all the images.
 * @throws {ShapeError}   if there is not one finite value for each image.
 * @throws {DomainError}  if a level is negative.
 *
 * @example
 * addNoise(images, new Float64Array(images.count).fill(0.1), RandomStream.named('noise', { seed: 0 }));
 */
export function addNoise(images: GreyImages, level: ArrayLike<number>, random: RandomStream): GreyImages {
  checkPerImage('addNoise', 'level', level, images);
  for (let image = 0; image < images.count; image++) {
    if (!(level[image]! >= 0)) {
      throw new DomainError(
        `addNoise: the level of image ${image} is ${level[image]}; a standard deviation is not negative.`,
      );
    }
  }
  const pixels = images.rows * images.columns;
  const noise = random.normals(new Float32Array(images.values.length));
  const noisy = images.values.map((value, p) => value + level[Math.floor(p / pixels)]! * noise[p]!);
  return { ...images, values: noisy };
}
