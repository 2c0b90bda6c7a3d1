import type { TableMeaning } from '../table-meaning.js';
import type { asymptoteColumns } from './ising-asymptote.columns.js';
import type { flowColumns } from './ising-flow.columns.js';
import type { isingInformationColumns } from './ising-information.columns.js';

/** Of every table of a decimation. */
const DIMENSION = { meaning: 'of the lattice: 1 for the chain, 2 for the square lattice' };
const COUPLING = { meaning: 'K before the first step, nearest-neighbour coupling over temperature' };
const STEP = { meaning: 'n, the decimations done; 0 is before the first' };

const isingFlow: TableMeaning<typeof flowColumns> = {
  about: 'the flow of an Ising model under decimation, a row for each step',
  columns: {
    dimension: DIMENSION,
    scheme: { meaning: "'exact', 'truncated' (the published approximation) or 'enumeration' (of a small torus)" },
    coupling: COUPLING,
    step: STEP,
    coupling_n: { meaning: 'nearest-neighbour coupling after n decimations' },
    coupling_n_reason: { meaning: 'why coupling_n is null' },
    relative_entropy: { meaning: 's⁽ⁿ⁾ = S(p‖p⁽ⁿ⁾) / (N ln 2), p⁽ⁿ⁾ spread evenly over the removed spins' },
    relative_entropy_unnormalised: { meaning: 's⁽ⁿ⁾ - (1 - 2⁻ⁿ), without the term ln|H∖H⁽ⁿ⁾|' },
    relative_entropy_bound: {
      meaning: 'how far relative_entropy may be from the truth of its scheme; 0 for rounding alone',
    },
  },
};

const isingAsymptote: TableMeaning<typeof asymptoteColumns> = {
  about: 'the relative entropy after many decimations, by scheme and formula',
  columns: {
    dimension: DIMENSION,
    scheme: { meaning: "'exact', 'truncated', 'published-fit' (eq. 2.35 of arXiv:2107.06898) or 'weak-coupling'" },
    coupling: COUPLING,
    relative_entropy: { meaning: 's⁽∞⁾ = 1 - S(p) / (N ln 2)' },
  },
};

const isingInformation: TableMeaning<typeof isingInformationColumns> = {
  about: 'the multi-information of the spins that a decimation retains, a row for each step',
  columns: {
    dimension: DIMENSION,
    scheme: {
      meaning:
        "'exact', 'enumeration' (of a small torus) or 'exact, broken symmetry': one sign of the magnetisation chosen",
    },
    coupling: COUPLING,
    step: STEP,
    multi_information: {
      unit: 'nats per retained spin',
      meaning: 'Kullback-Leibler divergence of the joint distribution from the product of those of single spins',
    },
  },
};

/** The tables that decimated Ising models share. */
export const decimationTables = {
  ising_flow: isingFlow,
  ising_asymptote: isingAsymptote,
  ising_information: isingInformation,
};
