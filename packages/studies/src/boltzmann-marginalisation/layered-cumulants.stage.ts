import {
  type CumulantFlow,
  cumulantFlow,
  type HiddenUnit,
  type LayeredMachine,
  laplaceUnit,
  marginalise,
  relativeEntropy,
  spinUnit,
  THREE_LAYER_MACHINE,
  uniformUnit,
  weakCouplingFlow,
} from '@rgflow/boltzmann';
import { DomainError } from '@rgflow/numerics';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** The table `boltzmann_layer_coupling`: what integrating over layers that are not Gaussian induces, unit <= other. */
export const layerCouplingColumns = {
  kind: 'utf8',
  cumulants: 'int32',
  step: 'int32',
  layer: 'int32',
  unit: 'int32',
  other: 'int32',
  second: 'float64',
  second_exact: 'float64?',
  fourth: 'float64',
  fourth_exact: 'float64?',
  exact_reason: 'utf8?',
  second_weak: 'float64',
  second_gaussian: 'float64?',
  second_gaussian_reason: 'utf8?',
} as const;

/** The table `boltzmann_layer_truncation`: the visible distribution with every layer cut after so many cumulants. */
export const layerTruncationColumns = {
  kind: 'utf8',
  cumulants: 'int32',
  log_partition_deviation: 'float64?',
  relative_entropy: 'float64?',
  largest_difference: 'float64?',
  /** Why the three are null. */
  reason: 'utf8?',
} as const;

/** How many cumulants of every layer are kept. */
const ORDERS = [2, 4, 6] as const;

/**
 * The visible layer of the three-layer machine under layers of two units that are not Gaussian, its lower coupling repeated:
 * the flow of second and fourth couplings, exactly and with the cumulants of every layer cut.
 */
export const layeredCumulantsStage = defineStage({
  name: 'layered-cumulants',
  module: import.meta.url,
  params: z.strictObject({ hiddenLayers: z.int().min(1).max(16), layerScale: z.number().min(0).max(3) }),
  inputs: {},
  outputs: {
    boltzmann_layer_coupling: table(layerCouplingColumns),
    boltzmann_layer_truncation: table(layerTruncationColumns),
  },
  run({ params: { hiddenLayers, layerScale } }) {
    const field = THREE_LAYER_MACHINE.fields[0]!;
    const [upper, lower] = THREE_LAYER_MACHINE.couplings.map((rows) =>
      rows.map((row) => row.map((w) => layerScale * w)),
    );
    const couplings = Array.from({ length: hiddenLayers }, (_, l) => (l === 0 ? upper! : lower!));
    const spins = (count: number) => Array.from({ length: count }, () => spinUnit(0));
    const kinds: readonly (readonly [string, readonly HiddenUnit[]])[] = [
      ['spin', spins(hiddenLayers)],
      ['uniform', spins(hiddenLayers).map(uniformUnit)],
      ['laplace', [...spins(hiddenLayers - 1), laplaceUnit()]],
    ];
    const gaussian = orReason(() =>
      marginalise({ fields: [field, ...couplings.map((rows) => rows[0]!.map(() => 0))], couplings }).steps.map(
        ({ induced }) => induced,
      ),
    );
    const flows = kinds.flatMap(([kind, units]) => {
      const machine: LayeredMachine = { field, couplings, units };
      const exact = orReason(() => cumulantFlow(machine));
      const weak = weakCouplingFlow(machine);
      return ORDERS.map((order) => ({ kind, order, cut: cumulantFlow(machine, { order }), exact, weak }));
    });
    return {
      boltzmann_layer_coupling: flows.flatMap(({ kind, order, cut, exact, weak }) =>
        cut.steps.flatMap(({ layer, second, fourth }, i) =>
          second.flatMap((row, unit) =>
            row.slice(unit).map((value, k) => {
              const other = unit + k;
              return {
                ...{ kind, cumulants: order, step: i + 1, layer, unit, other },
                second: value,
                second_exact: exact.value?.steps[i]?.second[unit]?.[other] ?? null,
                fourth: fourth[unit]![other]!,
                fourth_exact: exact.value?.steps[i]?.fourth[unit]?.[other] ?? null,
                exact_reason: exact.reason,
                second_weak: weak[i]![unit]![other]!,
                second_gaussian: gaussian.value?.[i]?.[unit]?.[other] ?? null,
                second_gaussian_reason: gaussian.reason,
              };
            }),
          ),
        ),
      ),
      boltzmann_layer_truncation: flows.map(({ kind, order, cut, exact }) => ({
        kind,
        cumulants: order,
        ...compared(cut, exact),
      })),
    };
  },
});

type OrReason<T> = { readonly value: T; readonly reason: null } | { readonly value: null; readonly reason: string };

/** A value, or why there is none. */
function orReason<T>(find: () => T): OrReason<T> {
  try {
    return { value: find(), reason: null };
  } catch (error) {
    if (error instanceof DomainError) return { value: null, reason: error.message };
    throw error;
  }
}

function compared(cut: CumulantFlow, exact: OrReason<CumulantFlow>) {
  const unknown = { log_partition_deviation: null, relative_entropy: null, largest_difference: null };
  if (exact.value === null) return { ...unknown, reason: exact.reason };
  const [p, q] = [exact.value.probabilities, cut.probabilities];
  if (!q.every((weight) => weight > 0)) return { ...unknown, reason: 'with these cumulants a state has no weight' };
  return {
    log_partition_deviation: cut.logPartition - exact.value.logPartition,
    relative_entropy: relativeEntropy(p, q),
    largest_difference: Math.max(...p.map((each, x) => Math.abs(each - q[x]!))),
    reason: null,
  };
}
