import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { isingConfigurations } from '../monte-carlo/configurations.js';
import { labelInformation } from './field-information.js';

export const BLOCK_RULES = ['decimation', 'majority', 'block sum'] as const;

/** What a block of the square lattice tells of one wavelength of the rows of spins beside it, in nats. */
export interface BlockWavelength {
  readonly rule: (typeof BLOCK_RULES)[number];
  /** Waves per side of the torus. */
  readonly wavenumber: number;
  readonly information: number;
  /** The same of the rows in another state: what samples show where there is nothing. */
  readonly unrelated: number;
}

export interface BlockWavelengthOptions {
  readonly coupling: number;
  /** L, spins along a side of the torus. */
  readonly size: number;
  /** Spins along a side of a block. */
  readonly block: number;
  /** Rows between a block and those that are told of, on each side. */
  readonly buffer: number;
  /** Wavenumbers, waves per side of the torus, 0 to L/2. */
  readonly waves: readonly number[];
  /** States of the torus. */
  readonly samples: number;
  readonly bins: number;
}

/**
 * What rules that make one number of a block of spins tell of each wavelength of the spins around it: the mutual information
 * of the number and of the cosine of the two rows beyond the buffer, above and below,
 *
 *     F_q = Σ_x (s_x,above + s_x,below) cos(2π q (x - x_0)/L),
 *
 * x_0 the middle of the block. The rows are whole rings, so that different q are uncorrelated; of the sine no rule that is
 * even about x_0 tells anything that is odd. 'decimation' is the spin in the middle (the one before it if the side is even),
 * 'majority' the sign of the sum, of that spin where the sum is 0, 'block sum' the sum itself, of which the majority is a
 * function.
 *
 * By Monte Carlo, blocks in many places of each state, F_q in bins.
 *
 * @throws {DomainError}  if there is no row beyond the buffer, or a number is out of range.
 *
 * @example
 * const lattice = { coupling: 0.44, size: 32, block: 3, buffer: 1, waves: [1, 4], samples: 100, bins: 24 };
 * blockWavelengths(lattice, RandomStream.named('readme')); // three rules of two wavelengths
 */
export function blockWavelengths(options: BlockWavelengthOptions, random: RandomStream): readonly BlockWavelength[] {
  const { coupling, size, block, waves, samples, bins } = options;
  const filters = waves.map((wave) => cosines(wave, options));
  const states = isingConfigurations({ dimension: 2, size, coupling, samples }, random);
  const places = placesOf(size, block);
  const count = samples * places.length;
  const labels = BLOCK_RULES.map(() => new Int32Array(count));
  const fields = filters.map(() => new Float64Array(count));
  for (let sample = 0; sample < samples; sample++) {
    const state = states.subarray(sample * size * size, (sample + 1) * size * size);
    places.forEach((place, p) => {
      const at = sample * places.length + p;
      rulesOf(state, place, options).forEach((told, rule) => {
        labels[rule]![at] = told;
      });
      const rows = besides(state, place, options);
      filters.forEach((filter, wave) => {
        let sum = 0;
        for (let x = 0; x < size; x++) sum += filter[x]! * rows[x]!;
        fields[wave]![at] = sum;
      });
    });
  }
  // Half of the samples further: another state, the same place.
  const shift = Math.floor(samples / 2) * places.length;
  return BLOCK_RULES.flatMap((rule, n) => {
    const others = labels[n]!.map((_, at) => labels[n]![(at + shift) % count]!);
    return waves.map((wavenumber, wave): BlockWavelength => {
      const [information, unrelated] = [labels[n]!, others].map((of) => labelInformation(of, fields[wave]!, bins));
      return { rule, wavenumber, information: information!, unrelated: unrelated! };
    });
  });
}

/** cos(2π q (x - x_0)/L) for x from the first column of a block on, shape (L). */
function cosines(wave: number, { size, block, buffer }: BlockWavelengthOptions): Float64Array {
  if (!(block >= 1 && buffer >= 0 && block + 2 * buffer < size)) {
    throw new DomainError(
      `blockWavelengths: a block of side ${block} with a buffer of ${buffer} on a torus of side ${size}; no row is beyond them.`,
    );
  }
  if (!(Number.isSafeInteger(wave) && wave >= 0 && wave <= size / 2)) {
    throw new DomainError(`blockWavelengths: ${wave} waves per side; expected a whole number from 0 to ${size / 2}.`);
  }
  const middle = (block - 1) / 2;
  return Float64Array.from({ length: size }, (_, x) => {
    const cosine = Math.cos((2 * Math.PI * wave * (x - middle)) / size);
    // A zero to rounding is one: bins would tell its last digits apart.
    return Math.abs(cosine) < 1e-12 ? 0 : cosine;
  });
}

/** First spins of the blocks that are looked at, with a spin between them. */
function placesOf(size: number, block: number): readonly (readonly [number, number])[] {
  const along = Math.max(1, Math.floor(size / (block + 1)));
  const starts = Array.from({ length: along }, (_, n) => n * (block + 1));
  return starts.flatMap((y) => starts.map((x) => [y, x] as const));
}

/** A label by each of the rules. */
function rulesOf(
  state: Int8Array,
  [y, x]: readonly [number, number],
  { size, block }: BlockWavelengthOptions,
): readonly number[] {
  const at = (v: number, u: number) => state[((y + v) % size) * size + ((x + u) % size)]!;
  let sum = 0;
  for (let v = 0; v < block; v++) for (let u = 0; u < block; u++) sum += at(v, u);
  const before = Math.floor((block - 1) / 2);
  const middle = at(before, before);
  return [middle > 0 ? 1 : 0, (sum === 0 ? middle : sum) > 0 ? 1 : 0, (sum + block * block) / 2];
}

/** Sum of the rows beyond the buffer, from the first column of the block on: one row twice if above and below are one. */
function besides(
  state: Int8Array,
  [y, x]: readonly [number, number],
  { size, block, buffer }: BlockWavelengthOptions,
): Int8Array {
  const above = ((y - buffer - 1 + size) % size) * size;
  const below = ((y + block + buffer) % size) * size;
  return Int8Array.from({ length: size }, (_, u) => {
    const column = (x + u) % size;
    return state[above + column]! + state[below + column]!;
  });
}
