import { readFileSync } from 'node:fs';
import {
  bernoulli,
  type ExponentialFamily,
  exponential,
  gamma,
  gaussian,
  gaussianChain,
  isingChain,
  type NumberFamilyName,
  poisson,
} from '../src/index.js';

interface Named {
  readonly family: string;
  readonly sites?: number;
  readonly boundary?: 'periodic' | 'open';
  readonly parameters: readonly number[];
}

interface Expected {
  readonly families: readonly (Named & {
    readonly natural: readonly number[];
    readonly logPartition: number;
    readonly meanStatistics: readonly number[];
    readonly fisherInformation: readonly (readonly number[])[];
  })[];
  readonly likelihoods: readonly (Named & {
    readonly samples: readonly never[];
    readonly standardErrors: readonly number[];
  })[];
  readonly isingDecimation: readonly { coupling: number; field: number; couplingAfter: number; fieldAfter: number }[];
  readonly gaussianDecimation: readonly {
    precision: number;
    coupling: number;
    precisionAfter: number;
    couplingAfter: number;
  }[];
  readonly ratioFlow: readonly number[];
  readonly cumulants: readonly {
    family: NumberFamilyName;
    parameters: readonly number[];
    cumulants: readonly number[];
  }[];
  readonly blockSums: readonly {
    parameter: number;
    block: number;
    variance: number;
    skewness: number;
    excessKurtosis: number;
  }[];
  readonly pseudoLikelihoods: readonly {
    rows: readonly (readonly number[])[];
    boundary: 'periodic' | 'open';
    field: boolean;
    coupling: number;
    couplingError: number;
    fieldValue: number;
    fieldError: number;
  }[];
}

/** Made by `expected/expfam.py`: integrals, sums over states and roots in 30 to 40 digits. */
export const expected = JSON.parse(
  readFileSync(new URL('./expected/expfam.json', import.meta.url), 'utf8'),
) as Expected;

const numbers: Readonly<Record<string, ExponentialFamily<number>>> = {
  gaussian,
  exponential,
  gamma,
  poisson,
  bernoulli,
};

/** The family of that name, whatever its samples are. */
export function familyOf({ family, sites, boundary }: Named): ExponentialFamily<never> {
  if (family === 'ising-chain') return isingChain(sites!, boundary!);
  if (family === 'gaussian-chain') return gaussianChain(sites!, boundary!);
  return numbers[family]!;
}
