import { createBinaryKernels, type Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { place } from './arena-data.js';
import { Draws } from './draws.js';
import { meansOf } from './initial-machine.js';
import { checkFinite, type LearnedMachine, machineShape, type UnitData, type VisibleUnits } from './machine.js';

export interface FantasyOptions {
  readonly random: RandomStream;
  /** Default 100. */
  readonly chains?: number;
  /** Gibbs steps, default 1,000: four fifths of them while the machine is annealed, the rest as it is. */
  readonly steps?: number;
}

const ANNEALED = 0.8;

/**
 * What the machine draws by itself: mean of the visible units given the hidden states of chains that came to it as those of
 * `annealedLogPartition` do, from independent visible units, each weight and hidden bias times β from 0 to 1. Chains from
 * random states at β = 1 fall into the state nearest to these, all into one, and stay there for long, whatever its weight.
 *
 * @returns Shape (chains, visible).
 * @throws {DomainError}  if the machine is not finite, or there is no chain or step.
 */
export function fantasies(
  machine: LearnedMachine,
  kernels: Kernels,
  { random, chains = 100, steps = 1000 }: FantasyOptions,
): UnitData {
  const { visible, hidden } = machineShape('fantasies', machine);
  checkFinite('fantasies', machine);
  for (const [name, value] of Object.entries({ chains, steps })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new DomainError(`fantasies: ${name} is ${value}; expected a positive integer.`);
    }
  }
  const isGaussian = machine.visible === 'gaussian';
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const draws = new Draws(random);
    const weights = place(kernels, machine.weights);
    const b = place(kernels, machine.visibleBiases);
    const c = kernels.float32(hidden);
    const [v, h] = [kernels.float32(chains * visible), kernels.float32(chains * hidden)];
    const [drawn, noise] = [kernels.float32(v.length), kernels.float32(isGaussian ? v.length : 0)];
    for (let step = 0; ; step++) {
      const beta = Math.min(1, step / (ANNEALED * steps));
      // At β = 0 nothing is taken of h.
      kernels.gemm('n', 't', chains, visible, hidden, beta, h, weights, 0, v);
      if (isGaussian) kernels.addBias(chains, visible, v, b);
      else kernels.addBiasActivate('sigmoid', chains, visible, v, b, v);
      if (step === steps) return { count: chains, units: visible, values: v.slice() };
      drawn.set(v);
      if (isGaussian) draws.addNormals(kernels, drawn, noise);
      else draws.bernoulli(binary, drawn);
      const next = Math.min(1, (step + 1) / (ANNEALED * steps));
      kernels.gemm('n', 'n', chains, hidden, visible, next, drawn, weights, 0, h);
      c.set(machine.hiddenBiases);
      kernels.scale(next, c);
      kernels.addBiasActivate('sigmoid', chains, hidden, h, c, h);
      draws.bernoulli(binary, h);
    }
  } finally {
    kernels.release(mark);
  }
}

/**
 * Mean over the units of the variance over the rows: for Bernoulli units m (1 - m) with m the mean, that of states drawn
 * from the data; for Gaussian units of the values. That of fantasies beside that of the data tells whether a machine
 * knows one state only (mode collapse).
 */
export function stateVariance(data: UnitData, visible: VisibleUnits, kernels: Kernels): number {
  const means = meansOf(data, kernels);
  if (visible === 'bernoulli') return means.reduce((sum, mean) => sum + mean * (1 - mean), 0) / means.length;
  const scale = data.values instanceof Uint8Array ? 1 / 255 : 1;
  let sum = 0;
  for (let at = 0, unit = 0; at < data.values.length; at++, unit = unit + 1 === data.units ? 0 : unit + 1) {
    const difference = scale * data.values[at]! - means[unit]!;
    sum += difference * difference;
  }
  return sum / data.values.length;
}
