import {
  chainMultiInformation,
  chainRelativeEntropy,
  enumerateTorus,
  exactSquareRelativeEntropy,
  ringMultiInformation,
  ringRelativeEntropy,
  squareMultiInformation,
} from '@rgflow/ising';
import { powerOfTwo } from '@rgflow/numerics';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { decimationInformationColumns } from './decimation-information.columns.js';

/**
 * The multi-information t_n of the retained spins along decimation, without a field and per retained spin, beside the
 * relative entropy s⁽ⁿ⁾: of the infinite chain, a ring, the 4 x 4 torus and the first step of the square lattice. `lost` is
 * t_0 - 2⁻ⁿ t_n, which is s⁽ⁿ⁾ ln 2; both are computed by ways of their own but for the square lattice, where t_n is made
 * of s⁽ⁿ⁾.
 */
export const decimationInformationStage = defineStage({
  name: 'decimation-information',
  module: import.meta.url,
  params: z.strictObject({
    coupling: z.number().nonnegative(),
    steps: z.int().nonnegative(),
    ring: z.int().positive(),
  }),
  inputs: {},
  outputs: { decimation_information: table(decimationInformationColumns) },
  run({ params: { coupling, steps, ring } }) {
    const square = exactSquareRelativeEntropy(coupling, { steps: 1 }).steps;
    const ofSquare = ([0, 1] as const).map((step) => squareMultiInformation(coupling, step));
    const torus = enumerateTorus(coupling, 4).steps;
    return {
      decimation_information: [
        ...rows(
          'chain',
          null,
          coupling,
          chainMultiInformation(coupling, steps),
          chainRelativeEntropy(coupling, steps).steps,
        ),
        ...rows(
          'ring',
          ring,
          coupling,
          ringMultiInformation(coupling, ring),
          ringRelativeEntropy(coupling, ring).steps,
        ),
        ...rows(
          'torus',
          16,
          coupling,
          torus.map(({ multiInformation }) => multiInformation),
          torus,
        ),
        ...rows(
          'square',
          null,
          coupling,
          ofSquare.map(({ value }) => value),
          square,
          ofSquare.map(({ bound }) => bound),
        ),
      ],
    };
  },
});

function rows(
  lattice: string,
  spins: number | null,
  coupling: number,
  information: readonly number[],
  steps: readonly { readonly relativeEntropy: number }[],
  bounds: readonly number[] = [],
): readonly Row<typeof decimationInformationColumns>[] {
  return information.map((multi_information, step) => ({
    lattice,
    spins,
    coupling,
    step,
    multi_information,
    relative_entropy: steps[step]!.relativeEntropy,
    lost: information[0]! - powerOfTwo(-step) * multi_information,
    lost_bound: (bounds[0] ?? 0) + powerOfTwo(-step) * (bounds[step] ?? 0),
  }));
}
