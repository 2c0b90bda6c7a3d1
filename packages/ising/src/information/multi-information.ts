import { decimationFlow } from '../chain/decimation.js';
import { chainEquilibrium } from '../chain/equilibrium.js';
import type { ChainOptions } from '../chain/relative-entropy.js';
import { checkSteps } from '../decimation-step.js';
import type { SpinDistribution } from '../enumeration/boltzmann.js';
import { spinEntropy } from '../enumeration/entropy.js';
import { preciseSum } from '../enumeration/precise-sum.js';
import { spinNegentropy } from '../negentropy.js';

/**
 * Multi-information of spins in nats: the relative entropy of their joint distribution to the product of their own ones,
 *
 *     I = D(p ‖ Πᵢ pᵢ) = Σᵢ S(pᵢ) - S(p) >= 0.
 *
 * Zero for independent spins only. Source: M. Studený and J. Vejnarová, in Learning in Graphical Models (1998).
 */
export function multiInformation(distribution: SpinDistribution): number {
  let sum = -spinEntropy(distribution);
  // The law of the last spin is that of the two halves of the states; then it is summed over.
  let { probabilities } = distribution;
  for (let half = probabilities.length / 2; half >= 1; half /= 2) {
    const [down, up] = [probabilities.subarray(0, half), probabilities.subarray(half)];
    sum += spinEntropy({ spins: 1, probabilities: Float64Array.of(total(down), total(up)) });
    probabilities = down.map((p, i) => p + up[i]!);
  }
  return sum;
}

function total(probabilities: Float64Array): number {
  return preciseSum(probabilities.length, (i) => probabilities[i]!);
}

/**
 * Multi-information of the infinite chain per retained spin, in nats, after 0, 1, ..., `steps` decimations: what a spin
 * tells of the next, S(σᵢ) - S(σᵢ₊₁|σᵢ). Shape (steps + 1). Without a field it is K⁽ⁿ⁾ tanh K⁽ⁿ⁾ - ln cosh K⁽ⁿ⁾.
 *
 * Beside the relative entropy s⁽ⁿ⁾, which keeps growing: this one falls to 0, later for stronger coupling. What has been
 * lost, its first value less the n-th, rises from 0 to at most ln 2, which are the curves of A. Fowler's thesis that
 * arXiv:2107.06898 compares itself to, as it describes them; the thesis itself was not at hand.
 *
 * @throws {DomainError} if a coupling is not finite or `steps` not a whole number from 0 to 1000.
 *
 * @example
 * chainMultiInformation(1, 2)[0]; // 0.327813 nats
 */
export function chainMultiInformation(coupling: number, steps: number, options: ChainOptions = {}): readonly number[] {
  const { field = 0, constant = 0 } = options;
  checkSteps('chainMultiInformation', steps);
  return decimationFlow({ coupling, field, constant }, steps).map((couplings) => {
    const { magnetisation, negentropyPerSite } = chainEquilibrium(couplings);
    return negentropyPerSite - (couplings.field === 0 ? 0 : spinNegentropy(Math.atanh(magnetisation)));
  });
}
