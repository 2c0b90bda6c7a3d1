import { DomainError, square } from '@rgflow/numerics';

/** Nearest-neighbour coupling K and next-nearest (diagonal) coupling L. */
export interface WilsonCouplings {
  readonly nearest: number;
  readonly diagonal: number;
}

/**
 * One checkerboard decimation to second order in K and first in L, plaquette dropped: K' = 2K² + L, L' = K².
 *
 * Source: K. G. Wilson, Rev. Mod. Phys. 47, 773 (1975), section VI; R. K. Pathria, Statistical Mechanics, section 14.
 */
export function wilsonStep({ nearest, diagonal }: WilsonCouplings): WilsonCouplings {
  return { nearest: 2 * square(nearest) + diagonal, diagonal: square(nearest) };
}

/**
 * The fixed point (1/3, 1/9), the eigenvalues (2 ± √10)/3 of the flow linearised there, and what follows: ν = ln √2 / ln λ
 * and the K at L = 0 where the tangent of the critical line ends, K_c = 1/3 + 1/(9λ) = 0.3979, which the paper quotes.
 * The line itself ends elsewhere: see `wilsonCriticalCoupling`.
 */
export const WILSON_FIXED_POINT = {
  nearest: 1 / 3,
  diagonal: 1 / 9,
  relevantEigenvalue: (2 + Math.sqrt(10)) / 3,
  irrelevantEigenvalue: (2 - Math.sqrt(10)) / 3,
  correlationLengthExponent: Math.LN2 / 2 / Math.log((2 + Math.sqrt(10)) / 3),
  linearCriticalCoupling: 1 / 3 + 1 / (3 * (2 + Math.sqrt(10))),
} as const;

/**
 * K of the point of the true critical line at a given L: the set of (K, L) that flow to the fixed point, from weaker
 * couplings (which flow to 0) to stronger (to infinity). At L = 0 it is 0.3920923394709892.
 *
 * @param diagonal  L, from 0 to 0.3920923394709892, where K is 0.
 * @throws {DomainError} if L is outside that range.
 */
export function wilsonCriticalCoupling(diagonal = 0): number {
  if (!(diagonal >= 0) || flowsToInfinity({ nearest: 0, diagonal })) {
    throw new DomainError(
      `wilsonCriticalCoupling: L is ${diagonal}; the critical line in K >= 0 runs from L = 0 to L = 0.392092339470989.`,
    );
  }
  // Bisection on the fate of the flow: the only sign there is.
  let below = 0;
  let above = 1;
  for (;;) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) return middle;
    if (flowsToInfinity({ nearest: middle, diagonal })) above = middle;
    else below = middle;
  }
}

function flowsToInfinity(couplings: WilsonCouplings): boolean {
  let current = couplings;
  // A rounding error off the line grows by 1.72 a step: 70 steps from 1e-16 to 1.
  for (let step = 0; step < 200; step++) {
    if (current.nearest > 1) return true;
    if (current.nearest + current.diagonal < 0.1) return false;
    current = wilsonStep(current);
  }
  return false;
}
