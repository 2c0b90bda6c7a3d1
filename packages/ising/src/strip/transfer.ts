import { DomainError, powerOfTwo } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { leadingEigenvector, type RowTransfer, rowTransfer } from './row-transfer.js';

/**
 * The infinitely long strip as a stationary Markov chain of its rows. Bit i of the number of a row is the spin in column i;
 * weights are relative to those of all spins up, so that nothing overflows.
 */
export interface StripTransfer {
  readonly coupling: number;
  readonly width: number;
  /** Number of states of a row, 2^width. */
  readonly states: number;
  /** The symmetric row-to-row matrix T. */
  readonly transfer: RowTransfer;
  /** Its largest eigenvalue λ. */
  readonly eigenvalue: number;
  /** And eigenvector v, of length 1: the stationary probability of a row is v². Shape (states). */
  readonly eigenvector: Float64Array;
}

/**
 * The row-to-row transfer matrix, applied bond by bond, and its leading eigenvector.
 *
 * @param coupling  K > 0.
 * @param width     4, 6, 8, 10 or 12 columns, closed to a ring.
 * @throws {DomainError} if K is not a positive number or the width another.
 */
export function stripTransfer(coupling: number, width: number): StripTransfer {
  checkCoupling('stripTransfer', coupling);
  if (!(coupling > 0)) throw new DomainError('stripTransfer: the coupling K is 0; free spins need no transfer matrix.');
  if (!(Number.isInteger(width) && width % 2 === 0 && width >= 4 && width <= 12)) {
    throw new DomainError(`stripTransfer: width is ${width}; give 4, 6, 8, 10 or 12.`);
  }
  const transfer = rowTransfer(width, coupling);
  return { coupling, width, states: powerOfTwo(width), transfer, ...leadingEigenvector(transfer) };
}
