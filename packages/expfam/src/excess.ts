import { logRatio, square } from '@rgflow/numerics';

/** d - ln(1 + d). */
export function excessOverLogarithm(d: number): number {
  if (Math.abs(d) > 1e-3) return d - Math.log1p(d);
  return square(d) * (1 / 2 - d * (1 / 3 - d * (1 / 4 - d * (1 / 5 - d * (1 / 6 - d / 7)))));
}

/**
 * x/y - 1 - ln(x/y) of two positive numbers, which is 0 where they are equal and positive elsewhere: of nearly equal ones
 * from their difference, of an x much smaller than y from the logarithm itself, as x/y - 1 rounds to -1.
 */
export function excessOfRatio(x: number, y: number): number {
  const d = (x - y) / y;
  return d < -0.5 ? d - logRatio(x, y) : excessOverLogarithm(d);
}
