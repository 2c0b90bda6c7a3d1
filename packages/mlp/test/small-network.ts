import { RandomStream } from '@rgflow/random';
import { initialiseNetwork, type LabelledImages, layerWidths, type Network } from '../src/index.js';

/** A wide network of 5 layers, small enough for the pure JavaScript engine. */
export const SMALL_WIDTHS = layerWidths({ shape: 'wide', depth: 5, width: 24, inputs: 16, classes: 4 });

export function smallNetwork(seed: number, widths: readonly number[] = SMALL_WIDTHS): Network {
  return initialiseNetwork(widths, { sigmaW2: 1.5, sigmaB2: 0.05 }, RandomStream.named('test', { seed }));
}

/** Uniform grey values and labels. */
export function randomImages(seed: number, count: number, pixels = 16, classes = 4): LabelledImages {
  const random = RandomStream.named('test images', { seed });
  return {
    images: Uint8Array.from(random.split('grey').integers(count * pixels, 256)),
    labels: Uint8Array.from(random.split('labels').integers(count, classes)),
  };
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  let largest = 0;
  // Math.max keeps a NaN, which then fails any comparison.
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
