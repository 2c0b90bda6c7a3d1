import { CRITICAL_COUPLING } from './critical-coupling.js';
import { energySlopePerBond } from './energy.js';

/**
 * ds⁽∞⁾/dK = (2K / ln 2) du/dK of the exact asymptote. It diverges at K_c:
 *
 *     ds⁽∞⁾/dK = (8 K_c / (π ln 2)) ln(1 / |1 - K/K_c|) - 1.0028 + o(1).
 *
 * @param coupling  K >= 0; at K_c the answer is Infinity.
 * @throws {DomainError} if K is negative or not finite.
 */
export function exactAsymptoteSlope(coupling: number): number {
  return ((2 * coupling) / Math.LN2) * energySlopePerBond(coupling);
}

/** 8 K_c / (π ln 2) = 1.61899: the coefficient of the logarithm in ds⁽∞⁾/dK. */
export const ASYMPTOTE_LOGARITHM = (8 * CRITICAL_COUPLING) / (Math.PI * Math.LN2);
