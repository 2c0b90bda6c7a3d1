import {
  blockSumCumulants,
  decimatedRatio,
  isingChainFlow,
  ratioOfAutoregression,
  standardisedCumulants,
} from '@rgflow/expfam';
import { powerOfTwo } from '@rgflow/numerics';
import type { Law } from './laws.js';

/**
 * The characteristic parameters of a law after so many steps that halve the number of sites, exactly: the coupling of
 * an Ising chain and the ratio c/a of a Gaussian one after decimations, skewness and excess kurtosis of independent
 * numbers after sums of pairs. null of what the law does not have.
 *
 * @param input  Skewness and excess kurtosis of the numbers as networks get them.
 */
export function renormalised(
  law: Law,
  steps: number,
  input: { readonly skewness: number; readonly excessKurtosis: number },
) {
  const none = { flow_coupling: null, flow_ratio: null, flow_skewness: null, flow_kurtosis: null };
  switch (law.family) {
    case 'ising-chain': {
      const { coupling } = isingChainFlow({ coupling: law.coupling, field: 0 }, steps).at(-1)!;
      return { ...none, flow_coupling: coupling };
    }
    case 'gaussian-chain': {
      let ratio = ratioOfAutoregression(law.phi);
      for (let step = 0; step < steps; step++) ratio = decimatedRatio(ratio);
      return { ...none, flow_ratio: ratio };
    }
    default: {
      const kappas = blockSumCumulants([0, 1, input.skewness, input.excessKurtosis], powerOfTwo(steps));
      const { skewness, excessKurtosis } = standardisedCumulants(kappas);
      return { ...none, flow_skewness: skewness, flow_kurtosis: excessKurtosis };
    }
  }
}
