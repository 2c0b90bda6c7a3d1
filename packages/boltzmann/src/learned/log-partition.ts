import { createBinaryKernels, type Kernels } from '@rgflow/kernels';
import { DomainError, powerOfTwo, softplus } from '@rgflow/numerics';
import { visibleDistribution } from '../visible-distribution.js';
import { checkFinite, type LearnedMachine, machineShape } from './machine.js';

/** Units whose 2ⁿ states are enumerated: 4 million, a second or two beside 784 others. */
export const MOST_ENUMERATED_UNITS = 22;
/** Gaussian units leave a machine of couplings between all hidden ones, enumerated in JavaScript. */
const MOST_BESIDE_GAUSSIAN = 20;

/** States of this many units make a table; it stays in the second-level cache. */
const TABLE_BITS = 6;
/** e^x is a number that float64 holds, and so is what is next to it. */
const LARGEST_EXPONENT = 700;

/**
 * ln Z in nats, by enumeration of the layer with fewer units, the other one summed out in closed form:
 *
 *     Z = Σ_h e^{c·h} Πᵢ (1 + e^{bᵢ + (Wh)ᵢ}).
 *
 * Products in float64: relative error below 1e-12 of the sizes of the terms. Of Gaussian units the hidden ones are
 * enumerated, Z = (2π)^{visible/2} Σ_h e^{c·h + b·Wh + |Wh|²/2}.
 *
 * @throws {DomainError} if both layers have more than MOST_ENUMERATED_UNITS (of Gaussian units: there are more than 20
 *                       hidden ones), or the machine is not finite.
 *
 * @example Two units that like to be on together
 * exactLogPartition({ visible: 'bernoulli', weights: Float32Array.of(Math.log(2)), visibleBiases: Float32Array.of(0),
 *   hiddenBiases: Float32Array.of(0) }, kernels); // ln 5 = 1.6094
 */
export function exactLogPartition(machine: LearnedMachine, kernels: Kernels): number {
  const where = 'exactLogPartition';
  const { visible, hidden } = machineShape(where, machine);
  checkFinite(where, machine);
  if (machine.visible === 'gaussian') return gaussianLogPartition(where, machine);
  const fewer = Math.min(visible, hidden);
  if (fewer > MOST_ENUMERATED_UNITS) {
    throw new DomainError(
      `${where}: the machine has ${visible} visible and ${hidden} hidden units; enumeration takes up to ` +
        `${MOST_ENUMERATED_UNITS} in one of the layers. annealedLogPartition estimates larger ones.`,
    );
  }
  return enumerated(enumeration(machine, hidden <= visible ? 'hidden' : 'visible'), kernels);
}

/** The layer whose states are listed, and the one that is summed out. */
interface Enumeration {
  /** Of each listed unit: its bias, and its weights to all others. */
  readonly biases: readonly number[];
  readonly rows: readonly Float64Array[];
  readonly otherBiases: Float64Array;
}

function enumeration(machine: LearnedMachine, listed: 'visible' | 'hidden'): Enumeration {
  const { weights, visibleBiases: b, hiddenBiases: c } = machine;
  const hidden = c.length;
  if (listed === 'visible') {
    const rows = Array.from(b, (_, i) => Float64Array.from(weights.subarray(i * hidden, (i + 1) * hidden)));
    return { biases: [...b], rows, otherBiases: Float64Array.from(c) };
  }
  const rows = Array.from(c, (_, j) => Float64Array.from(b, (_, i) => weights[i * hidden + j]!));
  return { biases: [...c], rows, otherBiases: Float64Array.from(b) };
}

