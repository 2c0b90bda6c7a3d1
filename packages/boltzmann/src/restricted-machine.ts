import { DomainError, powerOfTwo, ShapeError } from '@rgflow/numerics';
import { cumulantPartialSums, type HiddenUnit } from './hidden-unit.js';

/**
 * Visible units x with fields a, coupled by xᵀAh to hidden units h that have priors of any kind and no couplings of their
 * own.
 */
export interface RestrictedMachine {
  /** a, shape (n). */
  readonly field: readonly number[];
  /** A, shape (n, hidden). */
  readonly coupling: readonly (readonly number[])[];
  /** Shape (hidden). */
  readonly hidden: readonly HiddenUnit[];
}

/**
 * Hamiltonian of the visible units alone, the hidden ones averaged over their priors:
 *
 *     H(x) = -a·x - Σⱼ Kⱼ(tⱼ),    tⱼ = Σᵢ xᵢ Aᵢⱼ.
 *
 * With `order` the cumulant generating functions Kⱼ are cut after that many cumulants: to second order all hidden units are
 * Gaussian.
 *
 * @param x  Values of the visible units, shape (n).
 * @throws {ShapeError}   if the shapes do not fit together.
 * @throws {DomainError}  if a number is not finite or `order` not a positive integer.
 *
 * @example
 * const machine = { field: [0.1], coupling: [[0.7]], hidden: [bernoulliUnit(0.3)] };
 * visibleEnergy(machine, [1]); // -0.5589
 */
export function visibleEnergy(
  machine: RestrictedMachine,
  x: readonly number[],
  options: { readonly order?: number } = {},
): number {
  check('visibleEnergy', machine);
  if (x.length !== machine.field.length || !x.every(Number.isFinite)) {
    throw new ShapeError(
      `visibleEnergy: the state is (${x.join(', ')}) for ${machine.field.length} visible units; expected a finite number for each.`,
    );
  }
  const { order } = options;
  const fields = machine.field.reduce((sum, a, i) => sum + a * x[i]!, 0);
  return machine.hidden.reduce((energy, unit, j) => {
    const t = machine.coupling.reduce((sum, row, i) => sum + x[i]! * row[j]!, 0);
    return (
      energy - (order === undefined ? unit.cumulantGeneratingFunction(t) : cumulantPartialSums(unit, t, order).at(-1)!)
    );
  }, -fields);
}

/**
 * e^{-H(x)}/Z of every state of the visible units, each 0 or 1, with H as in `visibleEnergy`; by enumeration. null where a
 * double does not hold the sum of the weights.
 *
 * @returns Shape (2ⁿ), the first unit the most significant bit.
 * @throws {ShapeError}   if the shapes do not fit together.
 * @throws {DomainError}  if a number is not finite or `order` not a positive integer.
 *
 * @example Two units bound by a hidden one
 * visibleProbabilities({ field: [0, 0], coupling: [[1], [1]], hidden: [spinUnit(0)] }); // [0.1274, 0.1966, 0.1966, 0.4794]
 */
export function visibleProbabilities(
  machine: RestrictedMachine,
  options: { readonly order?: number } = {},
): readonly number[] | null {
  const n = machine.field.length;
  const weights = Array.from({ length: powerOfTwo(n) }, (_, state) => {
    const x = Array.from({ length: n }, (_, i) => (state >> (n - 1 - i)) & 1);
    return Math.exp(-visibleEnergy(machine, x, options));
  });
  const total = weights.reduce((a, b) => a + b);
  return total > 0 && total < Infinity ? weights.map((weight) => weight / total) : null;
}

/**
 * The coupling between k visible units that the hidden ones induce, weighted with their k-th cumulants:
 *
 *     J(i₁, ..., iₖ) = Σⱼ κₖ⁽ʲ⁾ A_{i₁j} ... A_{iₖj},
 *     H(x) = -a·x - Σₖ (1/k!) Σ_{i₁...iₖ} J(i₁, ..., iₖ) x_{i₁} ... x_{iₖ}.
 *
 * The sums run over all indices, equal ones too; where xᵢ² = xᵢ those contribute to couplings of fewer units. Hidden
 * cumulants are thus the couplings of the theory without the hidden units.
 *
 * @param sites  i₁, ..., iₖ, visible units, k >= 1.
 * @throws {ShapeError}   if the shapes do not fit together.
 * @throws {DomainError}  if there is no site or one that does not exist.
 *
 * @example A pair bound by a fair spin
 * inducedCoupling({ field: [0, 0], coupling: [[0.5], [0.4]], hidden: [spinUnit(0)] }, [0, 1]); // 0.2
 *
 * Source: eq. (13) of R. Jefferson, "Deep learning and the renormalization group" (rojefferson.blog, 2019), in words.
 */
export function inducedCoupling(machine: RestrictedMachine, sites: readonly number[]): number {
  check('inducedCoupling', machine);
  if (sites.length < 1 || !sites.every((i) => machine.coupling[i] !== undefined)) {
    throw new DomainError(
      `inducedCoupling: the sites are (${sites.join(', ')}); expected at least one of 0 to ${machine.field.length - 1}.`,
    );
  }
  return machine.hidden.reduce(
    (sum, unit, j) =>
      sum + sites.reduce((product, i) => product * machine.coupling[i]![j]!, unit.cumulants(sites.length).at(-1)!),
    0,
  );
}

function check(where: string, { field, coupling, hidden }: RestrictedMachine): void {
  if (field.length < 1 || coupling.length !== field.length || coupling.some((row) => row.length !== hidden.length)) {
    throw new ShapeError(
      `${where}: ${field.length} visible and ${hidden.length} hidden units need a coupling of shape (${field.length}, ${hidden.length}).`,
    );
  }
  if (![...field, ...coupling.flat()].every(Number.isFinite)) {
    throw new DomainError(`${where}: a field or a coupling is not finite.`);
  }
}
