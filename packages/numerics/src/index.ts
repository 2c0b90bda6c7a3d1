export { type Centred, centred } from './centred.js';
export { cumulants, cumulantsFromMoments, momentsFromCumulants } from './cumulants.js';
export { DomainError, ShapeError } from './errors.js';
export { type Estimate, estimate, formatEstimate } from './estimate.js';
export { logCosh, logSinh, softplus } from './log-hyperbolic.js';
export { binade, geometricMean, logRatio, pow, powerOfTwo, square } from './power.js';
export { type FindRootOptions, findRoot } from './root.js';
export { trapezoid } from './trapezoid.js';
