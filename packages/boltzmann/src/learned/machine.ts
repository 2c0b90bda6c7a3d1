import { DomainError, ShapeError } from '@rgflow/numerics';

/** What visible units are: 0 or 1, or real numbers of unit variance about their mean. */
export type VisibleUnits = 'bernoulli' | 'gaussian';

/**
 * A restricted Boltzmann machine, p(v, h) = e^{-E(v, h)} / Z with hidden units 0 or 1:
 *
 *     bernoulli:  E = -b·v - c·h - vᵀWh,
 *     gaussian:   E = |v - b|²/2 - c·h - vᵀWh.
 */
export interface LearnedMachine {
  readonly visible: VisibleUnits;
  /** W, row-major, shape (visible, hidden). */
  readonly weights: Float32Array;
  /** b, shape (visible). */
  readonly visibleBiases: Float32Array;
  /** c, shape (hidden). */
  readonly hiddenBiases: Float32Array;
}

/**
 * What is shown to the visible units, a row each: shape (count, units), row-major. Of Bernoulli units the probabilities
 * to be 1, bytes as so many 255ths; of Gaussian ones the values, bytes as so many 255ths too.
 */
export interface UnitData {
  readonly count: number;
  readonly units: number;
  readonly values: Uint8Array | Float32Array;
}

/**
 * Numbers of visible and hidden units.
 *
 * @throws {ShapeError} if the weights are not (visible, hidden), or there is no unit.
 */
export function machineShape(where: string, machine: LearnedMachine): { visible: number; hidden: number } {
  const visible = machine.visibleBiases.length;
  const hidden = machine.hiddenBiases.length;
  if (visible < 1 || hidden < 1 || machine.weights.length !== visible * hidden) {
    throw new ShapeError(
      `${where}: ${visible} visible and ${hidden} hidden units with ${machine.weights.length} weights; expected at least one of ` +
        'each, and visible x hidden weights.',
    );
  }
  return { visible, hidden };
}

/** @throws {ShapeError} if there are not count x units values, or the machine has another number of visible units. */
export function checkData(where: string, { count, units, values }: UnitData, visible: number): void {
  if (units !== visible || values.length !== count * units) {
    throw new ShapeError(
      `${where}: ${values.length} values of shape (${count}, ${units}) for ${visible} visible units; expected count x ${visible}.`,
    );
  }
}

/** Whether all weights and biases are finite: of a machine that diverged nothing can be said. */
export function isFiniteMachine({ weights, visibleBiases, hiddenBiases }: LearnedMachine): boolean {
  return [weights, visibleBiases, hiddenBiases].every((array) => array.every(Number.isFinite));
}

/** @throws {DomainError} unless the machine is finite. */
export function checkFinite(where: string, machine: LearnedMachine): void {
  if (isFiniteMachine(machine)) return;
  throw new DomainError(`${where}: a weight or a bias is not finite: the training diverged.`);
}
