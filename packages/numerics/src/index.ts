export { cumulants, cumulantsFromMoments, momentsFromCumulants } from './cumulants.js';
export { DomainError, ShapeError } from './errors.js';
export { type Estimate, estimate, formatEstimate } from './estimate.js';
export { pow, powerOfTwo, square } from './power.js';
export { type FindRootOptions, findRoot } from './root.js';
export { trapezoid } from './trapezoid.js';
