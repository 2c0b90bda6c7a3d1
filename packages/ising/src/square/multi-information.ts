import { DomainError, powerOfTwo } from '@rgflow/numerics';
import { spinNegentropy } from '../negentropy.js';
import { spontaneousMagnetisation } from './magnetisation.js';
import { exactSquareRelativeEntropy } from './relative-entropy.js';
import type { Bounded, Widths } from './second-step.js';

export interface SquareMultiInformationOptions {
  /**
   * The state above K_c. 'symmetric' (default): up and down as likely, each spin alone a fair coin, as on every finite
   * lattice. 'broken': with the spontaneous magnetisation m. Below K_c they are the same.
   */
  readonly state?: 'symmetric' | 'broken';
  /** Widths of the strips that step 2 is extrapolated from, rising. Default 4, 6, 8. */
  readonly widths?: Widths;
}

/**
 * Multi-information of the infinite square lattice per retained spin, in nats, after 0, 1 or 2 exact checkerboard
 * decimations: the relative entropy of the joint distribution of the retained spins to the product of their own,
 *
 *     I⁽ⁿ⁾ = S(σᵢ) - S(p⁽ⁿ⁾) / N⁽ⁿ⁾ = 2ⁿ ln 2 (s⁽∞⁾ - s⁽ⁿ⁾) - n(m),    n(m) = ln 2 - S(σᵢ).
 *
 * Without a magnetisation it is what the decimation has yet to lose of the relative entropy. It grows from 0 to ln 2 with K
 * in the symmetric state, and in the broken state falls to 0 again above K_c. Its slope at K_c is infinite.
 *
 * @param coupling  K >= 0.
 * @param step      0, 1 or 2; steps 0 and 1 are exact to rounding, step 2 as `exactSecondStep`.
 * @throws {DomainError} if K is negative or not finite, or the step another.
 *
 * @example
 * squareMultiInformation(0.4, 0).value; // 0.256215041283
 * squareMultiInformation(0.4, 1).value; // 0.176933990834
 *
 * Source: the quantity of A. Fowler's thesis as arXiv:2107.06898 describes it, on the exact entropies; the thesis was not at
 * hand.
 */
export function squareMultiInformation(
  coupling: number,
  step: 0 | 1 | 2,
  options: SquareMultiInformationOptions = {},
): Bounded {
  const { state = 'symmetric', widths = [4, 6, 8] } = options;
  if (!(step === 0 || step === 1 || step === 2)) {
    throw new DomainError(`squareMultiInformation: step is ${step}; the exact flow is known for 0, 1 and 2.`);
  }
  const { steps, asymptote, asymptoteBound } = exactSquareRelativeEntropy(coupling, { steps: step, widths });
  const { relativeEntropy, relativeEntropyBound } = steps[step]!;
  const scale = powerOfTwo(step) * Math.LN2;
  return {
    value: scale * (asymptote - relativeEntropy) - negentropyOfOne(coupling, state),
    bound: scale * (asymptoteBound + relativeEntropyBound),
  };
}

function negentropyOfOne(coupling: number, state: 'symmetric' | 'broken'): number {
  switch (state) {
    case 'symmetric':
      return 0;
    case 'broken': {
      const m = spontaneousMagnetisation(coupling);
      return m < 1 ? spinNegentropy(Math.atanh(m)) : Math.LN2;
    }
    default:
      return state satisfies never;
  }
}
