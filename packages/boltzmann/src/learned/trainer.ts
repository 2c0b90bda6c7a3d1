import {
  BINARY_KERNELS_BYTES,
  type BinaryKernels,
  createBinaryKernels,
  createKernels,
  type Kernels,
} from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { type DataWindow, dataWindow, place } from './arena-data.js';
import { Draws } from './draws.js';
import { checkData, type LearnedMachine, machineShape, type UnitData, type VisibleUnits } from './machine.js';
import { checkMachineTraining, type MachineTrainingParameters } from './training-parameters.js';

/** A machine with what its training needs to go on. */
export interface MachineState extends LearnedMachine {
  /** Of W, b and c; absent at rest. */
  readonly velocities?: Pick<LearnedMachine, 'weights' | 'visibleBiases' | 'hiddenBiases'>;
  /**
   * Hidden states of the persistent chains, 0 or 1, shape (batchSize, hidden); absent before the first step and for 'cd'.
   */
  readonly chains?: Float32Array;
}

export interface MachineEpoch {
  /** 'no step': fewer rows than a batch. 'diverged': a weight or a bias is not finite any more. */
  readonly status: 'ok' | 'diverged' | 'no step';
  readonly steps: number;
  /**
   * Mean over rows and visible units of the square of v less its mean given hidden states that were drawn given v. NaN
   * without a step, and for 'pcd', whose chains do not begin at the data.
   */
  readonly reconstructionError: number;
  /** Mean probability of each hidden unit given the data, while it trained; shape (hidden). */
  readonly activity: Float32Array;
}

export interface MachineEpochOptions {
  /** Names the order of the rows, and what is drawn. */
  readonly random: RandomStream;
  /** Whether the rows come in another order; true if not given. */
  readonly shuffle?: boolean;
  readonly onStep?: (step: number, steps: number) => void;
}

/**
 * Stochastic gradient ascent of the log-likelihood by contrastive divergence (CD-k), or by persistent chains (PCD-k):
 *
 *     V <- momentum V + learningRate (⟨v h⟩_data - ⟨v h⟩_chain - weightDecay W),    W <- W + V,
 *
 * likewise the biases, without decay. h is its probability given v in both terms; v of the data is drawn from what they
 * give, and v of the chain is drawn. Everything is allocated here; a step allocates nothing and is 2 k + 2 matrix products.
 *
 * Sources: Hinton, Neural Comput. 14, 1771 (2002); Tieleman, ICML 2008, p. 1064.
 */
export class MachineTrainer {
  readonly #kernels: Kernels;
  readonly #binary: BinaryKernels;
  readonly #parameters: MachineTrainingParameters;
  readonly #mark: number;
  readonly #kind: VisibleUnits;
  readonly #visible: number;
  readonly #hidden: number;
  readonly #machine: Arrays;
  readonly #velocities: Arrays;
  /**
   * v of the data above v of the chain, (2 batchSize, visible), and the probabilities of h under them, those below negative.
   */
  readonly #states: Float32Array;
  readonly #responses: Float32Array;
  readonly #chains: Float32Array;
  readonly #noise: Float32Array;
  readonly #activity: Float32Array;
  #hasChains: boolean;

  /** @throws {ShapeError} or {DomainError} if shapes or parameters do not fit. */
  constructor(state: MachineState, parameters: MachineTrainingParameters, kernels?: Kernels) {
    const where = 'MachineTrainer';
    checkMachineTraining(where, parameters);
    const { visible, hidden } = machineShape(where, state);
    const { batchSize, chain } = parameters;
    this.#kernels = kernels ?? createKernels({ arenaBytes: machineArenaBytes(state, batchSize) });
    this.#mark = this.#kernels.mark();
    this.#binary = createBinaryKernels(this.#kernels);
    this.#parameters = parameters;
    this.#kind = state.visible;
    this.#visible = visible;
    this.#hidden = hidden;
    this.#machine = placed(this.#kernels, state);
    this.#velocities = placed(this.#kernels, state.velocities ?? zeros(visible, hidden));
    const array = (length: number) => this.#kernels.float32(length);
    this.#states = array(2 * batchSize * visible);
    this.#responses = array(2 * batchSize * hidden);
    this.#chains = array(batchSize * hidden);
    this.#noise = array(state.visible === 'gaussian' ? batchSize * visible : 0);
    this.#activity = array(hidden);
    const chains = chain === 'pcd' ? state.chains : undefined;
    this.#hasChains = chains !== undefined;
    if (chains === undefined) return;
    if (chains.length !== batchSize * hidden) {
      throw new ShapeError(
        `${where}: ${chains.length} entries of chains; expected batchSize x hidden = ${batchSize * hidden}.`,
      );
    }
    this.#chains.set(chains);
  }

