import { DomainError } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { checkSize, modes } from '../onsager-modes.js';
import { WEAK_TORUS, weakTorus } from '../weak-torus.js';

/** The infinitely long strip of `width` columns closed to a ring, per site. */
export interface StripThermodynamics {
  /** ln Z / N. */
  readonly logPartitionPerSite: number;
  /** u, the mean over horizontal and vertical bonds. */
  readonly energyPerBond: number;
  /** S / N in nats. */
  readonly entropyPerSite: number;
}

/**
 * The strip of infinite length, from the largest eigenvalue of the row-to-row transfer matrix:
 *
 *     ln Z / N = ln(2 sinh 2K)/2 + Σᵣ γ₂ᵣ₊₁ / (2n),    r = 0, ..., n - 1.
 *
 * @param coupling  0 < K <= 300.
 * @param width     n, from 1 to 10^5.
 * @throws {DomainError} if K or n is outside.
 *
 * Source: L. Onsager, Phys. Rev. 65, 117 (1944).
 */
export function stripThermodynamics(coupling: number, width: number): StripThermodynamics {
  checkCoupling('stripThermodynamics', coupling);
  if (!(coupling > 0 && coupling <= 300)) {
    throw new DomainError(`stripThermodynamics: the coupling K is ${coupling}; give one above 0, at most 300.`);
  }
  checkSize('stripThermodynamics', 'width', width);
  if (coupling < WEAK_TORUS) return weakTorus(coupling, Number.POSITIVE_INFINITY, width);
  let logPartition = (2 * coupling + Math.log1p(-Math.exp(-4 * coupling))) / 2;
  let slope = 1 / Math.tanh(2 * coupling);
  for (const mode of modes(coupling, width, 1)) {
    logPartition += mode.gamma / (2 * width);
    slope += mode.slope / (2 * width);
  }
  return {
    logPartitionPerSite: logPartition,
    energyPerBond: slope / 2,
    entropyPerSite: Math.max(0, logPartition - coupling * slope),
  };
}
