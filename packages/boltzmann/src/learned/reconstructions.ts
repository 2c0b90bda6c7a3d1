import { createBinaryKernels, type Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { place } from './arena-data.js';
import { Draws } from './draws.js';
import { checkData, checkFinite, type LearnedMachine, machineShape, type UnitData } from './machine.js';

export interface ReconstructionOptions {
  readonly random: RandomStream;
  readonly steps: number;
  /**
   * Told the states after each step, 0 or 1, shape (count, visible): a view that the next step overwrites. Step 0 has the
   * states drawn from the data.
   */
  readonly onStep: (step: number, states: Float32Array) => void;
}

/**
 * States reconstructed again and again: hidden units drawn given the visible ones, then visible units given these. A
 * step is one of Gibbs sampling, so that however the states were chosen, in the end they are those of the machine
 * itself.
 *
 * @param data  Probabilities of the visible units to be 1, shape (count, visible), of Bernoulli units.
 * @throws {ShapeError}   if the data have another number of units.
 * @throws {DomainError}  if the machine is not finite or its visible units are Gaussian, or `steps` is no whole number
 *                        from 0.
 */
export function reconstructions(
  machine: LearnedMachine,
  data: UnitData,
  { random, steps, onStep }: ReconstructionOptions,
  kernels: Kernels,
): void {
  const where = 'reconstructions';
  const { visible, hidden } = machineShape(where, machine);
  checkData(where, data, visible);
  checkFinite(where, machine);
  if (machine.visible !== 'bernoulli') {
    throw new DomainError(
      `${where}: the visible units are ${machine.visible}; only Bernoulli units have states to draw.`,
    );
  }
  if (!(Number.isSafeInteger(steps) && steps >= 0)) {
    throw new DomainError(`${where}: steps is ${steps}; expected a whole number from 0.`);
  }
  const { count, values } = data;
  const scale = values instanceof Uint8Array ? 1 / 255 : 1;
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const draws = new Draws(random);
    const [weights, b, c] = [machine.weights, machine.visibleBiases, machine.hiddenBiases].map((each) =>
      place(kernels, each),
    );
    const [v, h] = [kernels.float32(count * visible), kernels.float32(count * hidden)];
    for (let i = 0; i < v.length; i++) v[i] = scale * values[i]!;
    draws.bernoulli(binary, v);
    onStep(0, v);
    for (let step = 1; step <= steps; step++) {
      kernels.gemm('n', 'n', count, hidden, visible, 1, v, weights!, 0, h);
      kernels.addBiasActivate('sigmoid', count, hidden, h, c!, h);
      draws.bernoulli(binary, h);
      kernels.gemm('n', 't', count, visible, hidden, 1, h, weights!, 0, v);
      kernels.addBiasActivate('sigmoid', count, visible, v, b!, v);
      draws.bernoulli(binary, v);
      onStep(step, v);
    }
  } finally {
    kernels.release(mark);
  }
}
