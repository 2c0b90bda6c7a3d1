/** Number of states that were seen. */
export function occupiedStates(counts: ArrayLike<number>): number {
  let occupied = 0;
  for (let state = 0; state < counts.length; state++) if (counts[state]! > 0) occupied++;
  return occupied;
}

/**
 * What the entropy of a sample of M states is too small by, to first order, in nats: (occupied - 1)/(2M). A divergence from
 * a model is too large by as much, since the mean energy has no bias. Of samples that do not show all states of the code, it
 * is too small a correction: see the null.
 *
 * Source: G. A. Miller, in Information Theory in Psychology (1955).
 */
export function millerMadow(counts: ArrayLike<number>, samples: number): number {
  return (occupiedStates(counts) - 1) / (2 * samples);
}
