import type { TableMeaning } from '../table-meaning.js';
import type { approachColumns } from './ising-approach.columns.js';
import type { divergenceColumns } from './ising-divergence.columns.js';
import type { simulationColumns } from './ising-simulation.columns.js';
import type { slopeColumns } from './ising-slope.columns.js';

const SCHEME = { meaning: "'exact' or 'truncated' (the published approximation)" };
const QUANTITY = { meaning: "'asymptote' (s⁽∞⁾, after many decimations) or 'first step' (s⁽¹⁾)" };

const SLOPE = {
  scheme: SCHEME,
  quantity: QUANTITY,
  coupling: { meaning: 'K, nearest-neighbour coupling over temperature' },
  relative_entropy: { meaning: 'the quantity, s = S(p‖p⁽ⁿ⁾) / (N ln 2)' },
  slope: { meaning: 'ds/dK' },
};

const isingSlope: TableMeaning<typeof slopeColumns> = {
  about: 'relative entropies of the square lattice and their slopes on a grid of couplings',
  columns: SLOPE,
};

const isingApproach: TableMeaning<typeof approachColumns> = {
  about: 'relative entropies of the square lattice and their slopes on both sides of K_c, ever nearer to it',
  columns: { ...SLOPE, distance: { meaning: 'K/K_c - 1, negative below K_c' } },
};

const isingDivergence: TableMeaning<typeof divergenceColumns> = {
  about: 'the logarithm that diverges in ds/dK at K_c, as fitted to ising_approach, a row for each curve',
  columns: {
    scheme: SCHEME,
    quantity: QUANTITY,
    amplitude: { meaning: 'coefficient of ln(1/|1 - K/K_c|)' },
    amplitude_se: { meaning: 'standard error of the least-squares fit' },
    amplitude_exact: { meaning: '8 K_c / (π ln 2)' },
    amplitude_exact_reason: { meaning: 'why amplitude_exact is null' },
    background: { meaning: 'ds/dK at K_c without the logarithm' },
    background_se: { meaning: 'standard error of the least-squares fit' },
    points: { meaning: 'slopes fitted' },
  },
};

const isingSimulation: TableMeaning<typeof simulationColumns> = {
  about: "a torus by Wolff's cluster algorithm beside exact results, a row for each coupling",
  columns: {
    coupling: { meaning: 'K, nearest-neighbour coupling over temperature' },
    energy_per_bond: { meaning: "⟨σσ'⟩ of neighbours, measured" },
    energy_per_bond_se: { meaning: 'its standard error, with the autocorrelation' },
    energy_per_bond_exact: { meaning: "⟨σσ'⟩ of the same torus by Kaufman's solution" },
    first_step: { meaning: 's⁽¹⁾, measured' },
    first_step_se: { meaning: 'its standard error, with the autocorrelation' },
    first_step_infinite: { meaning: 's⁽¹⁾ of the infinite lattice, exactly' },
    autocorrelation_time: { unit: 'sweeps', meaning: 'integrated autocorrelation time of the energy; 1/2 without any' },
    flips: { unit: 'spins', meaning: 'flipped while measuring' },
  },
};

export const isingCriticalityTables = {
  ising_slope: isingSlope,
  ising_approach: isingApproach,
  ising_divergence: isingDivergence,
  ising_simulation: isingSimulation,
};
