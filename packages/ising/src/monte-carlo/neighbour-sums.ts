/** What one state of the torus tells of its bonds and of the sums x of four neighbours. */
export interface NeighbourSums {
  /** Mean of σσ' over all bonds. */
  readonly energyPerBond: number;
  /** Share of sites whose neighbours' sum is ±4. */
  readonly four: number;
  /** Share of sites whose neighbours' sum is ±2. */
  readonly two: number;
}

/** @param spins  ±1, row by row, shape (size²). */
export function neighbourSums(spins: Int8Array, size: number): NeighbourSums {
  const sites = spins.length;
  let [bonds, fours, twos] = [0, 0, 0];
  for (let row = 0; row < sites; row += size) {
    const above = row === 0 ? sites - size : row - size;
    const below = row + size === sites ? 0 : row + size;
    for (let i = 0; i < size; i++) {
      const left = spins[row + (i === 0 ? size - 1 : i - 1)]!;
      const right = spins[row + (i === size - 1 ? 0 : i + 1)]!;
      const sum = left + right + spins[above + i]! + spins[below + i]!;
      bonds += spins[row + i]! * sum;
      if (sum === 4 || sum === -4) fours++;
      else if (sum !== 0) twos++;
    }
  }
  return { energyPerBond: bonds / (4 * sites), four: fours / sites, two: twos / sites };
}
