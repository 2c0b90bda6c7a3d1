import { trainingTables } from '../network/training.tables.js';
import type { TableMeaning } from '../table-meaning.js';
import type { claimColumns } from './nuisance-claim.columns.js';
import type { probeColumns } from './nuisance-probe.columns.js';

const nuisanceProbe: TableMeaning<typeof probeColumns> = {
  about: 'what linear readers tell from a layer, a row for the label and for each nuisance',
  columns: {
    network: {
      meaning:
        "'none' (the images themselves), 'random' (untrained), 'plain' or 'nuisances' (trained on images without or with them)",
    },
    layer: { meaning: 'the layer after its tanh, 0 the first; -1 is the image' },
    units: { meaning: 'units of the layer' },
    target: { meaning: "'label' or the nuisance; 'nothing' changes nothing and shows the error of the reading" },
    score: { meaning: 'on images that it was not fitted on: accuracy for the label, R² for a nuisance' },
    score_se: { meaning: 'standard error of score over the images' },
    information: {
      unit: 'nats',
      meaning: 'lower bound of the mutual information of the layer and the label or the coordinate of the nuisance',
    },
    information_se: { unit: 'nats', meaning: 'standard error of information over the images' },
    samples: { meaning: 'images that were scored' },
    penalty: { meaning: 'ridge penalty that the images for choosing were read best with' },
    reason: { meaning: 'why the numbers are null' },
  },
};

const nuisanceClaim: TableMeaning<typeof claimColumns> = {
  about: 'what one seed says to each claim about depth as coarse-graining',
  columns: {
    comparison: {
      meaning:
        "'last against first' hidden layer; that 'trained against random'; that 'nuisances against plain'; 'deep against shallow' of the last hidden layers",
    },
    network: { meaning: "'random', 'plain' or 'nuisances'" },
    target: { meaning: "'label', a nuisance, or 'shift' and 'all nuisances', which are sums" },
    expected: { meaning: "'more' or 'less': on which side of zero the claim expects the difference" },
    difference: { unit: 'nats', meaning: 'difference of the information that linear readers find' },
    reason: { meaning: 'why it is null' },
  },
};

export const nuisanceTables = { ...trainingTables, nuisance_probe: nuisanceProbe, nuisance_claim: nuisanceClaim };
