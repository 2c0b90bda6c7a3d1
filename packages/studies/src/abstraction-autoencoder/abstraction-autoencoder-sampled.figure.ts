import { codesByDepth } from './codes-by-depth.js';

/** Codes that are drawn, each unit with the probability that its value is. */
export const figure = codesByDepth(
  'sampled',
  'Sampled codes of autoencoders against the Hierarchical Feature Model, by depth',
);
