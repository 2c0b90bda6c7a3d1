import type { Tensor } from '@rgflow/pipeline/stage';

export interface LabelledTensors {
  readonly validationImages: readonly Tensor<'uint8'>[];
  readonly validationLabels: readonly Tensor<'uint8'>[];
}

/**
 * The last `count` images of the validation set, shape (count, pixels), with their labels.
 *
 * @throws {RangeError}  if the set has fewer.
 */
export function lastImages(
  where: string,
  { validationImages, validationLabels }: LabelledTensors,
  count: number,
): { readonly images: Uint8Array; readonly labels: Uint8Array; readonly pixels: number } {
  const [there, pixels] = validationImages[0]!.shape as [number, number];
  if (count > there) {
    throw new RangeError(`${where}: images is ${count} but the validation set has ${there}; ask for fewer.`);
  }
  return {
    images: validationImages[0]!.data.subarray((there - count) * pixels),
    labels: validationLabels[0]!.data.subarray(there - count),
    pixels,
  };
}
