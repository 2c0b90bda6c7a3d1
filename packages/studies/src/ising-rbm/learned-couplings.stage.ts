import { spinUnit } from '@rgflow/boltzmann';
import { effectiveCouplings, isFiniteMachine, type LearnedMachine } from '@rgflow/boltzmann/learned';
import { square } from '@rgflow/numerics';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { machinesOf, stackTensors } from '../machines/machine-tensors.js';
import { exactCoupling } from './exact-couplings.js';
import { rbmCouplingColumns } from './rbm-coupling.columns.js';
import { rbmReceptiveFieldColumns } from './rbm-receptive-field.columns.js';
import { receptiveFields } from './receptive-fields.js';
import { fieldPlaces, hiddenPlaces, type Places, pairPlaces, plaquettes } from './spin-places.js';
import { upLessDown } from './up-less-down.js';

/**
 * The couplings that a machine has between its visible units when its hidden ones are summed out, exactly, beside those
 * of the Hamiltonian that its samples were drawn from, or of that after an exact decimation; what its hidden units look
 * at; and whether up and down are alike to it.
 */
export const learnedCouplingsStage = defineStage({
  name: 'learned-couplings',
  module: import.meta.url,
  draws: 'learned-couplings',
  params: z.strictObject({
    machine: z.enum(['trained', 'untrained', 'shuffled']),
    dimension: z.union([z.literal(1), z.literal(2)]),
    size: z.int().positive(),
    /** JSON of the list of K that the machine was shown. */
    couplings: z.string(),
    kept: z.enum(['all', 'sublattice']),
  }),
  inputs: stackTensors,
  outputs: { rbm_coupling: table(rbmCouplingColumns), rbm_receptive_field: table(rbmReceptiveFieldColumns) },
  run({ params: { machine: kind, dimension, size, couplings: listed, kept }, inputs, stream }) {
    const lattice = { dimension, size };
    const couplings = JSON.parse(listed) as readonly number[];
    const machine = machinesOf(inputs, 'bernoulli')[0]!;
    const fourths = plaquettes(lattice, kept);
    const places = [...pairPlaces(lattice, kept), ...(fourths === null ? [] : [fourths]), fieldPlaces(lattice, kept)];
    const diverged = !isFiniteMachine(machine);
    const found = diverged ? null : couplingsOf(machine);
    const rows = places.map((of) => {
      const { kind: what, dx, dy, units } = of;
      const known = { kind: what, dx, dy, places: units.length };
      const exact =
        kind !== 'trained' ? 0 : couplings.length === 1 ? exactCoupling(couplings[0]!, lattice, kept, of) : null;
      if (found === null) return { ...known, ...NOTHING, exact, reason: DIVERGED };
      const reason = exact === null ? 'samples at several K have no Hamiltonian of pairs' : null;
      return {
        ...known,
        ...meanOf(found.exactly(of)),
        second_cumulant: what === 'field' ? null : meanOf(found.cumulants(of)).coupling,
        exact,
        reason,
      };
    });
    const random = RandomStream.named(stream.name, stream.values).split('machine', { machine: kind });
    const ideal = hiddenPlaces(lattice, kept);
    const fields = diverged ? null : receptiveFields(machine, ideal, random);
    const field = {
      hidden_units: machine.hiddenBiases.length,
      participation: fields?.participation ?? null,
      local_share: fields?.localShare ?? null,
      local_share_permuted: fields?.localSharePermuted ?? null,
      up_less_down: diverged ? null : upLessDown(machine),
      exact_participation: kind === 'trained' && couplings.length === 1 ? ideal[0]!.length : null,
      reason: diverged ? DIVERGED : fields === null ? 'all weights are 0' : null,
    };
    return { rbm_coupling: rows, rbm_receptive_field: [field] };
  },
});

const DIVERGED = 'the training diverged: a weight or a bias is not finite';
const NOTHING = { coupling: null, scatter: null, second_cumulant: null } as const;

/** Couplings of places: exactly, and with the hidden units cut after their second cumulant, which has no fours. */
function couplingsOf(machine: LearnedMachine) {
  const visible = machine.visibleBiases.length;
  const effective = effectiveCouplings(machine);
  const pairs = effective.pairs();
  const second = secondCumulants(machine);
  return {
    exactly: ({ kind, units }: Places) =>
      kind === 'pair' ? units.map(([i, j]) => pairs[i! * visible + j!]!) : Array.from(effective.couplings(units)),
    cumulants: ({ kind, units }: Places) => units.map((sites) => (kind === 'pair' ? second(sites) : 0)),
  };
}

/**
 * Σ κ₂ wᵢwⱼ over the hidden units, κ₂ the second cumulant of a spin in the field θ: `inducedCoupling` of spins, for all
 * pairs.
 */
function secondCumulants({ weights, hiddenBiases }: LearnedMachine) {
  const hidden = hiddenBiases.length;
  const w = weights.map((weight) => weight / 4);
  const kappa = Array.from(hiddenBiases, (c, j) => {
    let theta = c / 2;
    for (let at = j; at < w.length; at += hidden) theta += w[at]!;
    return spinUnit(theta).cumulants(2)[1]!;
  });
  return ([i, j]: readonly number[]) =>
    kappa.reduce((sum, k, unit) => sum + k * w[i! * hidden + unit]! * w[j! * hidden + unit]!, 0);
}

function meanOf(values: readonly number[]) {
  const coupling = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + square(x - coupling), 0);
  return { coupling, scatter: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)) };
}
