import { meanFieldMeaning } from '../mean-field/mean-field.tables.js';
import { klTables } from '../network/kl.tables.js';
import { trainingTables } from '../network/training.tables.js';
import type { TableMeaning } from '../table-meaning.js';
import type { plateauColumns } from './kl-plateau.columns.js';
import type { predictedPlateauColumns } from './predicted-plateau.columns.js';

const klPlateau: TableMeaning<typeof plateauColumns> = {
  about: 'where a fitted curve has the fraction of its asymptote, a row for each network and snapshot',
  columns: {
    snapshot: { meaning: "'init' or 'final'" },
    plateau_layer: { unit: 'layers', meaning: 'where the fit has the fraction, counted from layer 0' },
    plateau_layer_se: { unit: 'layers', meaning: 'its standard error, from that of b' },
    reason: { meaning: 'why there is none' },
  },
};

const predictedPlateau: TableMeaning<typeof predictedPlateauColumns> = {
  about: 'where the curve of mean-field theory, averaged over the images, has the fraction of its asymptote',
  columns: {
    plateau_layer: { unit: 'layers', meaning: 'where it has the fraction, counted from layer 0' },
    late_rate_layer: { unit: 'layers', meaning: 'the same if every layer had the rate χ_q of the late ones' },
    asymptote: { unit: 'nats per unit', meaning: 'what the divergence tends to' },
    reason: { meaning: 'why there is no plateau' },
  },
};

export const plateauTables = {
  ...trainingTables,
  ...klTables,
  kl_plateau: klPlateau,
  predicted_plateau: predictedPlateau,
  mean_field: meanFieldMeaning,
};
