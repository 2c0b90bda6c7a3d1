/**
 * The work of matrix products, elementary functions and steps in milliseconds on a nominal core, by which the costs of
 * stages are predicted. How much longer or shorter they are on a machine, its own earlier executions say; to deal the cells
 * of a sweep to machines only ratios matter.
 *
 * Measured: the time of a training is in proportion to it within 10 %, from depth 12, width 128 to depth 40, width 784.
 */

/** Floating-point operations of a matrix product, and bytes that pass through memory, in a millisecond. */
const FLOPS = 60e6;
const BYTES = 12e6;
/** A side of a product that is no longer than this gets half of the rate. */
const SHORT = 12;
/** An elementary function of one element: tanh, a normal number, a drawn bit. */
export const ELEMENT = 4e-6;
/** What a step costs beside its arithmetic. */
const STEP = 0.02;

/** A matrix product of m x k by k x n. */
export function product(m: number, n: number, k: number): number {
  const rate = FLOPS * (m / (m + SHORT)) * (n / (n + SHORT)) * (k / (k + SHORT));
  return (2 * m * n * k) / rate;
}

/** Numbers of four bytes that pass through memory. */
function moved(numbers: number): number {
  return (4 * numbers) / BYTES;
}

/** Some images through a network of these layers. */
export function forward(widths: readonly number[], images: number): number {
  return sum(pairs(widths).map(([before, units]) => product(images, units, before) + ELEMENT * images * units));
}

/** Steps of backpropagation on batches; the weights pass through memory some times in each. */
export function steps(widths: readonly number[], batch: number, count: number, passes: number): number {
  const backward = sum(pairs(widths).map(([before, units]) => product(before, units, batch)));
  const onward = sum(pairs(widths.slice(1)).map(([before, units]) => product(batch, before, units)));
  return count * (forward(widths, batch) + backward + onward + moved(passes * weights(widths)) + STEP);
}

/** Weights of a network of these layers. */
export function weights(widths: readonly number[]): number {
  return sum(pairs(widths).map(([before, units]) => before * units));
}

/** What a step costs beside its products. */
export function beside(numbers: number, drawn: number): number {
  return moved(numbers) + ELEMENT * drawn + STEP;
}

function pairs(widths: readonly number[]): readonly (readonly [number, number])[] {
  return widths.slice(1).map((width, i) => [widths[i]!, width]);
}

function sum(terms: readonly number[]): number {
  return terms.reduce((total, term) => total + term, 0);
}