function enumerated(of: Enumeration, kernels: Kernels): number {
  const reach = largestExponent(of);
  if (reach > LARGEST_EXPONENT) return enumeratedByLogarithms(of);
  const units = of.rows.length;
  const tableBits = Math.min(TABLE_BITS, units);
  const columns = 8 * Math.ceil(of.otherBiases.length / 8);
  const states = powerOfTwo(tableBits);
  const stride = Math.max(1, Math.floor(LARGEST_EXPONENT / Math.log1p(Math.exp(reach))));
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const table = kernels.float64(states * columns);
    const factors = kernels.float64(columns);
    const sums = kernels.float64(states);
    const ratios = of.rows.map((row) => row.map(Math.exp));
    table.fill(1);
    const fields = new Float64Array(states);
    for (let state = 1; state < states; state++) {
      const rest = state & (state - 1);
      const unit = 31 - Math.clz32(state ^ rest);
      const [from, to] = [rest * columns, state * columns];
      for (let i = 0; i < ratios[unit]!.length; i++) table[to + i] = table[from + i]! * ratios[unit]![i]!;
      fields[state] = fields[rest]! + of.biases[unit]!;
    }
    const total = new LogSum();
    // Factors of the units beside the table, by halves: each is multiplied in where it turns to 1.
    const visit = (unit: number, products: Float64Array, field: number): void => {
      if (unit < units) {
        visit(unit + 1, products, field);
        visit(
          unit + 1,
          products.map((product, i) => product * ratios[unit]![i]!),
          field + of.biases[unit]!,
        );
        return;
      }
      factors.set(products);
      binary.logOnePlusSums(states, columns, stride, table, factors, sums);
      for (let state = 0; state < states; state++) total.add(field + fields[state]! + sums[state]!);
    };
    visit(tableBits, of.otherBiases.map(Math.exp), 0);
    return total.value();
  } finally {
    kernels.release(mark);
  }
}

/** The same where an exponential would overflow: weights of hundreds, of a training that ran away. */
function enumeratedByLogarithms(of: Enumeration): number {
  const total = new LogSum();
  const visit = (unit: number, exponents: Float64Array, field: number): void => {
    if (unit < of.rows.length) {
      visit(unit + 1, exponents, field);
      const row = of.rows[unit]!;
      visit(
        unit + 1,
        exponents.map((x, i) => x + row[i]!),
        field + of.biases[unit]!,
      );
      return;
    }
    total.add(exponents.reduce((sum, x) => sum + softplus(x), field));
  };
  visit(0, of.otherBiases, 0);
  return total.value();
}

/** The largest size that an exponent, or what a part of its terms add up to, can have. */
function largestExponent({ rows, otherBiases }: Enumeration): number {
  let most = 0;
  for (let i = 0; i < otherBiases.length; i++) {
    const size = rows.reduce((sum, row) => sum + Math.abs(row[i]!), Math.abs(otherBiases[i]!));
    most = Math.max(most, size);
  }
  return most;
}

function gaussianLogPartition(where: string, machine: LearnedMachine): number {
  const { visible, hidden } = machineShape(where, machine);
  if (hidden > MOST_BESIDE_GAUSSIAN) {
    throw new DomainError(
      `${where}: ${hidden} hidden units beside Gaussian ones; enumeration takes up to ${MOST_BESIDE_GAUSSIAN}.`,
    );
  }
  const { rows, biases, otherBiases } = enumeration(machine, 'hidden');
  const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const { logPartition } = visibleDistribution({
    field: rows.map((row, j) => biases[j]! + dot(row, otherBiases)),
    coupling: rows.map((row) => rows.map((other) => dot(row, other))),
    constant: 0,
  });
  return logPartition + (visible / 2) * Math.log(2 * Math.PI);
}

/** ln Σ e^x of numbers that come one by one. */
class LogSum {
  #largest = Number.NEGATIVE_INFINITY;
  #sum = 0;

  add(x: number): void {
    if (x <= this.#largest) this.#sum += Math.exp(x - this.#largest);
    else {
      this.#sum = this.#sum * Math.exp(this.#largest - x) + 1;
      this.#largest = x;
    }
  }

  value(): number {
    return this.#largest + Math.log(this.#sum);
  }
}
