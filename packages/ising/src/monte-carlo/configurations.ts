import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { checkCoupling } from '../coupling.js';
import { WolffLattice } from './wolff.js';

export interface ConfigurationOptions {
  /** 1: rings of `size` spins; 2: tori of size × size. */
  readonly dimension: 1 | 2;
  readonly size: number;
  /** K >= 0. */
  readonly coupling: number;
  readonly samples: number;
  /** Of the square lattice: spins flipped between one sample and the next, over the number of spins; default 5. */
  readonly sweeps?: number;
}

/** Sweeps from all up to the first sample, over those between samples. */
const WARM_UP = 20;

/**
 * Configurations of the Ising model without a field. Rings are independent and exact; tori are states of one Markov chain of
 * Wolff's clusters, `sweeps` apart, which are nearly independent at any K.
 *
 * @returns  ±1, shape (samples, size) or (samples, size²), row by row.
 * @throws {DomainError}  if K is negative or not finite, or a number is out of range (a ring of at least 3 spins; tori as
 *                        `WolffLattice`).
 *
 * @example
 * isingConfigurations({ dimension: 1, size: 8, coupling: 0.5, samples: 100 }, RandomStream.named('rings')).length; // 800
 */
export function isingConfigurations(options: ConfigurationOptions, random: RandomStream): Int8Array {
  const { dimension, size, coupling, samples, sweeps = 5 } = options;
  const where = 'isingConfigurations';
  checkCoupling(where, coupling);
  if (!(Number.isSafeInteger(samples) && samples >= 1 && sweeps > 0)) {
    throw new DomainError(
      `${where}: ${samples} samples, ${sweeps} sweeps apart; expected a positive integer and a positive number.`,
    );
  }
  switch (dimension) {
    case 1:
      return rings(where, size, coupling, samples, random);
    case 2:
      return tori(size, coupling, samples, sweeps, random);
    default:
      throw new DomainError(`${where}: dimension is ${dimension satisfies never}; expected 1 or 2.`);
  }
}

/**
 * Bonds σσ' of a ring are independent, +1 with probability 1/(1 + e^(-2K)), but for their product, which is 1: so they
 * are drawn until it is, at most twice as a mean. Then the first spin is a fair coin.
 */
function rings(where: string, size: number, coupling: number, samples: number, random: RandomStream): Int8Array {
  if (!(Number.isSafeInteger(size) && size >= 3)) {
    throw new DomainError(`${where}: a ring of ${size} spins; expected at least 3.`);
  }
  const spins = new Int8Array(samples * size);
  const broken = 1 / (1 + Math.exp(2 * coupling));
  let pending = Array.from({ length: samples }, (_, sample) => sample);
  const firsts = random.split('first').uint32(samples);
  for (let attempt = 0; pending.length > 0; attempt++) {
    const draws = random.split('bonds', { attempt }).uniform(pending.length * size);
    pending = pending.filter((sample, place) => {
      let spin = (firsts[sample]! & 1) === 0 ? 1 : -1;
      const first = spin;
      for (let site = 0; site < size; site++) {
        spins[sample * size + site] = spin;
        if (draws[place * size + site]! < broken) spin = -spin;
      }
      return spin !== first;
    });
  }
  return spins;
}

function tori(size: number, coupling: number, samples: number, sweeps: number, random: RandomStream): Int8Array {
  const lattice = new WolffLattice(coupling, size, random);
  const sites = size * size;
  // As in simulateSquare: clusters between samples are of a fixed number, or the last one would be larger than others.
  const half = (WARM_UP / 2) * sweeps * sites;
  let [clusters, flips] = [0, 0];
  while (flips < half) flips += lattice.flipClusters(1);
  for (flips = 0; flips < half; clusters++) flips += lattice.flipClusters(1);
  const between = Math.ceil((clusters * sweeps * sites) / flips);
  const out = new Int8Array(samples * sites);
  const signs = random.split('sign').uint32(samples);
  for (let sample = 0; sample < samples; sample++) {
    lattice.flipClusters(between);
    // Both signs are alike: a fair coin forgets the one before.
    const sign = (signs[sample]! & 1) === 0 ? 1 : -1;
    for (let site = 0; site < sites; site++) out[sample * sites + site] = sign * lattice.spins[site]!;
  }
  return out;
}
