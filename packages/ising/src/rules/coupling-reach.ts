/** How far pair couplings reach. */
export interface CouplingReach {
  /** Σ_r z_r |J_r| r / Σ_r z_r |J_r|, in blocks: 1 if nearest neighbours alone are coupled. */
  readonly range: number;
  /** Share of Σ_r z_r |J_r| beyond nearest neighbours. */
  readonly beyond: number;
}

/**
 * Both are NaN where nothing is coupled.
 *
 * @param shells  From the nearest on: how far away, how many of one spin z_r, and their coupling J_r.
 */
export function reachOfCouplings(
  shells: readonly { readonly distance: number; readonly neighbours: number; readonly coupling: number }[],
): CouplingReach {
  const sizes = shells.map(({ neighbours, coupling }) => neighbours * Math.abs(coupling));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const range = sizes.reduce((sum, size, k) => sum + (size / total) * shells[k]!.distance, 0);
  return { range, beyond: 1 - sizes[0]! / total };
}
