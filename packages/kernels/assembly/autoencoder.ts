// What autoencoders need beside index.ts: a module of its own, so that a word here changes no key of another training. It
// shares the memory of the kernels, so it must have no static memory (no memory.data, no strings): that would lie on theirs.
export { adam } from './adam';
export { binaryCrossEntropy, squaredError } from './elementwise-loss';
