import { testSameBits } from './same-bits.js';

/** The studies of spins and of mean-field theory that take seconds. */
testSameBits(['ising-1d', 'ising-2d', 'mean-field']);
