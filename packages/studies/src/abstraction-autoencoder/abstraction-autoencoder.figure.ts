import { codesByDepth } from './codes-by-depth.js';

/** Thresholded codes, as those of arXiv:2407.01656. */
export const figure = codesByDepth(
  'thresholded',
  'Thresholded codes of autoencoders against the Hierarchical Feature Model, by depth',
);
