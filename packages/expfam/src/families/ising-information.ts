import { DomainError } from '@rgflow/numerics';
import type { ErrorsOfOne, SymmetricMatrix } from '../family.js';
import { type TwoSums, twoCopies } from './ising-two-copies.js';
import { withoutField } from './ising-without-field.js';

/** Terms by result, for each site, beyond which the twelfth digit would be one of rounding. */
const MOST_LOSS = 1e3;

/** Corrections of the slope; each takes the mean square of what is left towards its least. */
const MOST_CORRECTIONS = 8;

/**
 * Cov of (Σ σσ′, Σ σ) in an Ising chain.
 *
 * @throws {DomainError}  where its terms cancel beyond what a double holds.
 */
export function isingInformation(
  sites: number,
  boundary: 'periodic' | 'open',
  natural: readonly [number, number],
): SymmetricMatrix {
  const found = information(sites, boundary, natural);
  if (found !== null) return found;
  throw new DomainError(
    `isingChain: of ${sites} sites at coupling ${natural[0]} and field ${natural[1]} the Fisher information is a ` +
      'difference of terms that a double cannot hold apart; expected a weaker coupling, or no field.',
  );
}

/**
 * Errors of maximum likelihood from one chain: by the variances, and what is left of that of Σ σ beside Σ σσ′. null for one
 * spin, which has no neighbour, and where their terms cancel beyond what a double holds.
 */
export function isingErrors(
  sites: number,
  boundary: 'periodic' | 'open',
  natural: readonly [number, number],
): ErrorsOfOne | null {
  const found = sites === 1 ? null : information(sites, boundary, natural);
  if (found === null) return null;
  const [[pairs], [, sums]] = found as [[number, number], [number, number]];
  const left = natural[1] === 0 ? sums : leftOfSums(sites, boundary, natural);
  if (left === null) return null;
  const errors = [Math.sqrt(sums / left) / Math.sqrt(pairs), 1 / Math.sqrt(left)];
  return { natural: errors, parameters: errors };
}

function information(
  sites: number,
  boundary: 'periodic' | 'open',
  natural: readonly [number, number],
): SymmetricMatrix | null {
  if (natural[1] === 0) {
    const { pairs, sums } = withoutField(sites, boundary, natural[0]);
    return symmetric(pairs, 0, sums);
  }
  if (sites === 1) return symmetric(0, 0, oneSpin(natural[1]));
  const found = twoCopies(sites, boundary, natural, 0);
  const { pairs, mixed, rest } = found;
  return hasDigits(sites, found) ? symmetric(pairs, mixed, rest) : null;
}

/** Of two rows. */
export function symmetric(first: number, mixed: number, last: number): SymmetricMatrix {
  return [
    [first, mixed],
    [mixed, last],
  ];
}

/** Variance of Σ σ - b Σ σσ′ at the b where it is least. */
function leftOfSums(sites: number, boundary: 'periodic' | 'open', natural: readonly [number, number]): number | null {
  let slope = 0;
  for (let correction = 0; correction <= MOST_CORRECTIONS; correction++) {
    const found = twoCopies(sites, boundary, natural, slope);
    const { pairs, mixed, rest } = found;
    const step = mixed / pairs;
    const least = rest - step * mixed;
    if (least > 0.9 * rest) return hasDigits(sites, found) ? least : null;
    slope += step;
  }
  return null;
}

function hasDigits(sites: number, { loss }: TwoSums): boolean {
  return loss < MOST_LOSS * sites;
}

/** 1/cosh²h. */
function oneSpin(field: number): number {
  const y = Math.exp(-2 * Math.abs(field));
  return (4 * y) / ((1 + y) * (1 + y));
}
