import { square } from '@rgflow/numerics';
import { spinNegentropy } from '../negentropy.js';
import type { StripTransfer } from './transfer.js';

/**
 * s⁽¹⁾ of an infinitely long strip, to rounding: ⟨n(Kx)⟩ / (2 ln 2) with x the sum of the four neighbours of a site, as on
 * the infinite lattice. Two of them are in its row, one in the row before and one in the row after.
 */
export function stripFirstStep(strip: StripTransfer): number {
  const { coupling, width, states, transfer, eigenvalue, eigenvector } = strip;
  // What rows whose spin in column 0 is down, and up, bring to the next.
  const fromDown = eigenvector.map((v, row) => ((row & 1) === 0 ? v : 0));
  const fromUp = eigenvector.map((v, row) => ((row & 1) === 1 ? v : 0));
  transfer.apply(fromDown);
  transfer.apply(fromUp);
  const [four, two] = [spinNegentropy(4 * coupling), spinNegentropy(2 * coupling)];
  let negentropy = 0;
  for (let row = 0; row < states; row++) {
    const [down, up] = [fromDown[row]!, fromUp[row]!];
    const beside = ((row >> 1) & 1) + ((row >> (width - 1)) & 1);
    if (beside === 1) negentropy += (down * down + up * up) * two;
    else {
      const [equal, opposite] = beside === 2 ? [up, down] : [down, up];
      negentropy += equal * equal * four + 2 * equal * opposite * two;
    }
  }
  return negentropy / square(eigenvalue) / (2 * Math.LN2);
}
