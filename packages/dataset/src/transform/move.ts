import { checkPerImage, type GreyImages } from './grey-images.js';

/** One value for each image, shape (count). */
export interface Motion {
  /** Pixels to the right. */
  readonly right: ArrayLike<number>;
  /** Pixels down. */
  readonly down: ArrayLike<number>;
  /** Degrees anticlockwise as seen, about the middle of the frame, before the shift. */
  readonly turn: ArrayLike<number>;
}

/**
 * The images turned, then shifted, in one interpolation:
 *
 *     out(p) = in(m + R⁻¹ (p - d - m)),    m the middle of the frame, d the shift, R the turn,
 *
 * with `in` between the pixels the bilinear mean of the four around. Whole-pixel shifts and the identity are exact; what
 * leaves the frame is lost. A shift by half a pixel is the mean of two neighbours, so it also blurs.
 *
 * @throws {ShapeError}  if a parameter does not have one finite value for each image.
 *
 * @example One white pixel in three, half a pixel to the right
 * const row = { values: Float32Array.of(0, 1, 0), count: 1, rows: 1, columns: 3 };
 * moveImages(row, { right: [0.5], down: [0], turn: [0] }).values; // 0, 0.5, 0.5
 */
export function moveImages(images: GreyImages, { right, down, turn }: Motion): GreyImages {
  checkPerImage('moveImages', 'right', right, images);
  checkPerImage('moveImages', 'down', down, images);
  checkPerImage('moveImages', 'turn', turn, images);
  const { values, count, rows, columns } = images;
  const pixels = rows * columns;
  const moved = new Float32Array(values.length);
  for (let image = 0; image < count; image++) {
    const source = values.subarray(image * pixels, (image + 1) * pixels);
    const angle = (turn[image]! * Math.PI) / 180;
    const at = { cosine: Math.cos(angle), sine: Math.sin(angle), right: right[image]!, down: down[image]! };
    moveOne(source, rows, columns, at, moved.subarray(image * pixels, (image + 1) * pixels));
  }
  return { ...images, values: moved };
}

interface Placement {
  readonly cosine: number;
  readonly sine: number;
  readonly right: number;
  readonly down: number;
}

/** Rows count downwards, so a turn that is anticlockwise as seen takes (1, 0) to (cos, -sin). */
function moveOne(
  source: Float32Array,
  rows: number,
  columns: number,
  { cosine, sine, right, down }: Placement,
  out: Float32Array,
): void {
  const middleX = (columns - 1) / 2;
  const middleY = (rows - 1) / 2;
  for (let row = 0; row < rows; row++) {
    const y = row - down - middleY;
    for (let column = 0; column < columns; column++) {
      const x = column - right - middleX;
      const fromX = middleX + cosine * x - sine * y;
      const fromY = middleY + sine * x + cosine * y;
      out[row * columns + column] = bilinear(source, rows, columns, fromX, fromY);
    }
  }
}

function bilinear(source: Float32Array, rows: number, columns: number, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const [beyond, below] = [x - left, y - top];
  const upper = rowAt(source, rows, columns, top, left, beyond);
  return below === 0 ? upper : (1 - below) * upper + below * rowAt(source, rows, columns, top + 1, left, beyond);
}

function rowAt(source: Float32Array, rows: number, columns: number, row: number, left: number, beyond: number): number {
  if (row < 0 || row >= rows) return 0;
  const here = left >= 0 && left < columns ? source[row * columns + left]! : 0;
  const next = left + 1 >= 0 && left + 1 < columns ? source[row * columns + left + 1]! : 0;
  return (1 - beyond) * here + beyond * next;
}
