import type { TableMeaning } from '../table-meaning.js';
import type { meanFieldColumns } from './mean-field.columns.js';

export const meanFieldMeaning: TableMeaning<typeof meanFieldColumns> = {
  about: 'wide random networks in mean-field theory, a row for each point of the phase diagram',
  columns: {
    q_star: { meaning: 'q*, variance of deep preactivations: the fixed point of q -> σ_w² V(q) + σ_b²' },
    chi1: { meaning: 'χ₁, slope of the correlation map at correlation 1: below 1 ordered, above chaotic' },
    rho_star: { meaning: 'ρ*, correlation of the deep preactivations of two inputs' },
    chi_c: { meaning: 'χ_c, slope of the correlation map at ρ*' },
    xi_c: { unit: 'layers', meaning: '-1/ln χ_c, in which a deviation of the correlation falls by e; may be Infinity' },
    chi_q: { meaning: 'χ_q, slope of the variance map at q*' },
    xi_q: { unit: 'layers', meaning: '-1/ln χ_q, in which a deviation of the variance falls by e; may be Infinity' },
    phase: {
      meaning:
        "'ordered', 'critical' (the side is within rounding), 'chaotic' or 'unbounded' (the variance grows without end)",
    },
    reason: { meaning: 'why there is no fixed point, and so no number' },
  },
};
