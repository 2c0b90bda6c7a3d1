import type { TableMeaning } from '../table-meaning.js';
import type { rbmCouplingColumns } from './rbm-coupling.columns.js';
import type { rbmFixedPointColumns } from './rbm-fixed-point.columns.js';
import type { rbmFlowColumns } from './rbm-flow.columns.js';
import type { rbmReceptiveFieldColumns } from './rbm-receptive-field.columns.js';

const energy_per_bond = { meaning: 'u, mean product of neighbours' };
const conditional_coupling = { meaning: 'K of the law of a spin given its neighbours (pseudo-likelihood)' };
const conditional_coupling_se = { meaning: 'its standard error' };

const rbm_flow: TableMeaning<typeof rbmFlowColumns> = {
  about: 'the flow of couplings: samples at one K, reconstructed again and again by a machine',
  columns: {
    start_coupling: { meaning: 'K of the samples that were reconstructed' },
    step: { meaning: 'reconstructions so far' },
    energy_per_bond: { ...energy_per_bond, meaning: `${energy_per_bond.meaning}, over the chains` },
    energy_per_bond_se: { meaning: 'its standard error, over the chains' },
    coupling: { meaning: 'K of the Ising model of this energy on this lattice, exactly' },
    coupling_se: { meaning: 'its standard error' },
    conditional_coupling,
    conditional_coupling_se,
    magnetisation_squared: { meaning: 'mean square of the mean spin' },
    reason: { meaning: 'why there is no coupling' },
  },
};

const rbm_fixed_point: TableMeaning<typeof rbmFixedPointColumns> = {
  about: 'the end of the flow of a machine, over the last half of the steps and all starts',
  columns: {
    energy_per_bond,
    energy_per_bond_se: { meaning: 'its standard error, over the chains' },
    coupling: { meaning: 'K of the fixed point, by its energy; null where the flows have not met' },
    coupling_se: { meaning: 'its standard error' },
    gap: { meaning: 'u of the flow from the strongest coupling less that from the weakest' },
    gap_se: { meaning: 'its standard error' },
    settled: { meaning: 'whether the gap is within four of its standard errors' },
    conditional_coupling: { meaning: `${conditional_coupling.meaning}, of the last step` },
    conditional_coupling_se,
    variance_ratio: {
      meaning: 'variance of the energy over that of the Ising model at the coupling of the fixed point',
    },
    expected_energy_per_bond: { meaning: 'u of the samples that the machine was shown, exactly' },
    expected_coupling: { meaning: 'K of that energy: the fixed point of a machine that knows its samples perfectly' },
    expected_variance_ratio: { meaning: 'the variance ratio of the samples, exactly' },
    critical_coupling: { meaning: 'K_c of the square lattice; null for a ring' },
    entropy_per_site: { unit: 'nats', meaning: 'exact entropy of the samples per site; null for several K' },
    reason: { meaning: 'why there is no fixed point' },
  },
};

const rbm_coupling: TableMeaning<typeof rbmCouplingColumns> = {
  about:
    'fields of visible spins and couplings between them, all hidden units summed out, means over places that are alike',
  columns: {
    kind: { meaning: "'field' of one spin, 'pair', or 'plaquette' of the four spins of a smallest square" },
    dx: { meaning: 'sites between the two along one axis, the larger number; null for no pair' },
    dy: { meaning: 'the same along the other' },
    places: { meaning: 'how many there are' },
    coupling: { meaning: 'J, mean over the places' },
    scatter: { meaning: 'standard deviation from place to place' },
    second_cumulant: { meaning: 'the same with the hidden units cut after their second cumulant' },
    exact: { meaning: 'J of the Hamiltonian of the samples, decimated where half of the spins are hidden' },
    reason: { meaning: 'why a number is missing' },
  },
};

const rbm_receptive_field: TableMeaning<typeof rbmReceptiveFieldColumns> = {
  about:
    'what the hidden units of a machine look at, means weighted with the square of their weights, and whether it has both phases',
  columns: {
    hidden_units: { meaning: 'hidden units' },
    participation: { meaning: 'visible units to a hidden one, (Σw²)²/Σw⁴' },
    local_share: {
      meaning: 'share of the square of the weights at the two ends of one bond, or around one decimated site, the best',
    },
    local_share_permuted: { meaning: 'the same with the visible units of each hidden one in an order of its own' },
    up_less_down: { unit: 'nats', meaning: 'ln p(all spins up) - ln p(all spins down); 0 where both are alike' },
    exact_participation: { meaning: 'of a machine that has its hidden units there and knows the samples exactly' },
    reason: { meaning: 'why numbers are missing' },
  },
};

export const isingRbmTables = { rbm_flow, rbm_fixed_point, rbm_coupling, rbm_receptive_field };
