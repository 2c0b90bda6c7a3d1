import { createAutoencoderKernels, type Kernels } from '@rgflow/kernels';
import { DomainError, square } from '@rgflow/numerics';
import type { Autoencoder, LossName } from './autoencoder.js';
import { forward } from './forward.js';
import type { ImageRows } from './image-rows.js';

/** How well images come back, each number a mean over images and pixels, in nats for 'cross-entropy'. */
export interface Reconstruction {
  /** Of the autoencoder. */
  readonly loss: number;
  /** Of the best that knows nothing of the image: the mean image. */
  readonly meanImageLoss: number;
  /** Of the best there is: 0 for 'mse', the entropy of the grey values for 'cross-entropy'. */
  readonly leastLoss: number;
  /** (meanImageLoss - loss) / (meanImageLoss - leastLoss): 1 is perfect, 0 the mean image. NaN if all images are equal. */
  readonly explained: number;
}

/**
 * The loss of an autoencoder for images, beside that of the mean image and the least.
 *
 * @throws {ShapeError}   if the images have another number of pixels.
 * @throws {DomainError}  if there are none.
 */
export function reconstruction(autoencoder: Autoencoder, data: ImageRows, kernels: Kernels): Reconstruction {
  if (data.count < 1) throw new DomainError('reconstruction: no images; give at least one.');
  const elementwise = createAutoencoderKernels(kernels);
  const isEntropy = autoencoder.loss === 'cross-entropy';
  let sum = 0;
  const see = (_: number, outputs: Float32Array, inputs: Float32Array): void => {
    sum += isEntropy
      ? elementwise.binaryCrossEntropy(1, outputs, inputs, outputs)
      : elementwise.squaredError(1, outputs, inputs, outputs);
  };
  forward('reconstruction', autoencoder, data, autoencoder.weights.length, kernels, see, { logits: isEntropy });
  const loss = sum / (data.count * data.units);
  const { meanImageLoss, leastLoss } = withoutCode(data, autoencoder.loss);
  const explained = (meanImageLoss - loss) / (meanImageLoss - leastLoss);
  return { loss, meanImageLoss, leastLoss, explained: meanImageLoss > leastLoss ? explained : Number.NaN };
}

/** Losses of the mean image and of the images themselves, means over images and pixels; the same of images all equal. */
function withoutCode({ count, units, values }: ImageRows, loss: LossName) {
  const scale = values instanceof Uint8Array ? 1 / 255 : 1;
  const means = new Float64Array(units);
  for (let at = 0; at < values.length; ) {
    for (let unit = 0; unit < units; unit++) means[unit]! += (scale * values[at++]!) / count;
  }
  let [meanImage, least] = [0, 0];
  if (loss === 'cross-entropy') {
    meanImage = count * means.reduce((sum, mean) => sum + entropy(mean), 0);
    for (let at = 0; at < values.length; at++) least += entropy(scale * values[at]!);
  } else {
    for (let at = 0; at < values.length; ) {
      for (let unit = 0; unit < units; unit++) meanImage += square(scale * values[at++]! - means[unit]!);
    }
  }
  // Of equal images the two are one number, and what their sums are rounded by is no difference.
  if (areEqual({ count, units, values })) meanImage = least;
  return { meanImageLoss: meanImage / (count * units), leastLoss: least / (count * units) };
}

function areEqual({ units, values }: ImageRows): boolean {
  for (let at = units; at < values.length; at++) if (values[at] !== values[at - units]) return false;
  return true;
}

/** Of a bit with probability p to be 1, in nats. */
function entropy(p: number): number {
  return p > 0 && p < 1 ? -p * Math.log(p) - (1 - p) * Math.log1p(-p) : 0;
}
