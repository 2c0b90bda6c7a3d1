import type { GaussianStack } from './stack.js';

/**
 * Three visible Bernoulli units under two layers of two Gaussian ones, with couplings A, B and fields a, b, c small enough
 * to follow by hand.
 */
export const THREE_LAYER_MACHINE: GaussianStack = {
  fields: [
    [0.1, -0.2, 0.3],
    [0.05, -0.1],
    [0.2, 0.15],
  ],
  couplings: [
    [
      [0.5, -0.3],
      [0.2, 0.4],
      [-0.6, 0.1],
    ],
    [
      [0.3, 0.2],
      [-0.1, 0.5],
    ],
  ],
};
