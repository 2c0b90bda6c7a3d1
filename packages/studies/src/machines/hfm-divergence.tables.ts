import type { TableMeaning } from '../table-meaning.js';
import type { hfmDivergenceColumns } from './hfm-divergence.columns.js';

const corrected = 'corrected by Miller and Madow';
const ofMean = 'its standard error over replicates';

/** What every study that measures codes against the Hierarchical Feature Model fills. */
export const hfmDivergenceMeaning: TableMeaning<typeof hfmDivergenceColumns> = {
  about: 'KL divergence of binary codes from the nearest Hierarchical Feature Model, and what it is to be read beside',
  columns: {
    snapshot: { meaning: "how far the machines were trained: 'init', 'final'; 'planted' for the features themselves" },
    layer: {
      meaning:
        'the machine whose hidden units are the code, 0 that of the images; of an autoencoder the hidden layers before the code; -1 for planted features',
    },
    units: { meaning: 'units of the code' },
    code: { meaning: "'sampled' given the layer below, 'thresholded' at probability 1/2, or the planted 'features'" },
    convention: { meaning: "what the ground state weighs: 'A' (energy m) or 'B' (m - 1, at least 0)" },
    samples: { meaning: 'codes that were counted' },
    divergence: { unit: 'nats', meaning: 'of the sample as it is, all units together' },
    divergence_se: { unit: 'nats', meaning: 'its standard error, that of sampling' },
    corrected: { unit: 'nats', meaning: `the divergence ${corrected}` },
    g: { meaning: 'of the nearest model; null where the code never leaves the ground state' },
    g_se: { meaning: 'its standard error; null where g is held at 0' },
    mean_detail: { meaning: 'mean level of detail of the code in its best arrangement' },
    ground_state: { meaning: 'the state that counts as all off, unit 0 its lowest bit' },
    unit_order: { meaning: "units from the coarsest feature to the finest: '2-0-1'" },
    searched: { meaning: "among which ground states: 'all' or the ten 'likeliest'" },
    entropy: { unit: 'nats', meaning: `of the code, ${corrected}` },
    occupied: { meaning: 'different codes that were seen' },
    dead_units: { meaning: 'units that are the same in all codes' },
    resolution: { unit: 'nats', meaning: 'H[s], the entropy of the sample as it is' },
    relevance: { unit: 'nats', meaning: 'H[k], the entropy of how often the code of a sample was seen' },
    multi_information: {
      unit: 'nats',
      meaning: 'of the units, as it is: the KL divergence from independent bits of the same means',
    },
    independent_divergence: {
      unit: 'nats',
      meaning: 'of independent bits of the same means from their own nearest model, exactly',
    },
    null_divergence: {
      unit: 'nats',
      meaning: `mean of samples of the nearest model, as many and by the same search, ${corrected}`,
    },
    null_divergence_se: { unit: 'nats', meaning: ofMean },
    relabelled_divergence: { unit: 'nats', meaning: `mean of the same counts on random states, ${corrected}` },
    relabelled_divergence_se: { unit: 'nats', meaning: ofMean },
    shuffled_divergence: { unit: 'nats', meaning: `mean of codes whose units were shuffled one by one, ${corrected}` },
    shuffled_divergence_se: { unit: 'nats', meaning: ofMean },
    place: { meaning: '(corrected - null) / (relabelled - null): 0 as near as the model itself, 1 without order' },
    reason: { meaning: 'why there is no verdict: collapsed, uniform, a unit that never changes, too few samples' },
  },
};
