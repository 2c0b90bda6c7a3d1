import { blockWavelengths } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { blockWavelengthColumns } from './block-wavelength.columns.js';

/** What block rules of the square lattice tell of each wavelength of the rows beside the block: one chain of states. */
export const blockWavelengthsStage = defineStage({
  name: 'block-wavelengths',
  module: import.meta.url,
  draws: 'block-wavelengths',
  params: z.strictObject({
    coupling: z.number().nonnegative(),
    size: z.int().positive(),
    block: z.int().positive(),
    buffer: z.int().nonnegative(),
    waves: z.array(z.int().nonnegative()).min(1),
    samples: z.int().min(2),
    bins: z.int().min(2),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { block_wavelength: table(blockWavelengthColumns) },
  run({ params: { seed: _, ...lattice }, stream }) {
    return { block_wavelength: [...blockWavelengths(lattice, RandomStream.named(stream.name, stream.values))] };
  },
});
