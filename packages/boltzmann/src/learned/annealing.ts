import { BINARY_KERNELS_BYTES, createBinaryKernels, type Kernels } from '@rgflow/kernels';
import { DomainError, type Estimate, ShapeError, softplus } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { place } from './arena-data.js';
import { Draws } from './draws.js';
import { checkFinite, type LearnedMachine, machineShape } from './machine.js';

export interface AnnealingOptions {
  readonly random: RandomStream;
  /** Default 100. */
  readonly chains?: number;
  /** Steps from the base to the machine, evenly spaced; default 1,000. */
  readonly temperatures?: number;
  /**
   * Visible biases of the machine without weights that it starts from, shape (visible): the nearer to the means of the data,
   * the better. Those of the machine if not given.
   */
  readonly base?: Float32Array;
}

export interface AnnealedLogPartition {
  /** ln Z in nats; the error is that of the mean of the weights, too small where few chains carry it. */
  readonly logPartition: Estimate;
  /** (Σw)²/Σw², how many of the chains carry the mean: 1 to chains. */
  readonly effectiveChains: number;
  /** ln w of each chain, shape (chains): Z = ⟨w⟩. */
  readonly logWeights: Float64Array;
}

/**
 * ln Z by annealed importance sampling: chains go from a machine without weights, of which it is known, by way of
 *
 *     p_β(v) ∝ e^{(1-β) a·v + β b·v} Πⱼ (1 + e^{β (cⱼ + (vᵀW)ⱼ)})      (and e^{-|v|²/2} for Gaussian units),
 *
 * and gather w, the product of the ratios of these weights along the way, whose mean is Z without bias. The mean of ln w is
 * below ln Z, and where the weights vary much so is, mostly, the logarithm of their mean: mind `effectiveChains`.
 *
 * @throws {ShapeError}   if `base` is not (visible).
 * @throws {DomainError}  if the machine is not finite, or there is no chain or temperature.
 *
 * Sources: Neal, Stat. Comput. 11, 125 (2001); Salakhutdinov and Murray, ICML 2008, p. 872.
 */
export function annealedLogPartition(
  machine: LearnedMachine,
  kernels: Kernels,
  { random, chains = 100, temperatures = 1000, base = machine.visibleBiases }: AnnealingOptions,
): AnnealedLogPartition {
  const where = 'annealedLogPartition';
  const { visible, hidden } = machineShape(where, machine);
  checkFinite(where, machine);
  if (base.length !== visible) {
    throw new ShapeError(
      `${where}: the base has ${base.length} biases; expected one for each of ${visible} visible units.`,
    );
  }
  for (const [name, value] of Object.entries({ chains, temperatures })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new DomainError(`${where}: ${name} is ${value}; expected a positive integer.`);
    }
  }
  const isGaussian = machine.visible === 'gaussian';
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const draws = new Draws(random);
    const [weights, a, b, c] = [
      place(kernels, machine.weights),
      place(kernels, base),
      place(kernels, machine.visibleBiases),
      place(kernels, machine.hiddenBiases),
    ];
    const towards = kernels.float32(visible);
    const [bias, hiddenBias] = [kernels.float32(visible), kernels.float32(hidden)];
    const [v, noise] = [kernels.float32(chains * visible), kernels.float32(isGaussian ? chains * visible : 0)];
    const [z, h] = [kernels.float32(chains * hidden), kernels.float32(chains * hidden)];
    const [fields, before, after] = [kernels.float32(chains), kernels.float64(chains), kernels.float64(chains)];
    const logWeights = new Float64Array(chains);
    for (let i = 0; i < visible; i++) towards[i] = b[i]! - a[i]!;

    const visibleGiven = (): void => {
      if (isGaussian) {
        kernels.addBias(chains, visible, v, bias);
        draws.addNormals(kernels, v, noise);
      } else {
        kernels.addBiasActivate('sigmoid', chains, visible, v, bias, v);
        draws.bernoulli(binary, v);
      }
    };
    bias.set(a);
    visibleGiven();
    for (let step = 1; step <= temperatures; step++) {
      const [cold, warm] = [step / temperatures, (step - 1) / temperatures];
      kernels.gemm('n', 'n', chains, hidden, visible, 1, v, weights, 0, z);
      kernels.gemm('n', 'n', chains, 1, visible, cold - warm, v, towards, 0, fields);
      binary.softplusSums(chains, hidden, warm, z, c, before);
      binary.softplusSums(chains, hidden, cold, z, c, after);
      for (let i = 0; i < chains; i++) logWeights[i]! += fields[i]! + after[i]! - before[i]!;
      if (step === temperatures) break;
      kernels.scale(cold, z);
      hiddenBias.set(c);
      kernels.scale(cold, hiddenBias);
      kernels.addBiasActivate('sigmoid', chains, hidden, z, hiddenBias, h);
      draws.bernoulli(binary, h);
      bias.set(a);
      kernels.axpy(cold, towards, bias);
      kernels.gemm('n', 't', chains, visible, hidden, cold, h, weights, 0, v);
      visibleGiven();
    }
    const constant =
      baseLogPartition(base, hidden, isGaussian) - (isGaussian ? squareOf(machine.visibleBiases) / 2 : 0);
    return summarised(logWeights.map((logWeight) => logWeight + constant));
  } finally {
    kernels.release(mark);
  }
}

/** Bytes of the arena that it takes. */
export function annealingArenaBytes(machine: LearnedMachine, chains = 100): number {
  const { visible, hidden } = machineShape('annealingArenaBytes', machine);
  const numbers = visible * hidden + 5 * visible + 2 * hidden + 2 * chains * (visible + hidden) + 5 * chains;
  return 4 * numbers + BINARY_KERNELS_BYTES + 16 * 64;
}

/** ln Z of the machine without weights and hidden biases, without the -|a|²/2 of Gaussian units. */
function baseLogPartition(base: Float32Array, hidden: number, isGaussian: boolean): number {
  if (isGaussian) return hidden * Math.LN2 + (base.length / 2) * Math.log(2 * Math.PI) + squareOf(base) / 2;
  return base.reduce((sum, a) => sum + softplus(a), hidden * Math.LN2);
}

function squareOf(x: Float32Array): number {
  return x.reduce((sum, value) => sum + value * value, 0);
}

function summarised(logWeights: Float64Array): AnnealedLogPartition {
  const chains = logWeights.length;
  const largest = logWeights.reduce((most, logWeight) => Math.max(most, logWeight), Number.NEGATIVE_INFINITY);
  const relative = logWeights.map((logWeight) => Math.exp(logWeight - largest));
  const mean = relative.reduce((sum, w) => sum + w, 0) / chains;
  const squares = relative.reduce((sum, w) => sum + (w / mean - 1) * (w / mean - 1), 0);
  return {
    logPartition: {
      value: largest + Math.log(mean),
      standardError: chains > 1 ? Math.sqrt(squares / (chains - 1) / chains) : Number.NaN,
      samples: chains,
    },
    effectiveChains: chains / (1 + squares / chains),
    logWeights,
  };
}
