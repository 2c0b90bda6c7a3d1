import { cumulants, DomainError, powerOfTwo, square } from '@rgflow/numerics';
import { cumulantPartialSums, type HiddenUnit } from './hidden-unit.js';
import { checkLayers, type LayeredMachine } from './layered-machine.js';

type Matrix = readonly (readonly number[])[];

/** What integrating over one layer leaves between the units of the layer above it, `layer`. */
export interface CumulantStep {
  /** l, the layer that is now the deepest; 0 is the visible one. */
  readonly layer: number;
  /** J(i), shape (n_l): the field that is added. */
  readonly first: readonly number[];
  /** J(i, j), shape (n_l, n_l). */
  readonly second: Matrix;
  /** J(i, i, j, j), shape (n_l, n_l). */
  readonly fourth: Matrix;
}

export interface CumulantFlow {
  /** From the deepest layer up: l = L - 1, ..., 0. */
  readonly steps: readonly CumulantStep[];
  /** ln Z, the priors of the hidden units normalised. */
  readonly logPartition: number;
  /** Of the visible states, shape (2ⁿ), the first unit the most significant bit. */
  readonly probabilities: readonly number[];
}

/**
 * Integrates over hidden layers that are not Gaussian, one after the other from the deepest up. The units of a layer have
 * the cumulant generating function, exactly,
 *
 *     G_l(t) = ln E exp[t·h_l + G_{l+1}(W_lᵀ h_l)],    G_L(t) = Σⱼ Kⱼ(tⱼ),
 *
 * the mean being over the prior of the layer. Its derivatives at 0 are the cumulants of the layer, its prior reshaped by all
 * that was below, and with the coupling above it they are the couplings that are induced there:
 *
 *     J_{l-1}(i₁, ..., iₖ) = Σ W_{i₁j₁} ... W_{iₖjₖ} κ_l(j₁, ..., jₖ).
 *
 * With `order` every G_l is cut after that many cumulants: couplings up to that order go into couplings up to that order,
 * layer after layer, which closes the recursion.
 *
 * @param machine  At most 12 visible units; priors of hidden layers but the deepest that have `states`. Time and space as
 *                 the number of states of a layer, times that of the next.
 * @throws {ShapeError}   if the shapes do not fit together.
 * @throws {DomainError}  if a number is not finite, a layer but the deepest is of units without `states`, or there is no
 *                        partition function.
 *
 * @example Two free spins bound by a third: J(0, 1) = 0.5 · 0.4
 * cumulantFlow({ field: [0, 0], couplings: [[[0.5], [0.4]]], units: [spinUnit(0)] }).steps[0].second[0][1]; // 0.2
 */
export function cumulantFlow(machine: LayeredMachine, options: { readonly order?: number } = {}): CumulantFlow {
  checkLayers('cumulantFlow', machine);
  const { field, couplings, units } = machine;
  if (field.length > LARGEST_VISIBLE) {
    throw new DomainError(`cumulantFlow: there are ${field.length} visible units; expected 1 to ${LARGEST_VISIBLE}.`);
  }
  const { order } = options;
  const deepest = couplings.length;
  let layer = freeLayer(units[deepest - 1]!, couplings[deepest - 1]![0]!.length, order);
  const steps: CumulantStep[] = [];
  for (let l = deepest - 1; l >= 0; l--) {
    const coupling = couplings[l]!;
    const below = layer;
    steps.push({ layer: l, ...below.induced(coupling) });
    const energy = (state: readonly number[]) => below.generatingFunction(felt(coupling, state));
    if (l === 0) return { steps, ...visibleStates(field, energy) };
    layer = reshapedLayer(statesOf(units[l - 1]!, l, coupling.length), energy, order);
  }
  throw new Error('cumulantFlow: no layer is left.');
}

/**
 * The flow of J(i, j) to fourth order in the couplings W, for priors of mean and third cumulant 0:
 *
 *     J_{l-1} = W [κ₂ + κ₂² J_l + ½ κ₄ diag(J_l)] Wᵀ,    J_L = 0,    W = W_{l-1},
 *
 * linear in J, with two cumulants of each prior. What it leaves out is of sixth order. Without κ₄ it is the beginning of the
 * Gaussian flow.
 *
 * @returns  J_l, l = L - 1, ..., 0.
 * @throws {ShapeError}   if the shapes do not fit together.
 * @throws {DomainError}  if a number is not finite or a prior has a first or a third cumulant.
 */
export function weakCouplingFlow(machine: LayeredMachine): readonly Matrix[] {
  checkLayers('weakCouplingFlow', machine);
  const { couplings, units } = machine;
  let below: Matrix = couplings.at(-1)![0]!.map(() => couplings.at(-1)![0]!.map(() => 0));
  return couplings.toReversed().map((coupling, step) => {
    const unit = units.at(-1 - step)!;
    const [first, second, third, fourth] = unit.cumulants(4);
    if (first !== 0 || third !== 0) {
      throw new DomainError(
        `weakCouplingFlow: units of the kind '${unit.name}' have cumulants ${first} and ${third} of order 1 and 3; expected 0.`,
      );
    }
    const own = below.map((row, a) =>
      row.map((j, b) => square(second!) * j + (a === b ? second! + (fourth! * j) / 2 : 0)),
    );
    below = between(coupling, own);
    return below;
  });
}

