import { boltzmannDistribution, type SpinDistribution } from '../enumeration/boltzmann.js';
import { decimateCheckerboard } from './checkerboard.js';
import { CRITICAL_ALPHA, truncatedStep } from './truncated-flow.js';
import { weakMeans } from './weak-means.js';

/** What is measured on the spins that a checkerboard step keeps. */
export const KEPT_OBSERVABLES = ['nearest', 'diagonal', 'square'] as const;

/** The mean of an observable of the kept spins. */
export interface KeptObservable {
  /** Neighbours of the kept lattice, its next-nearest neighbours, or the four spins around a removed one. */
  readonly observable: (typeof KEPT_OBSERVABLES)[number];
  /** In the lattice before the step. */
  readonly before: number;
  /** In the kept lattice with all the couplings of the step, K', L' and M'. */
  readonly after: number;
  /** In the kept lattice with the one coupling of the published flow. */
  readonly truncated: number;
}

/**
 * ⟨O'⟩ of spins that one checkerboard step keeps, before and after it, on a torus of 4 × 4: the invariance (2.4) of
 * arXiv:2107.06898, which holds of the step and not of its truncation. By enumeration of 2^16 states and of 2^8; with all
 * digits at weak coupling, where they go with K² and K⁴.
 *
 * @param coupling  K >= 0.
 * @param alpha     Of the published flow.
 * @throws {DomainError} if K is negative or not finite.
 *
 * @example
 * keptObservables(0.4)[0]; // nearest: 0.624565 before and after, 0.707918 with one coupling
 */
export function keptObservables(coupling: number, alpha = CRITICAL_ALPHA): readonly KeptObservable[] {
  const { nearest, diagonal, plaquette } = decimateCheckerboard(coupling);
  if (coupling < WEAK)
    return weakObservables(coupling, [nearest / 2, diagonal, plaquette], truncatedStep(coupling, alpha));
  const before = boltzmannDistribution(SITES, (spin) => {
    return coupling * REMOVED.reduce((sum, site) => sum + spin(site) * sumOf(neighboursOf(site).map(spin)), 0);
  });
  // Each removed spin gives its share to the pairs of its four neighbours; neighbours of the kept lattice have two of it.
  const kept = (energy: (spin: (site: number) => number) => number) =>
    boltzmannDistribution(KEPT.length, (spin) => energy((site) => spin(KEPT.indexOf(site))));
  const after = kept((spin) => {
    return REMOVED.reduce((sum, site) => {
      const [pairs, straight, all] = productsAround(neighboursOf(site).map(spin));
      return sum + (nearest / 2) * pairs + diagonal * straight + plaquette * all;
    }, 0);
  });
  const published = truncatedStep(coupling, alpha);
  const truncated = kept((spin) =>
    REMOVED.reduce((sum, site) => sum + (published / 2) * productsAround(neighboursOf(site).map(spin))[0], 0),
  );
  const ofAll = meansOf(before, (site) => site);
  const ofAfter = meansOf(after, (site) => KEPT.indexOf(site));
  const ofTruncated = meansOf(truncated, (site) => KEPT.indexOf(site));
  return KEPT_OBSERVABLES.map((observable, i) => {
    return { observable, before: ofAll[i]!, after: ofAfter[i]!, truncated: ofTruncated[i]! };
  });
}

/** Below, the means are taken by orders of K: from here on differences of probabilities keep nine digits of K⁴. */
const WEAK = 0.05;

/** As above. The other sublattice turned over turns -H over before the step, and leaves what is kept. */
function weakObservables(coupling: number, after: readonly number[], published: number): readonly KeptObservable[] {
  const spinOf = (state: number, bit: number) => 2 * ((state >> bit) & 1) - 1;
  const around = (state: number, bitOf: (site: number) => number) =>
    REMOVED.map((site) => productsAround(neighboursOf(site).map((kept) => spinOf(state, bitOf(kept)))));
  const observables = (bitOf: (site: number) => number) => (state: number) =>
    [0, 1, 2].map((o) => sumOf(around(state, bitOf).map((products) => products[o]!)));
  const here = (site: number) => site;
  const bonds = (state: number) =>
    REMOVED.map((site) => spinOf(state, site) * sumOf(neighboursOf(site).map((kept) => spinOf(state, kept))));
  const before = weakMeans({
    spins: SITES,
    couplings: [coupling],
    terms: (state) => [sumOf(bonds(state))],
    observables: observables(here),
    isEven: true,
  });
  const kept = observables((site) => KEPT.indexOf(site));
  const afterwards = (couplings: readonly number[]) =>
    weakMeans({ spins: KEPT.length, couplings, terms: kept, observables: kept, isEven: false });
  const [whole, truncated] = [afterwards(after), afterwards([published / 2, 0, 0])];
  const perPair = [4, 2, 1].map((pairs) => pairs * REMOVED.length);
  return KEPT_OBSERVABLES.map((observable, i) => {
    const [a, b, c] = [before, whole, truncated].map((means) => means[i]! / perPair[i]!) as [number, number, number];
    return { observable, before: a, after: b, truncated: c };
  });
}

const SIDE = 4;
const SITES = SIDE * SIDE;
const isKept = (site: number) => (Math.floor(site / SIDE) + site) % 2 === 0;
const KEPT = Array.from({ length: SITES }, (_, site) => site).filter(isKept);
const REMOVED = Array.from({ length: SITES }, (_, site) => site).filter((site) => !isKept(site));

/** The neighbours of a site, one after the other around it. */
function neighboursOf(site: number): readonly number[] {
  const [row, column] = [Math.floor(site / SIDE), site % SIDE];
  const at = (i: number, j: number) => SIDE * ((i + SIDE) % SIDE) + ((j + SIDE) % SIDE);
  return [at(row - 1, column), at(row, column + 1), at(row + 1, column), at(row, column - 1)];
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Of four spins around a site: the sum over pairs of neighbours, over the two opposite pairs, and the product of all. */
function productsAround(spins: readonly number[]): readonly [number, number, number] {
  const [a, b, c, d] = spins as [number, number, number, number];
  return [a * b + b * c + c * d + d * a, a * c + b * d, a * b * c * d];
}

/** Means per pair and per square. Shape (KEPT_OBSERVABLES). */
function meansOf({ probabilities }: SpinDistribution, bitOf: (site: number) => number): readonly number[] {
  const places = REMOVED.map((site) => neighboursOf(site).map(bitOf));
  const means = [0, 0, 0];
  probabilities.forEach((p, state) => {
    for (const around of places) {
      const [pairs, straight, all] = productsAround(around.map((bit) => 2 * ((state >> bit) & 1) - 1));
      means[0]! += (p * pairs) / 4;
      means[1]! += (p * straight) / 2;
      means[2]! += p * all;
    }
  });
  return means.map((sum) => sum / REMOVED.length);
}
