import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { eliminateUnits, type RemainingStack } from './joint-elimination.js';
import { visibleDistribution } from './visible-distribution.js';

/** The mean of a product of two units, or the mean of one with itself as `other` for a visible unit. */
export interface UnitCorrelator {
  readonly layer: number;
  readonly unit: number;
  readonly otherLayer: number;
  readonly other: number;
  /** ⟨h_unit h_other⟩. */
  readonly value: number;
}

/**
 * ⟨h h'⟩ of every two units of a stack, or of what marginalisation has left of it: a sum over the states of the visible
 * units, of which each leaves the hidden ones Gaussian with mean Q⁻¹ b(v) and covariance Q⁻¹, Q the identity less all their
 * couplings and b(v) their fields with what the visible units add. Marginalisation changes none of them: the layers that
 * are left are distributed as they were.
 *
 * @param stack  At most 12 visible units; a hidden part that is normalisable.
 * @returns  Each pair once, the unit not after the other; a unit with itself is its mean square.
 *
 * @example One visible unit under one hidden one, felt with strength 1: h is 1 on average where v is 1
 * unitCorrelators({ fields: [[0], [0]], couplings: [[[1]]] }); // ⟨v h⟩ = 0.6225, that of v alone
 */
export function unitCorrelators(stack: RemainingStack): readonly UnitCorrelator[] {
  const { fields } = stack;
  const { probabilities } = visibleDistribution(eliminateUnits(stack));
  const visible = fields[0]!.length;
  const hidden = fields.slice(1).reduce((sum, { length }) => sum + length, 0);
  const gaussian = hidden === 0 ? null : hiddenGaussian(stack, hidden);
  const moments = Matrix.zeros(visible + hidden, visible + hidden);
  probabilities.forEach((p, state) => {
    // Unit 0 is the most significant bit.
    const v = fields[0]!.map((_, i) => (state >> (visible - 1 - i)) & 1);
    const means = [...v, ...(gaussian === null ? [] : gaussian.meanOf(v))];
    for (const [i, first] of means.entries()) {
      for (const [j, second] of means.entries()) {
        const scatter = i >= visible && j >= visible ? gaussian!.covariance.get(i - visible, j - visible) : 0;
        moments.set(i, j, moments.get(i, j) + p * (first * second + scatter));
      }
    }
  });
  const units = fields.flatMap((layer, l) => layer.map((_, unit) => ({ layer: l, unit })));
  return units.flatMap(({ layer, unit }, i) =>
    units.slice(i).map((other, k) => {
      return { layer, unit, otherLayer: other.layer, other: other.unit, value: moments.get(i, i + k) };
    }),
  );
}

/** The hidden units given the visible ones. */
function hiddenGaussian({ fields, couplings, induced }: RemainingStack, hidden: number) {
  const offsets = fields.map((_, l) => fields.slice(1, l).reduce((sum, { length }) => sum + length, 0));
  const precision = Matrix.eye(hidden);
  couplings.forEach((coupling, l) => {
    if (l === 0) return;
    coupling.forEach((row, i) => {
      row.forEach((w, j) => {
        precision.set(offsets[l]! + i, offsets[l + 1]! + j, -w);
        precision.set(offsets[l + 1]! + j, offsets[l]! + i, -w);
      });
    });
  });
  const deepest = offsets.at(-1)!;
  (induced ?? []).forEach((row, i) => {
    row.forEach((k, j) => {
      precision.set(deepest + i, deepest + j, precision.get(deepest + i, deepest + j) - k);
    });
  });
  const covariance = new CholeskyDecomposition(precision).solve(Matrix.eye(hidden));
  const bare = fields.slice(1).flat();
  return {
    covariance,
    meanOf: (v: readonly number[]): readonly number[] => {
      const source = bare.map((field, j) => {
        const felt = couplings[0]!.reduce((sum, row, i) => sum + v[i]! * (row[j] ?? 0), 0);
        return field + felt;
      });
      return covariance.mmul(Matrix.columnVector(source)).to1DArray();
    },
  };
}
