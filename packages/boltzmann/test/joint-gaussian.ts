import { determinant, Matrix, solve } from 'ml-matrix';
import type { GaussianStack } from '../src/stack.js';

/**
 * ln of the integral of e^{-H} over all Gaussian layers at once, for visible units x: one linear system, no elimination by
 * layers.
 */
export function logWeight({ fields, couplings }: GaussianStack, x: readonly number[]): number {
  const widths = fields.map((field) => field.length);
  const offset = (l: number) => widths.slice(1, l).reduce((a, b) => a + b, 0);
  const size = offset(widths.length);
  const quadratic = Matrix.eye(size);
  for (let l = 1; l < couplings.length; l++) {
    for (const [i, row] of couplings[l]!.entries()) {
      for (const [j, w] of row.entries()) {
        quadratic.set(offset(l) + i, offset(l + 1) + j, -w);
        quadratic.set(offset(l + 1) + j, offset(l) + i, -w);
      }
    }
  }
  const linear = fields.slice(1).flat();
  for (let j = 0; j < widths[1]!; j++) linear[j]! += x.reduce((sum, xi, i) => sum + xi * couplings[0]![i]![j]!, 0);
  const source = Matrix.columnVector(linear);
  return (
    fields[0]!.reduce((sum, a, i) => sum + a * x[i]!, 0) +
    source.dot(solve(quadratic, source)) / 2 +
    (size * Math.log(2 * Math.PI) - Math.log(determinant(quadratic))) / 2
  );
}

/** All states of n Bernoulli units, the first unit slowest. */
export function states(n: number): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** n }, (_, s) => Array.from({ length: n }, (_, i) => (s >> (n - 1 - i)) & 1));
}
