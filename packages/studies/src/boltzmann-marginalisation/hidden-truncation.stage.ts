import {
  bernoulliUnit,
  gaussianUnit,
  type RestrictedMachine,
  relativeEntropy,
  spinUnit,
  THREE_LAYER_MACHINE,
  visibleProbabilities,
} from '@rgflow/boltzmann';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { truncationColumns } from './boltzmann-truncation.columns.js';

/**
 * The visible layer of the three-layer machine under two hidden units of one kind, its couplings of pairs, triples, ... cut
 * after a number of hidden cumulants: what part of the visible distribution they hold.
 */
export const hiddenTruncationStage = defineStage({
  name: 'hidden-truncation',
  module: import.meta.url,
  params: z.strictObject({ unitField: z.number(), scale: z.number(), order: z.int().min(1).max(30) }),
  inputs: {},
  outputs: { boltzmann_truncation: table(truncationColumns) },
  run({ params: { unitField, scale, order } }) {
    const field = THREE_LAYER_MACHINE.fields[0]!;
    const coupling = THREE_LAYER_MACHINE.couplings[0]!.map((row) => row.map((x) => scale * x));
    return {
      boltzmann_truncation: [gaussianUnit(unitField, 1), bernoulliUnit(unitField), spinUnit(unitField)].flatMap(
        (unit) => {
          const machine: RestrictedMachine = { field, coupling, hidden: coupling[0]!.map(() => unit) };
          const all = visibleProbabilities(machine);
          return Array.from({ length: order }, (_, i) => {
            const cut = visibleProbabilities(machine, { order: i + 1 });
            return { unit: unit.name, cumulants: i + 1, ...compared(all, cut) };
          });
        },
      ),
    };
  },
});

/** D(p‖p_cut) and max |p - p_cut|. */
function compared(all: readonly number[] | null, cut: readonly number[] | null) {
  if (all === null || cut === null) {
    return {
      relative_entropy: null,
      largest_difference: null,
      reason: 'the weights of the visible states are beyond a double',
    };
  }
  return {
    relative_entropy: relativeEntropy(all, cut),
    largest_difference: Math.max(...all.map((p, x) => Math.abs(p - cut[x]!))),
    reason: null,
  };
}
