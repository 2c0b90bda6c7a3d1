import { type Bounds, retainedEntropyPerRow } from './block-entropy.js';
import { stripFirstStep } from './first-step.js';
import { stripThermodynamics } from './thermodynamics.js';
import { stripTransfer } from './transfer.js';

/** Relative entropies of the infinitely long strip, N → ∞, in units of N ln 2. */
export interface StripEntropies {
  readonly width: number;
  /** s⁽¹⁾, to rounding. */
  readonly firstStep: number;
  /** s⁽²⁾, between rigorous bounds. */
  readonly secondStep: Bounds;
  /** s⁽∞⁾ = 1 - S/(N ln 2), to rounding. */
  readonly asymptote: number;
}

export interface StripOptions {
  /** Even rows looked back on in the bounds of s⁽²⁾, n >= 2. Default 4. */
  readonly rows?: number;
}

/**
 * s⁽¹⁾ and s⁽²⁾ of the square lattice as a strip, infinitely long and `width` sites around, by transfer matrix:
 *
 *     s⁽²⁾ = [h / (2 width) - S/N + (3/4) ln 2] / ln 2,
 *
 * h the entropy per even row of the spins that two checkerboard steps retain.
 *
 * @param coupling  0 < K <= 300.
 * @param width     4, 6, 8, 10 or 12.
 * @throws {DomainError} if K or the width is outside, or `rows` less than 2.
 *
 * @example
 * stripRelativeEntropy(0.4, 4).secondStep; // both bounds 0.36272172
 */
export function stripRelativeEntropy(coupling: number, width: number, options: StripOptions = {}): StripEntropies {
  const { rows = 4 } = options;
  const { entropyPerSite } = stripThermodynamics(coupling, width);
  const strip = stripTransfer(coupling, width);
  const { lower, upper } = retainedEntropyPerRow(strip, rows);
  return {
    width,
    firstStep: stripFirstStep(strip),
    secondStep: {
      lower: secondStepOfStrip(lower, width, entropyPerSite),
      upper: secondStepOfStrip(upper, width, entropyPerSite),
    },
    asymptote: 1 - entropyPerSite / Math.LN2,
  };
}

/** s⁽²⁾ from h. */
export function secondStepOfStrip(retainedEntropyPerRow: number, width: number, entropyPerSite: number): number {
  return (retainedEntropyPerRow / (2 * width) - entropyPerSite) / Math.LN2 + 0.75;
}