interface Layer {
  readonly generatingFunction: (t: readonly number[]) => number;
  readonly induced: (coupling: Matrix) => Omit<CumulantStep, 'layer'>;
}

/** The deepest layer: nothing below, its units independent. */
function freeLayer(unit: HiddenUnit, width: number, order: number | undefined): Layer {
  const [first, second, , fourth] = unit.cumulants(4);
  const ofUnit = (t: number): number => {
    if (order !== undefined) return cumulantPartialSums(unit, t, order).at(-1)!;
    const value = unit.cumulantGeneratingFunction(t);
    if (value < Infinity) return value;
    throw new DomainError(
      `cumulantFlow: E e^(th) of a unit of the kind '${unit.name}' is infinite at t = ${t}: there is no partition function. ` +
        'Weaken the coupling.',
    );
  };
  const diagonal = Array.from({ length: width }, (_, a) =>
    Array.from({ length: width }, (_, b) => (a === b ? second! : 0)),
  );
  return {
    generatingFunction: (t) => t.reduce((sum, x) => sum + ofUnit(x), 0),
    induced: (coupling) => ({
      first: coupling.map((row) => row.reduce((sum, w) => sum + w * first!, 0)),
      second: between(coupling, diagonal),
      fourth: coupling.map((row) =>
        coupling.map((other) => row.reduce((sum, w, a) => sum + square(w) * square(other[a]!) * fourth!, 0)),
      ),
    }),
  };
}

interface LayerState {
  readonly values: readonly number[];
  readonly logProbability: number;
}

/** A layer whose prior is reshaped by the energy -F(h) that the layers below have left. */
function reshapedLayer(
  states: readonly LayerState[],
  energy: (state: readonly number[]) => number,
  order: number | undefined,
): Layer {
  const logWeights = states.map(({ values, logProbability }) => logProbability + energy(values));
  const { logTotal, probabilities } = normalised(logWeights);
  const along = (t: readonly number[]) => states.map(({ values }) => dot(t, values));
  const mean = (values: (state: number) => number) => probabilities.reduce((sum, p, s) => sum + p * values(s), 0);
  return {
    generatingFunction: (t) => {
      const projected = along(t);
      if (order === undefined)
        return logTotal + normalised(projected.map((u, s) => u + Math.log(probabilities[s]!))).logTotal;
      let factor = 1;
      const kappa = cumulants(projected, probabilities, order);
      return kappa.reduce((sum, k, i) => {
        factor /= i + 1;
        return sum + k * factor;
      }, logTotal);
    },
    induced: (coupling) => {
      const projected = coupling.map(along);
      const first = projected.map((u) => mean((s) => u[s]!));
      const centred = projected.map((u, i) => u.map((x) => x - first[i]!));
      const second = centred.map((u) => centred.map((v) => mean((s) => u[s]! * v[s]!)));
      const fourth = centred.map((u, i) =>
        centred.map((v, j) => {
          const moment = mean((s) => square(u[s]!) * square(v[s]!));
          return moment - second[i]![i]! * second[j]![j]! - 2 * square(second[i]![j]!);
        }),
      );
      return { first, second, fourth };
    },
  };
}

function visibleStates(field: readonly number[], energy: (state: readonly number[]) => number) {
  const n = field.length;
  const logWeights = Array.from({ length: powerOfTwo(n) }, (_, state) => {
    const x = field.map((_, i) => (state >> (n - 1 - i)) & 1);
    return dot(field, x) + energy(x);
  });
  const { logTotal, probabilities } = normalised(logWeights);
  return { logPartition: logTotal, probabilities };
}

/** All states of a layer: products of those of its units. */
function statesOf({ name, states }: HiddenUnit, layer: number, width: number): readonly LayerState[] {
  if (states === undefined) {
    throw new DomainError(
      `cumulantFlow: layer ${layer} is of units of the kind '${name}', which have no states to sum over; only the deepest may be.`,
    );
  }
  let all: readonly LayerState[] = [{ values: [], logProbability: 0 }];
  for (let unit = 0; unit < width; unit++) {
    all = all.flatMap(({ values, logProbability }) =>
      states.map(({ value, probability }) => ({
        values: [...values, value],
        logProbability: logProbability + Math.log(probability),
      })),
    );
  }
  return all;
}

/** Wᵀh, shape (n_{l+1}). */
function felt(coupling: Matrix, state: readonly number[]): readonly number[] {
  return coupling[0]!.map((_, j) => coupling.reduce((sum, row, i) => sum + row[j]! * state[i]!, 0));
}

/** W M Wᵀ. */
function between(coupling: Matrix, matrix: Matrix): Matrix {
  const right = coupling.map((row) => matrix.map((entries) => dot(entries, row)));
  return coupling.map((row) => right.map((column) => dot(row, column)));
}

function normalised(logWeights: readonly number[]) {
  const largest = logWeights.reduce((most, x) => Math.max(most, x), -Infinity);
  const weights = logWeights.map((x) => Math.exp(x - largest));
  const total = weights.reduce((a, b) => a + b, 0);
  return { logTotal: largest + Math.log(total), probabilities: weights.map((w) => w / total) };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

const LARGEST_VISIBLE = 12;
