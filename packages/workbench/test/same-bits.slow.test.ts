import { SAME_BITS_TINY, testSameBits } from './same-bits.js';

/** The tiny studies, as the fast tests know them too, and those that take seconds. */
testSameBits([...SAME_BITS_TINY.map((name) => `tiny/${name}`), 'ising-1d', 'ising-2d', 'mean-field']);
