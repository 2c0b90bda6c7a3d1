import { DomainError, ShapeError } from '@rgflow/numerics';
/** Images with their classes, as the IDX files hold them: never a float copy of the data set. */
export interface LabelledImages {
  /** Grey values 0 to 255, shape (count, pixels). */
  readonly images: Uint8Array;
  /** Class of each image, shape (count). */
  readonly labels: Uint8Array;
}

/**
 * The number of images with their labels.
 *
 * @throws {ShapeError}   if images and labels do not fit each other.
 * @throws {DomainError}  if a label is not a class of the network.
 */
export function imageCount(caller: string, data: LabelledImages, pixels: number, classes: number): number {
  const { images, labels } = data;
  if (images.length !== labels.length * pixels) {
    throw new ShapeError(
      `${caller}: ${images.length} grey values and ${labels.length} labels; expected ${pixels} values per label.`,
    );
  }
  const largest = labels.reduce((most, label) => Math.max(most, label), 0);
  if (!(largest < classes)) {
    throw new DomainError(`${caller}: a label is ${largest}, but the network has ${classes} classes.`);
  }
  return labels.length;
}

/**
 * The number of images without labels.
 *
 * @throws {ShapeError} if the grey values are not whole images.
 */
export function unlabelledCount(caller: string, images: Uint8Array, pixels: number): number {
  if (images.length % pixels !== 0) {
    throw new ShapeError(`${caller}: ${images.length} grey values; expected whole images of ${pixels}.`);
  }
  return images.length / pixels;
}
