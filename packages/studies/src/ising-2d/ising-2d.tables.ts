import { decimationTables } from '../lattice/decimation.tables.js';
import type { TableMeaning } from '../table-meaning.js';
import type { fixedPointColumns } from './ising-fixed-point.columns.js';

const isingFixedPoint: TableMeaning<typeof fixedPointColumns> = {
  about: 'the fixed points of recursions of the square lattice, and the exact critical point',
  columns: {
    scheme: { meaning: "'truncated, alpha = ...' (Maris and Kadanoff), 'wilson' (two couplings) or 'exact'" },
    coupling_fixed: { meaning: 'K*, the nearest-neighbour coupling of the fixed point' },
    diagonal_fixed: { meaning: 'L*, the next-nearest-neighbour coupling of the fixed point' },
    eigenvalue: { meaning: 'λ, the relevant eigenvalue of a step that stretches lengths by √2' },
    correlation_length_exponent: { meaning: 'ν = ln √2 / ln λ' },
    critical_coupling: { meaning: 'K at which the lattice of nearest neighbours alone flows to the fixed point' },
    critical_coupling_linear: {
      meaning: 'the same, the critical line taken for its tangent at the fixed point',
    },
    reason: { meaning: 'why some of these are null' },
  },
};

export const ising2dTables = { ...decimationTables, ising_fixed_point: isingFixedPoint };
