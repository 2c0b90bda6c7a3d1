import { powerOfTwo, square } from '@rgflow/numerics';
/**
 * The arithmetic-geometric mean of 1 and b with what the complete elliptic integrals of modulus k = √(1 - b²) need, each
 * with its own digits:
 *
 *     K(k) = π / (2 mean),    K(k) - E(k) = K(k) · deficit.
 *
 * @param b           From 0 to 1; at 0 the mean is 0 and K(k) infinite.
 * @param complement  1 - b, given apart because it is known better than the difference where b is near 1.
 *
 * Source: M. Abramowitz and I. A. Stegun, section 17.6.
 */
export function arithmeticGeometricMean(
  b: number,
  complement = 1 - b,
): {
  /** M(1, b). */
  readonly mean: number;
  /** M(1, b) - b. */
  readonly excess: number;
  /** 1 - E(k)/K(k) = Σₙ 2ⁿ⁻¹ cₙ² with c₀ = k, cₙ₊₁ = (aₙ - bₙ)/2. */
  readonly deficit: number;
} {
  let arithmetic = 1;
  let geometric = b;
  let difference = complement;
  let excess = 0;
  let deficit = (complement * (1 + b)) / 2;
  for (let n = 0; n < 40 && difference > Number.EPSILON * geometric; n++) {
    const [rootA, rootB] = [Math.sqrt(arithmetic), Math.sqrt(geometric)];
    excess += (rootB * difference) / (rootA + rootB); // bₙ₊₁ - bₙ
    deficit += powerOfTwo(n) * square(difference / 2);
    arithmetic = (arithmetic + geometric) / 2;
    geometric = rootA * rootB;
    difference = square(difference / (rootA + rootB)) / 2; // aₙ₊₁ - bₙ₊₁
  }
  return { mean: (arithmetic + geometric) / 2, excess: excess + difference / 2, deficit };
}
