import { DomainError } from '@rgflow/numerics';

/**
 * What a state costs. A: its level of detail m. B: max(m - 1, 0), so that the two states of the first bit cost the same.
 *
 * The models differ in the weight of the ground state alone: 1 in A where B has e^(-g), in units of e^(-g m) elsewhere. The
 * code of the authors has A in its divergences and B in its means, and says of A that it is not the paper's. Summing over
 * the first bit of B with n units leaves A with n - 1.
 *
 * Source: `AE/utils.py` of EnricoFrausin/Autoencoders, commit 4f5404a, for arXiv:2407.01656.
 */
export type Convention = 'A' | 'B';

/**
 * The Hierarchical Feature Model: bits s₁, ..., sₙ, of which s₁ is the coarsest feature and sₙ the finest detail, with
 *
 *     h(s) = e^(-g E(m)) / Z,    m = max{ k : s_k = 1 },  0 for s = 0;    E(m) = m (A) or max(m - 1, 0) (B).
 *
 * There are 2^(m-1) states of level m, so that g = ln 2 is critical: below it nearly all states are of the finest levels,
 * above it of the coarsest.
 *
 * Source: arXiv:2210.13179, arXiv:2407.01656. Of both only abstracts, reviews and code were at hand.
 */
export interface HierarchicalFeatureModel {
  /** n, from 1 to LARGEST_MODEL. */
  readonly units: number;
  /** Nats per level. Below 0 the finest detail is the rule and the ground state the rarest. */
  readonly g: number;
  readonly convention: Convention;
}

/** More units than any code has; what is known of a model is a list of its levels. */
export const LARGEST_MODEL = 1000;

/** Of either sign: far beyond it no level but one has a probability, and g times a level would overflow. */
const LARGEST_G = 1e6;

/** E(m) in units of g. */
export function energyOfLevel(m: number, convention: Convention): number {
  switch (convention) {
    case 'A':
      return m;
    case 'B':
      return Math.max(m - 1, 0);
    default:
      throw new DomainError(`the convention is ${convention satisfies never}; say A or B.`);
  }
}

export function checkModel(where: string, { units, g, convention }: HierarchicalFeatureModel): void {
  if (!(Number.isSafeInteger(units) && units >= 1 && units <= LARGEST_MODEL)) {
    throw new DomainError(
      `${where}: the model has ${units} units; expected a whole number from 1 to ${LARGEST_MODEL}.`,
    );
  }
  if (!(Math.abs(g) <= LARGEST_G)) throw new DomainError(`${where}: g is ${g}; expected a number from -1e6 to 1e6.`);
  checkConvention(where, convention);
}

export function checkConvention(where: string, convention: Convention): void {
  if (convention !== 'A' && convention !== 'B') {
    throw new DomainError(`${where}: the convention is ${String(convention)}; say A or B, they are different models.`);
  }
}
