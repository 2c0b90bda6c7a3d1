import { describe, expect, test } from 'vitest';
import {
  bernoulliUnit,
  cumulantFlow,
  gaussianUnit,
  type HiddenUnit,
  laplaceUnit,
  marginalise,
  spinUnit,
  uniformUnit,
  visibleProbabilities,
  weakCouplingFlow,
} from '../src/index.js';
import expected from './expected/cumulant-flow.json' with { type: 'json' };

const make: Readonly<Record<string, () => HiddenUnit>> = {
  spin: () => spinUnit(0),
  bernoulli: () => bernoulliUnit(0.3),
  uniform: uniformUnit,
  laplace: laplaceUnit,
};

const A = [
  [0.5, -0.3],
  [0.2, 0.4],
  [-0.6, 0.1],
];
const B = [
  [0.3, 0.2],
  [-0.1, 0.5],
];
const field = [0.1, -0.2, 0.3];

const stack = (kinds: readonly string[], scale = 1) => ({
  field,
  couplings: kinds.map((_, l) => (l === 0 ? A : B).map((row) => row.map((w) => scale * w))),
  units: kinds.map((kind) => make[kind]!()),
});

/** The largest |a - b| of two arrays of the same shape. */
const apart = (a: readonly unknown[], b: readonly unknown[]): number => {
  const [x, y] = [a.flat(2) as number[], b.flat(2) as number[]];
  expect(x).toHaveLength(y.length);
  return Math.max(...x.map((value, i) => Math.abs(value - y[i]!)));
};

describe('layers of units that are not Gaussian', () => {
  test.each(expected)(
    '$kinds leave the couplings and the distribution of the sum over all layers at once',
    (wanted) => {
      const units = wanted.kinds.map((kind) => make[kind]!());
      const { steps, logPartition, probabilities } = cumulantFlow({ ...wanted, units });
      for (const [i, { layer, first, second, fourth }] of steps.entries()) {
        const step = wanted.steps[i]!;
        expect(layer).toBe(step.layer);
        expect(apart(first, step.first)).toBeLessThan(1e-13);
        expect(apart(second, step.second)).toBeLessThan(1e-13);
        expect(apart(fourth, step.fourth)).toBeLessThan(1e-12);
      }
      expect(Math.abs(logPartition - wanted.logPartition)).toBeLessThan(1e-13);
      expect(apart(probabilities, wanted.probabilities)).toBeLessThan(1e-14);
    },
  );

  test('pair up two spins as decimation does: ½ ln[cosh(u + v) / cosh(u - v)] for every spin below', () => {
    const pair = B[0]!.reduce(
      (sum, u, j) => sum + Math.log(Math.cosh(u + B[1]![j]!) / Math.cosh(u - B[1]![j]!)) / 2,
      0,
    );
    const correlated = (coupling: number) => {
      const c = Math.tanh(coupling);
      return A.map(([a, b]) => A.map(([x, y]) => a! * x! + b! * y! + c * (a! * y! + b! * x!)));
    };
    const machine = stack(['spin', 'spin']);
    expect(apart(cumulantFlow(machine).steps[1]!.second, correlated(pair))).toBeLessThan(1e-15);
    // Cut after pairs: the coupling of the two is (BBᵀ)₀₁.
    const cut = B[0]![0]! * B[1]![0]! + B[0]![1]! * B[1]![1]!;
    expect(apart(cumulantFlow(machine, { order: 2 }).steps[1]!.second, correlated(cut))).toBeLessThan(1e-15);
  });

  test('that are only one have the energy of a restricted machine, whole or cut', () => {
    for (const order of [undefined, 2, 4]) {
      const options = order === undefined ? {} : { order };
      const restricted = visibleProbabilities({ field, coupling: A, hidden: [laplaceUnit(), laplaceUnit()] }, options)!;
      expect(apart(cumulantFlow(stack(['laplace']), options).probabilities, restricted)).toBeLessThan(1e-15);
    }
  });

  test('cut after more cumulants come nearer', () => {
    for (const kinds of [
      ['spin', 'spin', 'spin'],
      ['uniform', 'uniform'],
      ['spin', 'laplace'],
    ]) {
      const exact = cumulantFlow(stack(kinds)).probabilities;
      const errors = [2, 4, 6].map((order) => apart(cumulantFlow(stack(kinds), { order }).probabilities, exact));
      for (const i of [1, 2]) expect(errors[i]).toBeLessThan(errors[i - 1]! / 3);
    }
  });

  test('that are Gaussian after all, by quadrature, have the continued fraction of matrices', () => {
    // The trapezoidal rule of the normal distribution.
    const states = Array.from({ length: 61 }, (_, k) => {
      const value = 0.3 * (k - 30);
      return { value, probability: (0.3 * Math.exp(-(value ** 2) / 2)) / Math.sqrt(2 * Math.PI) };
    });
    const normal = { ...gaussianUnit(0, 1), states };
    const machine = { field, couplings: [A, B], units: [normal, normal] };
    const { visible } = marginalise({ fields: [field, [0, 0], [0, 0]], couplings: [A, B] });
    for (const order of [2, 3]) {
      expect(apart(cumulantFlow(machine, { order }).steps[1]!.second, visible.coupling)).toBeLessThan(1e-12);
    }
  });
});

