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
  /**
   * ln Z in nats; the error is that of the mean of the weights, too small where few chains carry it, and NaN where there is
   * a `reason`.
   */
  readonly logPartition: Estimate;
  /** (Σw)²/Σw², how many of the chains carry the mean: 1 to chains. */
  readonly effectiveChains: number;
  /** ln w of each chain, shape (chains): Z = ⟨w⟩. */
  readonly logWeights: Float64Array;
  /** Why no error can be stated of these temperatures, and what to do; null if it can. */
  readonly reason: string | null;
}

/** The largest change of ln w in a step, in nats, of which an error is stated; see `annealedLogPartition`. */
const MOST_STRIDE = 1;

/**
 * ln Z by annealed importance sampling: chains go from a machine without weights, of which it is known, by way of
 *
 *     p_β(v) ∝ e^{(1-β) a·v + β b·v} Πⱼ (1 + e^{β (cⱼ + (vᵀW)ⱼ)})      (and e^{-|v|²/2} for Gaussian units),
 *
 * and gather w, the product of the ratios of these weights along the way, whose mean is Z without bias. The mean of ln w is
 * below ln Z, and where the weights vary much so is, mostly, the logarithm of their mean: mind `effectiveChains`.
 *
 * Where a step from one temperature to the next is too large, p of the one says little of the other, and weights that agree
 * may all be wrong. So if, in any step, the change of ln w differs by more than 1 nat (root mean square) among the chains,
 * or before and after the chains have moved, which is the symmetric KL divergence of both temperatures on average, then the
 * error is NaN and `reason` says to take more temperatures; value and `effectiveChains` are as they came out. Trained
 * machines of 64 + 64 units have changes up to 0.08 at 500 temperatures, up to 0.4 at 100. Without a mark the steps
 * are small enough; chains that stay in one of several valleys, as those of weights of 30 and more do, are not seen by it.
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
    const changeOf = (step: number, out: Float64Array): void => {
      const [cold, warm] = [step / temperatures, (step - 1) / temperatures];
      kernels.gemm('n', 'n', chains, 1, visible, cold - warm, v, towards, 0, fields);
      binary.softplusSums(chains, hidden, warm, z, c, before);
      binary.softplusSums(chains, hidden, cold, z, c, after);
      for (let i = 0; i < chains; i++) out[i] = fields[i]! + after[i]! - before[i]!;
    };
    const [change, moved] = [new Float64Array(chains), new Float64Array(chains)];
    let stride = 0;
    // After the last step once more, for what the chains do then.
    for (let step = 1; ; step++) {
      kernels.gemm('n', 'n', chains, hidden, visible, 1, v, weights, 0, z);
      if (step > 1) {
        changeOf(step - 1, moved);
        stride = Math.max(stride, strideOf(change, moved));
      }
      if (step > temperatures) break;
      changeOf(step, change);
      for (let i = 0; i < chains; i++) logWeights[i]! += change[i]!;
      const cold = step / temperatures;
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
    const found = summarised(logWeights.map((logWeight) => logWeight + constant));
    return stride <= MOST_STRIDE ? found : marked(found, stride, temperatures);
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
    reason: null,
  };
}

/** Root mean square in nats: of the change of ln w among the chains, or of what it differs by once they have moved. */
function strideOf(change: Float64Array, moved: Float64Array): number {
  const chains = change.length;
  const mean = change.reduce((sum, x) => sum + x, 0) / chains;
  const scatter = change.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  const jumps = change.reduce((sum, x, i) => sum + (x - moved[i]!) * (x - moved[i]!), 0);
  return Math.sqrt(Math.max(scatter, jumps) / chains);
}

function marked(found: AnnealedLogPartition, stride: number, temperatures: number): AnnealedLogPartition {
  const reason =
    `the steps of the annealing are too large: ln w changes by ${stride.toPrecision(2)} nats in one of them, and an error ` +
    `is stated up to ${MOST_STRIDE}; take more than ${temperatures} temperatures, ` +
    `about ${Number((temperatures * (stride / MOST_STRIDE)).toPrecision(1))} or more`;
  return { ...found, logPartition: { ...found.logPartition, standardError: Number.NaN }, reason };
}
