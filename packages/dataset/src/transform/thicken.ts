import { checkPerImage, type GreyImages } from './grey-images.js';

/**
 * The images with their bright strokes made thicker by so many steps, or thinner by negative ones. A step is grey-scale
 * dilation (or erosion) by the cross of a pixel and its four neighbours,
 *
 *     (δx)(p) = max x over p and its neighbours,    (εx)(p) = min x over the same,
 *
 * which moves an edge by one pixel on either side of the stroke; t steps are the whole ones and then a share of the next:
 *
 *     T_t x = (1 - r) δⁿx + r δⁿ⁺¹x,    t = n + r, n whole,    T_{-t} the same with ε.
 *
 * Whole steps compose, T_m T_n = T_{m+n} for m, n >= 0; fractions do not, and ε does not undo δ (a stroke that is gone is
 * gone). Where one thickens, the other thins the black: T_t (1 - x) = 1 - T_{-t} x. Neighbours outside the frame do not
 * count.
 *
 * @param steps  One value for each image, shape (count).
 * @throws {ShapeError}  if there is not one finite value for each image.
 *
 * @example One white pixel in five, by a step and a half
 * const row = { values: Float32Array.of(0, 0, 1, 0, 0), count: 1, rows: 1, columns: 5 };
 * thickenImages(row, [1.5]).values; // 0.5, 1, 1, 1, 0.5
 */
export function thickenImages(images: GreyImages, steps: ArrayLike<number>): GreyImages {
  checkPerImage('thickenImages', 'steps', steps, images);
  const { values, count, rows, columns } = images;
  const pixels = rows * columns;
  const thickened = new Float32Array(values.length);
  for (let image = 0; image < count; image++) {
    const one = values.subarray(image * pixels, (image + 1) * pixels);
    thickened.set(thickenOne(one, rows, columns, steps[image]!), image * pixels);
  }
  return { ...images, values: thickened };
}

function thickenOne(image: Float32Array, rows: number, columns: number, steps: number): Float32Array {
  // Erosion is dilation of the negative.
  const sign = steps > 0 ? 1 : -1;
  let whole = image;
  let rest = Math.abs(steps);
  for (; rest >= 1; rest--) whole = overCross(whole, rows, columns, sign);
  if (rest === 0) return whole;
  const next = overCross(whole, rows, columns, sign);
  return whole.map((value, p) => value + rest * (next[p]! - value));
}

/** The largest (sign 1) or smallest (sign -1) of each pixel and its four neighbours. */
function overCross(image: Float32Array, rows: number, columns: number, sign: 1 | -1): Float32Array {
  const out = new Float32Array(image.length);
  for (let row = 0, p = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, p++) {
      let extreme = sign * image[p]!;
      if (row > 0) extreme = Math.max(extreme, sign * image[p - columns]!);
      if (row < rows - 1) extreme = Math.max(extreme, sign * image[p + columns]!);
      if (column > 0) extreme = Math.max(extreme, sign * image[p - 1]!);
      if (column < columns - 1) extreme = Math.max(extreme, sign * image[p + 1]!);
      out[p] = sign * extreme;
    }
  }
  return out;
}
