import { trainingTables } from '../network/training.tables.js';
import type { TableMeaning } from '../table-meaning.js';
import type { correlationLengthColumns } from './correlation-length.columns.js';

const correlationLength: TableMeaning<typeof correlationLengthColumns> = {
  about: 'the correlation length of mean-field theory along one variance of the biases',
  columns: {
    sigma_w2: { meaning: 'σ_w², variance of the weights times the units before them' },
    xi_c: {
      unit: 'layers',
      meaning: 'ξ_c, in which a deviation of the correlation falls by e; Infinity at the transition',
    },
    phase: { meaning: "'ordered', 'critical' or 'chaotic'" },
  },
};

export const trainabilityTables = { ...trainingTables, correlation_length: correlationLength };
