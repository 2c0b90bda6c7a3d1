/**
 * Cumulants κ₁, κ₂, ... of a random variable from its moments m₁, m₂, ... (same length):
 *
 *     κₙ = mₙ - Σⱼ₌₁ⁿ⁻¹ C(n-1, j-1) κⱼ mₙ₋ⱼ.
 *
 * Moments about a point near the mean keep the digits of the higher cumulants; only κ₁ depends on the point.
 *
 * @example A fair ±1 spin
 * cumulantsFromMoments([0, 1, 0, 1]); // [0, 1, 0, -2]
 */
export function cumulantsFromMoments(moments: readonly number[]): number[] {
  const cumulants: number[] = [];
  for (let n = 1; n <= moments.length; n++) {
    let cumulant = moments[n - 1]!;
    let binomial = 1; // C(n-1, j-1)
    for (let j = 1; j < n; j++) {
      cumulant -= binomial * cumulants[j - 1]! * moments[n - j - 1]!;
      binomial *= (n - j) / j;
    }
    cumulants.push(cumulant);
  }
  return cumulants;
}
