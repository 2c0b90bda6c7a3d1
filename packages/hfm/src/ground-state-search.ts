import type { Convention } from './model.js';

/**
 * For every state, how low the mean energy can be made with it as the ground state by the best order of the units: the same
 * sums as `bestOrder` gives for one ground state, for all 2ⁿ of them together, over the 3ⁿ cells of {0, 1, free}ⁿ:
 *
 *     best[cell] = P(cell) + max over its fixed units of best[cell with that unit freed],
 *
 * because cells with the same values of the finer units are shared by all ground states that have them. In B, which does not
 * count the first bit, P of single states is left out, and a ground state ties with its neighbour across the first bit.
 *
 * n 3ⁿ steps and 8 · 3ⁿ bytes: 38 MB and a quarter of a second for 14 units.
 *
 * @param weights  Of all states, shape (2ⁿ); they may all be negative.
 * @returns        Agreement of each ground state, in units of the weights, shape (2ⁿ).
 */
export function agreementOfGroundStates(weights: Float64Array, convention: Convention): Float64Array {
  const units = Math.log2(weights.length);
  const cells = weightsOfCells(weights, units);
  const agreement = new Float64Array(weights.length);
  // Three cells at a time, unit 0 being 0, 1 and free. Freeing a unit leads to a later cell, hence backwards.
  const others = new Digits(units - 1, FREE);
  const steps = new Int32Array(units);
  cells[cells.length - 1] = 0;
  for (let cell = cells.length - 3; cell >= 0; cell -= 3, others.previous()) {
    const fixed = others.stepsToFree(steps);
    let [zero, one, free] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < fixed; k++) {
      const freed = cell + steps[k]!;
      if (cells[freed]! > zero) zero = cells[freed]!;
      if (cells[freed + 1]! > one) one = cells[freed + 1]!;
      if (cells[freed + 2]! > free) free = cells[freed + 2]!;
    }
    const either = fixed === 0 ? 0 : cells[cell + 2]! + free;
    const isState = fixed === units - 1;
    const counted = isState && convention === 'B' ? 0 : 1;
    cells[cell] = counted * cells[cell]! + Math.max(zero, either);
    cells[cell + 1] = counted * cells[cell + 1]! + Math.max(one, either);
    cells[cell + 2] = either;
    if (isState) {
      const state = 2 * others.state();
      agreement[state] = cells[cell]!;
      agreement[state + 1] = cells[cell + 1]!;
    }
  }
  return agreement;
}

/** P of every cell: of a single state its weight, of others the sum of the two halves by a free unit. */
function weightsOfCells(weights: Float64Array, units: number): Float64Array {
  const others = new Digits(units - 1, 0);
  const cells = new Float64Array(3 * powerOfThree(units - 1));
  for (let cell = 0; cell < cells.length; cell += 3, others.next()) {
    const step = others.firstFreeStep();
    if (step === 0) {
      const state = 2 * others.state();
      cells[cell] = weights[state]!;
      cells[cell + 1] = weights[state + 1]!;
    } else {
      cells[cell] = cells[cell - step]! + cells[cell - 2 * step]!;
      cells[cell + 1] = cells[cell - step + 1]! + cells[cell - 2 * step + 1]!;
    }
    cells[cell + 2] = cells[cell]! + cells[cell + 1]!;
  }
  return cells;
}

const FREE = 2;

/** The digits 0, 1 or 2, where 2 is free, of all units but the first, counted up or down. */
class Digits {
  readonly #digits: Uint8Array;
  /** How far apart in the list of cells are two cells that differ by 1 in a digit. */
  readonly #places: Int32Array;

  constructor(count: number, value: number) {
    this.#digits = new Uint8Array(count).fill(value);
    this.#places = Int32Array.from({ length: count }, (_, i) => powerOfThree(i + 1));
  }

  next(): void {
    const digits = this.#digits;
    let i = 0;
    while (i < digits.length && digits[i] === FREE) digits[i++] = 0;
    if (i < digits.length) digits[i]!++;
  }

  previous(): void {
    const digits = this.#digits;
    let i = 0;
    while (i < digits.length && digits[i] === 0) digits[i++] = FREE;
    if (i < digits.length) digits[i]!--;
  }

  /** Writes how far the cells are in which one of the fixed units is free instead, and says how many they are. */
  stepsToFree(steps: Int32Array): number {
    const digits = this.#digits;
    const places = this.#places;
    let fixed = 0;
    for (let i = 0; i < digits.length; i++) {
      const digit = digits[i]!;
      if (digit !== FREE) steps[fixed++] = (FREE - digit) * places[i]!;
    }
    return fixed;
  }

  /** Of the first free unit, the distance to the cell where it is 1; 0 if none is free. */
  firstFreeStep(): number {
    const i = this.#digits.indexOf(FREE);
    return i < 0 ? 0 : this.#places[i]!;
  }

  /** The digits as bits. */
  state(): number {
    const digits = this.#digits;
    let state = 0;
    for (let i = 0; i < digits.length; i++) state |= digits[i]! << i;
    return state;
  }
}

function powerOfThree(n: number): number {
  let power = 1;
  for (let i = 0; i < n; i++) power *= 3;
  return power;
}
