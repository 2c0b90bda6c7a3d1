import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { addNoise } from './add-noise.js';
import { brightenImages } from './brighten.js';
import type { GreyImages } from './grey-images.js';
import { moveImages } from './move.js';
import { thickenImages } from './thicken.js';

/**
 * What may vary in an image without changing what it shows; `nothing` is drawn like the others and changes nothing, so what
 * is read of it is the error of the reading.
 */
export const NUISANCES = ['shift-x', 'shift-y', 'rotation', 'thickness', 'brightness', 'noise', 'nothing'] as const;
export type Nuisance = (typeof NUISANCES)[number];

/**
 * How much each nuisance varies. Every one has a coordinate u ~ N(0, 1), independent of the others and of the image, and its
 * value is a function of u: normal coordinates, because for them -(1/2) ln(1 - R²) is a lower bound of what is known.
 */
export interface NuisanceSpread {
  /** Pixels: `shift` · u to the right, and another u downwards. */
  readonly shift: number;
  /** Degrees: `rotation` · u anticlockwise. */
  readonly rotation: number;
  /** Steps of dilation: `thickness` · u. */
  readonly thickness: number;
  /** Gain 0.6 exp(`brightness` · u), so that seldom anything is brighter than white. */
  readonly brightness: number;
  /** Noise of level 0.05 exp(`noise` · u), in units of white. */
  readonly noise: number;
}

/** Of an image at u = 0. */
const TYPICAL_GAIN = 0.6;
const TYPICAL_NOISE = 0.05;

/**
 * Coordinates of all nuisances, standard normal numbers of shape (count, 7) in the order of `NUISANCES`; one split of the
 * stream for each.
 *
 * @example
 * drawNuisances(1000, RandomStream.named('nuisance', { seed: 0 })).length; // 7000
 */
export function drawNuisances(count: number, random: RandomStream): Float64Array {
  const coordinates = new Float64Array(count * NUISANCES.length);
  NUISANCES.forEach((nuisance, k) => {
    const drawn = random.split(nuisance).normals(new Float32Array(count));
    for (let image = 0; image < count; image++) coordinates[image * NUISANCES.length + k] = drawn[image]!;
  });
  return coordinates;
}

/**
 * The images with nuisances of these coordinates: the strokes thickened, then turned and shifted, then darkened, then in
 * noise.
 *
 * @param coordinates  Shape (count, 7), as from `drawNuisances`.
 * @param random       Draws the noise, from a split of its own.
 * @throws {DomainError}  if a spread is negative or not finite.
 * @throws {ShapeError}   if the coordinates are not of these images.
 */
export function applyNuisances(
  images: GreyImages,
  coordinates: Float64Array,
  spread: NuisanceSpread,
  random: RandomStream,
): GreyImages {
  for (const [name, value] of Object.entries(spread)) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new DomainError(`applyNuisances: the spread of ${name} is ${value}; expected a number not below 0.`);
    }
  }
  const amounts = (nuisance: Nuisance, value: (u: number) => number): Float64Array =>
    coordinateOf(coordinates, nuisance).map(value);
  const thick = thickenImages(
    images,
    amounts('thickness', (u) => spread.thickness * u),
  );
  const moved = moveImages(thick, {
    right: amounts('shift-x', (u) => spread.shift * u),
    down: amounts('shift-y', (u) => spread.shift * u),
    turn: amounts('rotation', (u) => spread.rotation * u),
  });
  const darker = brightenImages(
    moved,
    amounts('brightness', (u) => TYPICAL_GAIN * Math.exp(spread.brightness * u)),
  );
  return addNoise(
    darker,
    amounts('noise', (u) => TYPICAL_NOISE * Math.exp(spread.noise * u)),
    random.split('pixels'),
  );
}

/** The coordinates of one nuisance, shape (count). */
export function coordinateOf(coordinates: Float64Array, nuisance: Nuisance): Float64Array {
  const k = NUISANCES.indexOf(nuisance);
  const count = Math.floor(coordinates.length / NUISANCES.length);
  return Float64Array.from({ length: count }, (_, image) => coordinates[image * NUISANCES.length + k]!);
}
