import { testSameBits } from './same-bits.js';

/** The studies of spins and of mean-field theory, tiny; three of them in full are among the slow tests. */
testSameBits(
  ['ising-1d', 'ising-2d', 'mean-field', 'ising-criticality', 'block-cumulants', 'boltzmann-marginalisation'].map(
    (name) => `tiny/${name}`,
  ),
);
