// What machines of binary units need beside index.ts: a module of its own, so that a word here changes no key of a training
// of other networks. It shares their memory, so it must have no static memory (no memory.data, no strings): that would lie
// on theirs.
export { packBits, sampleBernoulli, sampleGrey, unpackBits } from './bernoulli';
export { logOnePlusSums, softplusSums } from './free-energy';
export { moveWithDecay, squaredDistance } from './momentum';
