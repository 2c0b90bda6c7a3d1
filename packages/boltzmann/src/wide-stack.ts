/**
 * Mean diagonal entry of the coupling that integrating over m layers induces in the next, for m = 1, ..., L, for wide layers
 * whose couplings have independent entries of given mean squares:
 *
 *     tr K / n = v₀ G₁,    Gᵢ = 1 / [1 - vᵢ₋₁ Gᵢ₋₁ - vᵢ Gᵢ₊₁],    i = 1, ..., m,    G₀ = G_{m+1} = 0,
 *
 * Gᵢ the mean fluctuation ⟨h²⟩ of a unit of the i-th of these layers, the first being that next to the one left, and vᵢ the
 * mean square of the entries of the coupling between layers i and i + 1, times the number of units. NaN where the stack has
 * no partition function: with all v = g²/4, for couplings of spectral norm g, at any depth from g = 1/√2 on.
 *
 * @param squares  v of each coupling, the deepest first. Shape (L).
 * @returns Shape (L).
 *
 * @example Couplings of spectral norm 1/2
 * wideMeanCouplings([1/16, 1/16, 1/16]); // [0.0625, 0.0670, 0.0674]
 *
 * Source: the equation for G is that of random matrices with a variance profile, O. Ajanki, L. Erdős, T. Krüger, Probab.
 * Theory Relat. Fields 169, 667 (2017).
 */
export function wideMeanCouplings(squares: readonly number[]): readonly number[] {
  return squares.map((square, i) => square * firstFluctuation(squares.slice(0, i).reverse()));
}

/** Beyond this, the iteration is at the edge of where the stack exists. */
const MOST_SWEEPS = 100_000;

/**
 * G₁ of layers with these couplings between them, from the first on: the least positive solution, to which the iteration
 * rises from 1.
 */
function firstFluctuation(squares: readonly number[]): number {
  const fluctuations = new Array<number>(squares.length + 1).fill(1);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let change = 0;
    for (let i = 0; i < fluctuations.length; i++) {
      const before = i === 0 ? 0 : squares[i - 1]! * fluctuations[i - 1]!;
      const after = i === squares.length ? 0 : squares[i]! * fluctuations[i + 1]!;
      const next = 1 / (1 - before - after);
      if (!(next > 0)) return Number.NaN;
      change = Math.max(change, Math.abs(next - fluctuations[i]!));
      fluctuations[i] = next;
    }
    if (change < 1e-15) return fluctuations[0]!;
  }
  return Number.NaN;
}
