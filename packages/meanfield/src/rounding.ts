/**
 * Bound on the relative error of a Gaussian average of positive terms, measured against 34 digits: a few units in the last
 * place.
 */
export const AVERAGE_ERROR = 4 * Number.EPSILON;
