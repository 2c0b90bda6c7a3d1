import { findRoot, square } from '@rgflow/numerics';
import { cornerAlignment, cornerAlignmentSlope } from './triangular.js';
import type { TriangularCouplings } from './triangular-lattice.js';

/**
 * One step of the triangular lattice in triangles of three spins by majority, to second order of the cumulant expansion: K₁
 * within the blocks exactly and between them to second order, K₂ and K₃, which it brings about at second order, to first:
 *
 *     K₁' = 2φ² K₁ + 8φ³(1 - φ) K₁² + 3φ² K₂ + 2φ² K₃,
 *     K₂' = 2φ²(4φ - 3)(1 - φ) K₁² + φ² K₃,
 *     K₃' = -4φ²(1 - φ)² K₁²,
 *
 * φ = ⟨σ⟩ of a spin of a triangle whose majority is up; of two of them ⟨σσ'⟩ = 2φ - 1. The constant is left out.
 *
 * @example
 * triangularSecondOrder({ nearest: 0.25, nextNearest: 0, third: 0 }).nearest; // 0.259489
 *
 * Source: Th. Niemeijer and J. M. J. van Leeuwen, Physica 71, 17 (1974). The coefficients were found anew, and are checked
 * by enumeration of clusters of blocks.
 */
export function triangularSecondOrder({ nearest, nextNearest, third }: TriangularCouplings): TriangularCouplings {
  const phi = cornerAlignment(nearest);
  const phiSquared = square(phi);
  return {
    nearest: phiSquared * (2 * nearest + 8 * phi * (1 - phi) * square(nearest) + 3 * nextNearest + 2 * third),
    nextNearest: phiSquared * (2 * (4 * phi - 3) * (1 - phi) * square(nearest) + third),
    third: -4 * phiSquared * square(1 - phi) * square(nearest),
  };
}

/** The critical fixed point of `triangularSecondOrder`. */
export interface TriangularFixedPoint {
  readonly couplings: TriangularCouplings;
  /** λ of the flow linearised there: the relevant one, then the other two. */
  readonly eigenvalues: readonly [number, number, number];
  /** y_T = ln λ / ln √3. */
  readonly thermalExponent: number;
  /** ν = 1 / y_T. */
  readonly correlationLengthExponent: number;
  /** K₁ of the plane tangent to the critical surface there, at K₂ = K₃ = 0. See also `triangularCriticalCoupling`. */
  readonly linearCriticalCoupling: number;
}

/**
 * The critical fixed point to second order: (K₁, K₂, K₃) = (0.2789, -0.0142, -0.0152), λ = 1.7728, y_T = 1.0424 and
 * ν = 0.9593. Exactly y_T = 1, which is λ = √3; to first order it is 0.8822.
 *
 * The couplings are those published. The eigenvalue is quoted as 1.7835 (y_T = 1.0533); the derivative of the relations
 * above, analytic, numerical or by enumeration, has 1.7728 there.
 *
 * @example
 * triangularSecondOrderFixedPoint().thermalExponent; // 1.0423781118488
 *
 * Source: Th. Niemeijer and J. M. J. van Leeuwen, Physica 71, 17 (1974).
 */
export function triangularSecondOrderFixedPoint(): TriangularFixedPoint {
  // K₂ and K₃ follow from K₁.
  const at = (nearest: number): TriangularCouplings => {
    const { third } = triangularSecondOrder({ nearest, nextNearest: 0, third: 0 });
    const { nextNearest } = triangularSecondOrder({ nearest, nextNearest: 0, third });
    return { nearest, nextNearest, third };
  };
  const couplings = at(findRoot((nearest) => triangularSecondOrder(at(nearest)).nearest - nearest, 0.2, 0.4));
  // The derivatives are (a, b, c), (d, 0, g), (h, 0, 0): λ³ - aλ² - (bd + ch)λ - bgh = 0.
  const [a, d, h] = derivativesByNearest(couplings);
  const phiSquared = square(cornerAlignment(couplings.nearest));
  const [b, c, g] = [3 * phiSquared, 2 * phiSquared, phiSquared];
  const largest = findRoot((x) => ((x - a) * x - b * d - c * h) * x - b * g * h, 1, 3);
  const halfSum = (a - largest) / 2;
  const spread = Math.sqrt(square(halfSum) - (b * g * h) / largest);
  const thermalExponent = Math.log(largest) / Math.log(Math.sqrt(3));
  // The left eigenvector is (1, b/λ, (c + gb/λ)/λ), and normal to the critical surface.
  const linearCriticalCoupling =
    couplings.nearest + (b / largest) * couplings.nextNearest + ((c + (g * b) / largest) / largest) * couplings.third;
  return {
    couplings,
    eigenvalues: [largest, halfSum + spread, halfSum - spread],
    thermalExponent,
    correlationLengthExponent: 1 / thermalExponent,
    linearCriticalCoupling,
  };
}

/** ∂K₁'/∂K₁, ∂K₂'/∂K₁ and ∂K₃'/∂K₁. */
function derivativesByNearest({ nearest: K, nextNearest, third }: TriangularCouplings): [number, number, number] {
  const phi = cornerAlignment(K);
  const slope = cornerAlignmentSlope(K);
  const phiSquared = square(phi);
  return [
    phiSquared * (2 + 16 * phi * (1 - phi) * K) +
      slope * phi * (4 * K + 8 * (3 - 4 * phi) * phi * square(K) + 6 * nextNearest + 4 * third),
    4 * phiSquared * (4 * phi - 3) * (1 - phi) * K +
      2 * slope * phi * ((-6 + 21 * phi - 16 * phiSquared) * square(K) + third),
    -8 * phi * (1 - phi) * K * (phi * (1 - phi) + slope * (1 - 2 * phi) * K),
  ];
}

/**
 * K_c of the nearest-neighbour triangular lattice to second order: K₁ between those that flow to 0 and those that flow to
 * infinity, K₂ = K₃ = 0 at first. Exactly it is ln 3 / 4 = 0.2747; to first order 0.3356.
 *
 * @example
 * triangularCriticalCoupling(); // 0.25748424311
 */
export function triangularCriticalCoupling(): number {
  return findRoot((nearest) => (flowsToInfinity(nearest) ? 1 : -1), 0.1, 0.5);
}

function flowsToInfinity(nearest: number): boolean {
  let couplings: TriangularCouplings = { nearest, nextNearest: 0, third: 0 };
  // A rounding error off the critical surface grows by 1.77 a step: 65 steps from 1e-16 to 1.
  for (let step = 0; step < 200; step++) {
    if (couplings.nearest > 1) return true;
    if (couplings.nearest < 0.05) return false;
    couplings = triangularSecondOrder(couplings);
  }
  return false;
}
