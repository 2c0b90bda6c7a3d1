import { eliminateUnits, type GaussianStack, marginalise, normBounds, visibleDistribution } from '@rgflow/boltzmann';
import { square } from '@rgflow/numerics';
import { type Row, table } from '@rgflow/pipeline/stage';
import { inducedColumns } from './boltzmann-coupling.columns.js';
import { fieldColumns } from './boltzmann-field.columns.js';
import { stepColumns } from './boltzmann-step.columns.js';
import { visibleColumns } from './boltzmann-visible.columns.js';

/** What the stages that marginalise a machine fill together. */
export const marginalisationTables = {
  boltzmann_step: table(stepColumns),
  boltzmann_coupling: table(inducedColumns),
  boltzmann_field: table(fieldColumns),
  boltzmann_visible: table(visibleColumns),
};

interface MarginalisationRows {
  readonly boltzmann_step: readonly Row<typeof stepColumns>[];
  readonly boltzmann_coupling: readonly Row<typeof inducedColumns>[];
  readonly boltzmann_field: readonly Row<typeof fieldColumns>[];
  readonly boltzmann_visible: readonly Row<typeof visibleColumns>[];
}

/** tr K/n as predicted for wide layers, or why there is no prediction. */
export type WidePrediction =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: string };

/** Units of the largest layer whose couplings and fields are written one by one. */
const LARGEST_LISTED = 8;

/**
 * The flow of a machine as rows, every step checked against elimination unit by unit.
 *
 * @param wide  The prediction after each step, 0 the first.
 */
export function marginalisationRows(
  machine: string,
  stack: GaussianStack,
  wide: (step: number) => WidePrediction,
): MarginalisationRows {
  const { steps, visible } = marginalise(stack);
  const joint = visibleDistribution(eliminateUnits(stack));
  const bounds = normBounds(stack);
  const listed = steps.filter(({ field }) => field.length <= LARGEST_LISTED);
  const { probabilities } = visibleDistribution(visible);
  const n = visible.field.length;
  const bare = visibleDistribution({
    field: stack.fields[0]!,
    coupling: visible.coupling.map((row) => row.map(() => 0)),
    constant: 0,
  });
  return {
    boltzmann_step: steps.map(({ layer, induced, field, constant, spectralNorm: norm }, i) => {
      const left = { fields: [...stack.fields.slice(0, layer), field], couplings: stack.couplings.slice(0, layer) };
      const prediction = wide(i);
      const { logPartition } = visibleDistribution(eliminateUnits({ ...left, induced, constant }));
      return {
        machine,
        step: i + 1,
        layer,
        layer_units: field.length,
        bare_norm: bounds[i]!.norm,
        norm_bound: bounds[i]!.bound,
        norm_bound_reason: bounds[i]!.bound === null ? NO_BOUND : null,
        spectral_norm: norm,
        mean_coupling: induced.reduce((sum, row, k) => sum + row[k]!, 0) / field.length,
        wide_mean_coupling: prediction.value,
        wide_mean_coupling_reason: prediction.reason,
        largest_coupling: Math.max(...induced.flatMap((row) => row.map(Math.abs))),
        rms_field: Math.sqrt(field.reduce((sum, f) => sum + square(f), 0) / field.length),
        constant,
        log_partition: logPartition,
        log_partition_deviation: logPartition - joint.logPartition,
      };
    }),
    boltzmann_coupling: listed.flatMap(({ layer, induced }) =>
      induced.flatMap((row, unit) =>
        row.slice(unit).map((value, k) => ({ machine, layer, unit, other: unit + k, induced: value })),
      ),
    ),
    boltzmann_field: listed.flatMap(({ layer, field }) =>
      field.map((renormalised, unit) => ({ machine, layer, unit, bare: stack.fields[layer]![unit]!, renormalised })),
    ),
    boltzmann_visible: Array.from(probabilities, (probability, state) => ({
      machine,
      state: state.toString(2).padStart(n, '0'),
      probability,
      probability_joint: joint.probabilities[state]!,
      probability_bare: bare.probabilities[state]!,
    })),
  };
}

const NO_BOUND = 'the bare norms allow 1 or more in a deeper layer, where there is no partition function';
