export { activate, activationBackward, addBiasActivate } from './activations';
export { exponentials } from './exponential';
export { gemm, gemmScratchBytes, heapBase } from './gemm';
export { activateWithSums } from './layer';
export { countCorrect, softmaxCrossEntropy } from './loss';
export { fillNormals } from './normals';
export { gaussianKernelSums, logSumExp, squaredDistances } from './pairs';
export { columnSums, sum, sumOfSquares } from './reductions';
export { addBias, axpy, scale, scaleUint8 } from './vector';