describe('the flow for weak couplings', () => {
  test.each(['spin', 'uniform'])('of %s units leaves out what is of sixth order', (kind) => {
    const error = (scale: number) => {
      const machine = stack([kind, kind, kind], scale);
      return weakCouplingFlow(machine).map((j, i) => apart(j, cumulantFlow(machine).steps[i]!.second));
    };
    const [whole, half] = [error(0.2), error(0.1)];
    expect(whole[0]).toBeLessThan(1e-16);
    for (const i of [1, 2]) {
      expect(whole[i]! / half[i]!).toBeGreaterThan(60);
      expect(whole[i]! / half[i]!).toBeLessThan(68);
    }
  });

  test('takes no units with a first or a third cumulant', () => {
    expect(() => weakCouplingFlow(stack(['bernoulli']))).toThrow("units of the kind 'bernoulli' have cumulants 0.57");
  });
});

describe('units with a continuous prior', () => {
  test('have the cumulants of their series and the values of their integral', () => {
    for (const [i, k] of [0, 1, 0, -6 / 5, 0, 48 / 7].entries())
      expect(uniformUnit().cumulants(6)[i]).toBeCloseTo(k, 13);
    expect(laplaceUnit().cumulants(6)).toEqual([0, 1, 0, 3, 0, 30]);
    for (const t of [1e-9, 0.1, 0.57, 0.58, 1.4]) {
      const mean = uniformUnit().states!.reduce(
        (sum, { value, probability }) => sum + probability * Math.expm1(t * value),
        0,
      );
      expect(uniformUnit().cumulantGeneratingFunction(-t)).toBeCloseTo(Math.log1p(mean), 14);
    }
    expect(uniformUnit().cumulantGeneratingFunction(1e-9) / 5e-19).toBeCloseTo(1, 14);
    expect(uniformUnit().cumulantGeneratingFunction(800)).toBeCloseTo(
      800 * Math.sqrt(3) - Math.log(1600 * Math.sqrt(3)),
      10,
    );
  });
});

describe('machines that are refused', () => {
  test('have no partition function, no states to sum over, or no shape', () => {
    expect(() => cumulantFlow(stack(['spin', 'laplace'], 2.1))).toThrow('is infinite at t = -1.47');
    expect(() => cumulantFlow(stack(['laplace', 'spin']))).toThrow("layer 1 is of units of the kind 'laplace'");
    expect(() => cumulantFlow({ ...stack(['spin', 'spin']), units: [spinUnit(0)] })).toThrow(
      'units of 1 hidden layers',
    );
    expect(() => cumulantFlow({ ...stack(['spin']), couplings: [B] })).toThrow('under a layer of 3 units');
    expect(() => cumulantFlow({ ...stack(['spin']), field: [0, Number.NaN, 0] })).toThrow('is not finite');
    expect(() =>
      cumulantFlow({ field: new Array(13).fill(0), couplings: [new Array(13).fill([1])], units: [spinUnit(0)] }),
    ).toThrow('13 visible');
  });
});