  /** One pass over the data. @throws {ShapeError} if the data have another number of units. */
  trainEpoch(data: UnitData, { random, shuffle = true, onStep }: MachineEpochOptions): MachineEpoch {
    checkData('MachineTrainer.trainEpoch', data, this.#visible);
    const { batchSize, chain } = this.#parameters;
    const steps = Math.floor(data.count / batchSize);
    const order = shuffle
      ? random.split('order').permutation(data.count)
      : Uint32Array.from({ length: data.count }, (_, i) => i);
    const draws = new Draws(random.split('units'));
    const mark = this.#kernels.mark();
    this.#activity.fill(0);
    let squares = 0;
    let done = 0;
    try {
      const window = dataWindow(this.#kernels, data, batchSize);
      for (; done < steps && this.#mayGoOn(); done++) {
        window.gather(order, done * batchSize, batchSize);
        squares += this.#step(window, draws);
        onStep?.(done + 1, steps);
      }
    } finally {
      this.#kernels.release(mark);
    }
    const rows = done * batchSize;
    const activity = this.#activity.map((sum) => sum / rows);
    const status = steps === 0 ? 'no step' : this.#isFinite() ? 'ok' : 'diverged';
    return {
      status,
      steps: done,
      reconstructionError: chain === 'cd' ? squares / (rows * this.#visible) : Number.NaN,
      activity,
    };
  }

  /** A copy. */
  state(): MachineState {
    const copy = ({ weights, visibleBiases, hiddenBiases }: Arrays): Arrays => ({
      weights: weights.slice(),
      visibleBiases: visibleBiases.slice(),
      hiddenBiases: hiddenBiases.slice(),
    });
    const state = { visible: this.#kind, ...copy(this.#machine), velocities: copy(this.#velocities) };
    return this.#parameters.chain === 'pcd' && this.#hasChains ? { ...state, chains: this.#chains.slice() } : state;
  }

  /** Gives back the memory of the kernels. */
  dispose(): void {
    this.#kernels.release(this.#mark);
  }

  /** One step on the rows of the window; the sum of squares of the reconstruction, 0 for persistent chains. */
  #step(window: DataWindow, draws: Draws): number {
    const { batchSize, chain, chainSteps } = this.#parameters;
    const [kernels, binary, machine] = [this.#kernels, this.#binary, this.#machine];
    const [visible, hidden, chains] = [this.#visible, this.#hidden, this.#chains];
    const shown = this.#states.subarray(0, batchSize * visible);
    const imagined = this.#states.subarray(batchSize * visible);
    const responses = this.#responses.subarray(0, batchSize * hidden);
    const imaginedResponses = this.#responses.subarray(batchSize * hidden);

    this.#show(window, shown, draws);
    this.#respond(shown, responses);
    kernels.columnSums(batchSize, hidden, 1, responses, 1, this.#activity);
    if (chain === 'cd' || !this.#hasChains) {
      binary.sampleBernoulli(draws.next(chains.length), responses, chains);
      this.#hasChains = true;
    }
    let squares = 0;
    for (let k = 1; k <= chainSteps; k++) {
      kernels.gemm('n', 't', batchSize, visible, hidden, 1, chains, machine.weights, 0, imagined);
      if (this.#kind === 'bernoulli') {
        kernels.addBiasActivate('sigmoid', batchSize, visible, imagined, machine.visibleBiases, imagined);
      } else kernels.addBias(batchSize, visible, imagined, machine.visibleBiases);
      if (chain === 'cd' && k === 1) squares = binary.squaredDistance(shown, imagined);
      if (this.#kind === 'bernoulli') draws.bernoulli(binary, imagined);
      else draws.addNormals(kernels, imagined, this.#noise);
      this.#respond(imagined, imaginedResponses);
      if (chain === 'pcd' || k < chainSteps) {
        binary.sampleBernoulli(draws.next(chains.length), imaginedResponses, chains);
      }
    }
    this.#move(imaginedResponses);
    return squares;
  }

  /** v of the data: drawn, for Bernoulli units. */
  #show(window: DataWindow, shown: Float32Array, draws: Draws): void {
    if (this.#kind === 'gaussian') window.valuesTo(shown, this.#parameters.batchSize);
    else if (window.bytes !== null) this.#binary.sampleGrey(draws.next(shown.length), window.bytes, shown);
    else this.#binary.sampleBernoulli(draws.next(shown.length), window.numbers!, shown);
  }

  /** P(h = 1 | v). */
  #respond(v: Float32Array, out: Float32Array): void {
    const { batchSize } = this.#parameters;
    const { weights, hiddenBiases } = this.#machine;
    this.#kernels.gemm('n', 'n', batchSize, this.#hidden, this.#visible, 1, v, weights, 0, out);
    this.#kernels.addBiasActivate('sigmoid', batchSize, this.#hidden, out, hiddenBiases, out);
  }

  /** Both terms of a gradient are one product of matrices that lie above each other. */
  #move(imaginedResponses: Float32Array): void {
    const { batchSize, learningRate, momentum, weightDecay } = this.#parameters;
    const [kernels, velocities, machine] = [this.#kernels, this.#velocities, this.#machine];
    const [visible, hidden, rows, rate] = [this.#visible, this.#hidden, 2 * batchSize, learningRate / batchSize];
    const [states, responses] = [this.#states, this.#responses];
    kernels.scale(-1, imaginedResponses);
    kernels.gemm('t', 'n', visible, hidden, rows, rate, states, responses, momentum, velocities.weights);
    kernels.columnSums(rows, hidden, rate, responses, momentum, velocities.hiddenBiases);
    kernels.columnSums(batchSize, visible, rate, states, momentum, velocities.visibleBiases);
    kernels.columnSums(batchSize, visible, -rate, states.subarray(batchSize * visible), 1, velocities.visibleBiases);
    this.#binary.moveWithDecay(learningRate * weightDecay, velocities.weights, machine.weights);
    this.#binary.moveWithDecay(0, velocities.visibleBiases, machine.visibleBiases);
    this.#binary.moveWithDecay(0, velocities.hiddenBiases, machine.hiddenBiases);
  }

  /** Cheap, after each step: what is not finite reaches the hidden biases in the next step. */
  #mayGoOn(): boolean {
    return Number.isFinite(this.#kernels.sum(this.#machine.hiddenBiases));
  }

  #isFinite(): boolean {
    return Object.values(this.#machine).every((array) => Number.isFinite(this.#kernels.moments(array).variance));
  }
}

/** Bytes of the arena in which a machine trains on bytes or numbers. */
export function machineArenaBytes(machine: LearnedMachine, batchSize: number): number {
  const { visible, hidden } = machineShape('machineArenaBytes', machine);
  const parameters = 2 * (visible * hidden + visible + hidden);
  const rows = batchSize * (4 * visible + 3 * hidden);
  return 4 * (parameters + rows + hidden) + BINARY_KERNELS_BYTES + 16 * 64 + 2 ** 22;
}

type Arrays = Pick<LearnedMachine, 'weights' | 'visibleBiases' | 'hiddenBiases'>;

function placed(kernels: Kernels, from: Arrays): Arrays {
  return {
    weights: place(kernels, from.weights),
    visibleBiases: place(kernels, from.visibleBiases),
    hiddenBiases: place(kernels, from.hiddenBiases),
  };
}

function zeros(visible: number, hidden: number): Arrays {
  return {
    weights: new Float32Array(visible * hidden),
    visibleBiases: new Float32Array(visible),
    hiddenBiases: new Float32Array(hidden),
  };
}
