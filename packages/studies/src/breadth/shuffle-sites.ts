import type { RandomStream } from '@rgflow/random';

/**
 * Puts the values of each site in an order of its own over the samples, so that sites know nothing of each other and
 * each has the values that it had. In place; shape (samples, sites).
 */
export function shuffleSites(data: Uint8Array, sites: number, random: RandomStream): void {
  const rows = data.length / sites;
  for (let site = 0; site < sites; site++) {
    const order = random.split('column', { column: site }).permutation(rows);
    const before = Uint8Array.from(order, (row) => data[row * sites + site]!);
    before.forEach((value, row) => {
      data[row * sites + site] = value;
    });
  }
}
