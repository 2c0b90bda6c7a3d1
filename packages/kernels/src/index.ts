export { type ActivationName, activationNames, slopeNeedsInput } from './activations.js';
export { type AdamStep, type AutoencoderKernels, createAutoencoderKernels } from './autoencoder-kernels.js';
export {
  BINARY_KERNELS_BYTES,
  type BinaryKernels,
  createBinaryKernels,
  DRAWS_AT_ONCE,
  type StreamStretch,
} from './binary-kernels.js';
export {
  type Blas,
  type BlasAttempt,
  type BlasChoice,
  type BlasSearch,
  blasChoice,
  blasVariables,
  findBlas,
} from './blas.js';
export { createKernels, type KernelsOptions } from './create.js';
export { ArenaError, KernelArgumentError } from './errors.js';
export type { GemmImplementation, Kernels, RowResults, Transpose } from './kernels.js';
export { type MeasureGemmOptions, measureGemm } from './measure.js';
export { numericsOf } from './numerics.js';
export { chooseOpenBlasKernel, type OpenBlasKernel } from './openblas-kernel.js';
