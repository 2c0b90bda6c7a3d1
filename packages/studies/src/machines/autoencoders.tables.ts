import type { TableMeaning } from '../table-meaning.js';
import type { autoencoderCodeColumns } from './autoencoder-code.columns.js';
import type { autoencoderTrainingColumns } from './autoencoder-training.columns.js';

const loss = { meaning: 'mean over images and pixels of the squared error, or of the cross-entropy in nats' };
const explained = {
  meaning:
    'share of what the mean image leaves of the loss that is made good: 1 at the least loss, 0 at the mean image',
};
const status = {
  meaning:
    "'ok', 'collapsed' (one code for all images, or less than 5 % of the loss of the mean image made good), 'diverged' or 'no step'",
};

const autoencoder_training: TableMeaning<typeof autoencoderTrainingColumns> = {
  about: 'the training of autoencoders, a row for each epoch',
  columns: {
    epoch: { meaning: 'the epoch, 1 the first, those of pre-training counted' },
    phase: { meaning: "what it trains: the 'whole', a 'layer' with its mirror image, or a 'unit' of the code" },
    part: { meaning: 'the layer of the encoder, 0 the first, or the unit, 1 the first; 0 for the whole' },
    loss: { meaning: `${loss.meaning}, before each step`, live: 'loss' },
    explained: {
      meaning: `${explained.meaning}; of the first 2,000 images, after the epoch, of the whole only`,
      live: 'explained',
    },
    status,
  },
};

const autoencoder_code: TableMeaning<typeof autoencoderCodeColumns> = {
  about: 'what the code of an autoencoder is worth; the codes themselves are in machine_code',
  columns: {
    snapshot: { meaning: 'how far the autoencoder was trained' },
    units: { meaning: 'n, units of the code' },
    code: { meaning: "'sampled' by their values, or 'thresholded' at the middle of their range" },
    loss,
    mean_image_loss: { meaning: 'the same of the mean image, whatever is shown' },
    least_loss: { meaning: 'the least there is: 0 of the squared error, the entropy of the grey values in nats' },
    explained,
    entropy: { unit: 'nats', meaning: 'plug-in entropy of the codes' },
    undecided_share: { meaning: 'share of values outside of the outer tenths of the range; null for relu' },
    status,
    reason: { meaning: 'why the code is not to be judged' },
  },
};

/** Meanings of what the stages are given under a name that no parameter of a study has. */
export const autoencoderStageParameters = {
  widths: { meaning: "units of the layers of the encoder, the last the code: '392-196-10'" },
  phase: { meaning: "what the last epoch trained: the 'whole', a 'layer' or a 'unit'" },
  part: { meaning: 'the layer or the unit; 0 for the whole' },
  epochOfPart: { meaning: 'the epoch of its part, 1 the first, where the optimiser begins anew' },
} as const;

/** What every study that trains autoencoders fills, beside `machine_training` and `machine_code`. */
export const autoencoderTables = { autoencoder_training, autoencoder_code };
