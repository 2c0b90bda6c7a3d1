import { square } from '@rgflow/numerics';
import { spinNegentropy } from '../negentropy.js';
import { type NeighbourCorrelations, neighbourCorrelationSlopes, neighbourCorrelations } from './neighbours.js';

/**
 * s⁽¹⁾ of the infinite square lattice, exactly: the spins removed by one checkerboard step are independent given the
 * retained ones, each in the field K x of its neighbours' sum x, so that
 *
 *     s⁽¹⁾ = ⟨n(Kx)⟩ / (2 ln 2),    n(y) = y tanh y - ln cosh y,
 *     P(|x| = 4) = (1 + c + Q)/8,    P(|x| = 2) = (1 - Q)/2,    c = 4⟨σ₀₀σ₁₁⟩ + 2⟨σ₀₀σ₂₀⟩.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite.
 *
 * @example
 * exactFirstStep(CRITICAL_COUPLING); // 0.317222933477539
 */
export function exactFirstStep(coupling: number): number {
  const { four, two } = neighbourSumLaw(neighbourCorrelations(coupling));
  return (four * spinNegentropy(4 * coupling) + two * spinNegentropy(2 * coupling)) / (2 * Math.LN2);
}

/** ds⁽¹⁾/dK, with n'(y) = y sech² y; infinite at K_c, logarithmically. */
export function exactFirstStepSlope(coupling: number): number {
  const slopes = neighbourCorrelationSlopes(coupling);
  const { four, two } = neighbourSumLaw(neighbourCorrelations(coupling));
  const c = 4 * slopes.diagonal + 2 * slopes.straight;
  return (
    (((c + slopes.all) / 8) * spinNegentropy(4 * coupling) -
      (slopes.all / 2) * spinNegentropy(2 * coupling) +
      four * 4 * negentropySlope(4 * coupling) +
      two * 2 * negentropySlope(2 * coupling)) /
    (2 * Math.LN2)
  );
}

/** Probabilities that the neighbours' sum is ±4, and that it is ±2. */
function neighbourSumLaw({ diagonal, straight, all }: NeighbourCorrelations): {
  readonly four: number;
  readonly two: number;
} {
  return { four: (1 + 4 * diagonal + 2 * straight + all) / 8, two: (1 - all) / 2 };
}

function negentropySlope(y: number): number {
  return y / square(Math.cosh(y));
}
