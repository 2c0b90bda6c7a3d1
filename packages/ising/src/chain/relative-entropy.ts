import { powerOfTwo } from '@rgflow/numerics';
import { checkSteps, type DecimationEntropies } from '../decimation-step.js';
import { spinNegentropy } from '../negentropy.js';
import type { ChainCouplings } from './couplings.js';
import { decimationFlow } from './decimation.js';
import { type ChainEquilibrium, chainEquilibrium } from './equilibrium.js';

export interface ChainOptions {
  /** h; default 0. */
  readonly field?: number;
  /** K₀, which shifts the energy and nothing else; default 0. */
  readonly constant?: number;
}

/**
 * Relative entropy of the Ising chain and its decimated chains, N → ∞, in units of N ln 2:
 *
 *     s⁽ⁿ⁾ = [2⁻ⁿ ⟨H⁽ⁿ⁾⟩/N⁽ⁿ⁾ - ⟨H⟩/N] / ln 2 + 1 - 2⁻ⁿ,    s⁽∞⁾ = 1 - S(p) / (N ln 2),
 *
 * S(p) the entropy of the chain; without a field s⁽∞⁾ = (K tanh K - ln cosh K) / ln 2. It grows with n for every K and h:
 * each step adds how far the spins it removes, given their neighbours, are from fair coins.
 *
 * For K from 1e-8 to 500 all digits but the last one or two hold.
 *
 * @param coupling  K, of either sign.
 * @param steps     n >= 0.
 * @throws {DomainError} if a coupling is not finite, or `steps` not a whole number from 0 to 1000.
 *
 * @example
 * chainRelativeEntropy(1, 2).steps[2].relativeEntropy; // 0.45211961693735
 *
 * Source: eqs. (2.19) and (2.21) of arXiv:2107.06898. The asymptote, and the field, are not there.
 */
export function chainRelativeEntropy(coupling: number, steps: number, options: ChainOptions = {}): DecimationEntropies {
  const { field = 0, constant = 0 } = options;
  checkSteps('chainRelativeEntropy', steps);
  const initial = { coupling, field, constant };
  const equilibrium = chainEquilibrium(initial);
  const flow = decimationFlow(initial, steps);
  let lost = 0; // S(p‖p⁽ⁿ⁾)/N in nats
  return {
    steps: flow.map((couplings, step) => {
      if (step > 0) lost += powerOfTwo(-step) * removedNegentropy(flow[step - 1]!, chainEquilibrium(couplings).pairs);
      const relativeEntropy = lost / Math.LN2;
      return {
        step,
        ...couplings,
        relativeEntropy,
        relativeEntropyUnnormalised: relativeEntropy - (1 - powerOfTwo(-step)),
      };
    }),
    asymptote: equilibrium.negentropyPerSite / Math.LN2,
    freeEnergyPerSite: -equilibrium.logPartitionPerSite,
  };
}

/**
 * ln 2 minus the entropy of a removed spin given its two neighbours, in nats: a spin between σ and σ'' feels the field
 * K(σ + σ'') + h. The neighbours are a neighbouring pair of the decimated chain, hence `pairs` of that one.
 */
export function removedNegentropy({ coupling, field }: ChainCouplings, pairs: ChainEquilibrium['pairs']): number {
  return (
    pairs.up * spinNegentropy(2 * coupling + field) +
    pairs.down * spinNegentropy(-2 * coupling + field) +
    2 * pairs.mixed * spinNegentropy(field)
  );
}
