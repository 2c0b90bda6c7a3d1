import type { Kernels } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { type CodeKind, hiddenCodes as codesOfLayers, type PackedCodes } from './belief-network.js';
import type { LearnedMachine, UnitData } from './machine.js';

/**
 * Codes of every layer of a deep belief network. 'sampled': each layer is drawn given the states of the one below.
 * 'thresholded': each is on where its probability given those states is at least 1/2, the data too; then nothing is drawn.
 *
 * Apart from `belief-network.ts`, of which all trainings of machines are made, so that their keys do not depend on it.
 *
 * @param machines, random  As `hiddenProbabilities`; one machine or more.
 * @returns                 Shape (machines).
 * @throws {ShapeError}     as `hiddenProbabilities`, and if there is no machine.
 */
export function hiddenCodes(
  machines: readonly LearnedMachine[],
  data: UnitData,
  kind: CodeKind,
  random: RandomStream,
  kernels: Kernels,
): readonly PackedCodes[] {
  if (machines.length === 0) {
    throw new ShapeError('hiddenCodes: there is no machine; expected one for each layer of codes.');
  }
  return codesOfLayers(machines, data, kind, random, kernels);
}
