import { square } from '@rgflow/numerics';

/** Images of side x side with rows and columns exchanged: EMNIST has them so. */
export function transposed(images: Uint8Array, side: number): Uint8Array {
  const out = new Uint8Array(images.length);
  const pixels = square(side);
  for (let from = 0; from < images.length; from += pixels) {
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        out[from + row * side + column] = images[from + column * side + row]!;
      }
    }
  }
  return out;
}

const COLOUR_SIDE = 32;
/** A record of CIFAR-10: its label, then the red, the green and the blue of all pixels. */
export const COLOUR_RECORD_BYTES = 1 + 3 * COLOUR_SIDE * COLOUR_SIDE;
const GREY_SIDE = 28;
/** Luma of Rec. ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Grey images of 28 x 28 from records of CIFAR-10, 32 x 32 in colour: luma by Rec. 601, then each pixel the mean of the area
 * that it covers, 8/7 of a pixel wide and high.
 *
 * @param records  (count, 3073): a label, then red, green and blue of 1,024 pixels.
 * @returns        images (count, 784) and labels (count).
 */
export function greyOfColour(records: Uint8Array): { readonly images: Uint8Array; readonly labels: Uint8Array } {
  const count = records.length / COLOUR_RECORD_BYTES;
  const labels = new Uint8Array(count);
  const images = new Uint8Array(count * square(GREY_SIDE));
  const plane = square(COLOUR_SIDE);
  const grey = new Float64Array(plane);
  const narrow = new Float64Array(COLOUR_SIDE * GREY_SIDE);
  for (let image = 0; image < count; image++) {
    const from = image * COLOUR_RECORD_BYTES;
    labels[image] = records[from]!;
    for (let pixel = 0; pixel < plane; pixel++) {
      const at = from + 1 + pixel;
      grey[pixel] = LUMA[0] * records[at]! + LUMA[1] * records[at + plane]! + LUMA[2] * records[at + 2 * plane]!;
    }
    for (let row = 0; row < COLOUR_SIDE; row++) shrink(grey, row * COLOUR_SIDE, 1, narrow, row * GREY_SIDE, 1);
    for (let column = 0; column < GREY_SIDE; column++) {
      shrink(narrow, column, GREY_SIDE, grey, column, GREY_SIDE);
    }
    for (let pixel = 0; pixel < square(GREY_SIDE); pixel++) {
      images[image * square(GREY_SIDE) + pixel] = Math.round(grey[pixel]!);
    }
  }
  return { images, labels };
}

/** 28 numbers from 32, each the mean over 8/7 of one: of pixel i that begins at 8 i/7, in sevenths. */
function shrink(x: Float64Array, from: number, step: number, out: Float64Array, to: number, outStep: number): void {
  const values = SCRATCH;
  for (let i = 0; i < COLOUR_SIDE; i++) values[i] = x[from + i * step]!;
  for (let i = 0; i < GREY_SIDE; i++) {
    const start = 8 * i;
    const first = Math.floor(start / 7);
    const inFirst = 7 - (start % 7);
    out[to + i * outStep] = (inFirst * values[first]! + (8 - inFirst) * values[first + 1]!) / 8;
  }
}

const SCRATCH = new Float64Array(COLOUR_SIDE + 1);
