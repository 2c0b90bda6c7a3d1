import type { ColumnMeaning } from '../table-meaning.js';

/** What stages of networks are given under a name that no parameter of their studies has. */
export const networkStageParameters: Readonly<Record<string, ColumnMeaning>> = {
  dataset: { meaning: 'name of the data set' },
  inputs: { meaning: 'pixels of an image, which are what the first layer takes' },
  classes: { meaning: 'classes of the data set, which are the units of the last layer' },
  shape: { meaning: "'wide': all hidden layers but the last have `width` units; 'tapered': fewer from layer to layer" },
  depth: { meaning: 'layers of weights of the network' },
  epoch: { meaning: 'the last epoch of the training so far' },
  snapshot: { meaning: "the moment of the training: 'init', 'epoch1', ..., 'final'" },
  estimator: { meaning: 'the estimator of the divergence that is fitted' },
  normalisation: {
    meaning: "'paper': the divergence in units of (1/2) ln(2πe σ_w²) is fitted; 'none': per unit, in nats",
  },
  stopHopeless: { meaning: "'never', or 'chance': a network no better than guessing is not trained on" },
  drawing: { meaning: 'which drawing of the nuisances the images carry' },
  role: { meaning: "'deep' or 'shallow': which of the two networks of a seed" },
  firstLayer: { meaning: 'the first layer that is read' },
  networkLayers: { meaning: 'the layers that a small network reads besides, as JSON' },
};
