import type { TableMeaning } from '../table-meaning.js';
import type { trainingColumns } from './training.columns.js';

const training: TableMeaning<typeof trainingColumns> = {
  about: 'the training of networks, a row for each epoch',
  columns: {
    epoch: { meaning: 'the epoch, 1 the first' },
    train_loss: {
      unit: 'nats',
      meaning: 'mean cross-entropy of the batches of the epoch, each before its step',
      live: 'loss',
    },
    validation_loss: { unit: 'nats', meaning: 'mean cross-entropy of the validation images after the epoch' },
    validation_accuracy: {
      meaning:
        'share of the validation images that are classified rightly after the epoch; null for a diverged network',
      live: 'accuracy',
    },
    status: {
      meaning:
        "'ok', 'diverged' (a loss, a weight or an output is not finite any more), 'stopped' (no better than guessing, so left out) or 'no step' (fewer images than a batch)",
    },
  },
};

/** What every study that trains fills. */
export const trainingTables = { training };
