import { fourierBand } from '@rgflow/numerics/fourier-bands';
import { orthonormalRows } from '@rgflow/numerics/orthonormal-rows';
import type { RandomStream } from '@rgflow/random';

export const GRIDS = ['image', 'permuted'] as const;

/** The patterns of one ring of wavelengths, of the image or of a grid whose pixels are permuted. */
export interface BandPatterns {
  readonly grid: (typeof GRIDS)[number];
  readonly band: number;
  /** Mean |k| of the ring. */
  readonly wavenumber: number;
  /** Shape (patterns, pixels): orthogonal, each of length √power. */
  readonly values: Float64Array;
}

interface BandOptions {
  readonly side: number;
  /** Of the rings, ascending, waves per side. */
  readonly edges: readonly number[];
  readonly patterns: number;
  /** Sum of squares of a pattern. */
  readonly power: number;
  readonly random: RandomStream;
}

/**
 * Patterns of one power in every ring: a random frame in the space of its modes; and the same with the pixels of all of them
 * in one random order.
 */
export function bandPatterns({ side, edges, patterns, power, random }: BandOptions): readonly BandPatterns[] {
  const pixels = side * side;
  const order = random.split('permutation').permutation(pixels);
  const bands = edges.slice(1).map((to, band) => {
    const { modes, count, wavenumber } = fourierBand(side, edges[band]!, to);
    const normals = random.split('frame', { band }).normals(new Float32Array(patterns * count));
    const frame = orthonormalRows(patterns, count, normals);
    const values = new Float64Array(patterns * pixels);
    for (let m = 0; m < patterns; m++) {
      for (let mode = 0; mode < count; mode++) {
        const share = Math.sqrt(power) * frame[m * count + mode]!;
        for (let k = 0; k < pixels; k++) values[m * pixels + k]! += share * modes[mode * pixels + k]!;
      }
    }
    return { band, wavenumber, values };
  });
  const permuted = (values: Float64Array) => values.map((_, n) => values[n - (n % pixels) + order[n % pixels]!]!);
  return GRIDS.flatMap((grid) =>
    bands.map(({ values, ...of }) => ({ grid, ...of, values: grid === 'image' ? values : permuted(values) })),
  );
}
