import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bernoulliUnit,
  cumulantPartialSums,
  gaussianUnit,
  inducedCoupling,
  marginalise,
  spinUnit,
  visibleEnergy,
  visibleProbabilities,
} from '../src/index.js';
import expected from './expected/boltzmann.json' with { type: 'json' };

const make = { bernoulli: bernoulliUnit, spin: spinUnit };

describe('the cumulants of a hidden unit', () => {
  test('are the Taylor coefficients that 40-digit arithmetic finds, to order 12', () => {
    for (const { name, field, cumulants, values } of expected.units) {
      const unit = make[name as keyof typeof make](field);
      for (const [i, kappa] of unit.cumulants(12).entries()) {
        // The largest cumulants of an order are about (order - 1)! / π^order, which sets the scale of the rounding.
        expect(Math.abs(kappa - cumulants[i]!)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(cumulants[i]!)));
      }
      for (const [t, value] of values) {
        expect(Math.abs(unit.cumulantGeneratingFunction(t!) - value!)).toBeLessThanOrEqual(1e-15 * Math.abs(value!));
      }
    }
  });

  test('of a Bernoulli unit with field 0.3 are s, s(1-s), s(1-s)(1-2s), ..., and sum up to ln E e^{0.7h}', () => {
    const unit = bernoulliUnit(0.3);
    const kappa = [0.574442516811659, 0.244458311690746, -0.0363961839555763, -0.114100885237393];
    const sums = [0.40210976, 0.46200205, 0.4599214, 0.45877992];
    for (const [i, k] of unit.cumulants(4).entries()) expect(k).toBeCloseTo(kappa[i]!, 14);
    for (const [i, sum] of cumulantPartialSums(unit, 0.7, 4).entries()) expect(sum).toBeCloseTo(sums[i]!, 8);
    expect(unit.cumulantGeneratingFunction(0.7)).toBeCloseTo(0.45890644304969563, 15);
    expect(cumulantPartialSums(unit, 0.7, 40).at(-1)).toBeCloseTo(0.45890644304969563, 14);
  });

  test('of a free spin give t²/2 - t⁴/12 + t⁶/45, and none of odd order', () => {
    const kappa = spinUnit(0).cumulants(9);
    for (const [i, k] of [0, 1, 0, -2, 0, 16, 0, -272, 0].entries()) expect(kappa[i]).toBeCloseTo(k, 10);
    const [t, last] = [0.3, cumulantPartialSums(spinUnit(0), 0.3, 6).at(-1)];
    expect(last).toBeCloseTo(t ** 2 / 2 - t ** 4 / 12 + t ** 6 / 45, 15);
    expect(spinUnit(0).cumulantGeneratingFunction(t) + Math.LN2).toBeCloseTo(Math.log(2 * Math.cosh(t)), 15);
  });

  test('of a Gaussian unit are two', () => {
    expect(gaussianUnit(0.4, 2).cumulants(5)).toEqual([0.4, 2, 0, 0, 0]);
    expect(cumulantPartialSums(gaussianUnit(0.4, 2), 3, 4)).toEqual([1.2000000000000002, 10.2, 10.2, 10.2]);
    expect(gaussianUnit(0.4, 2).cumulantGeneratingFunction(3)).toBeCloseTo(10.2, 14);
  });

  test('with impossible priors are refused', () => {
    expect(() => gaussianUnit(0, 0)).toThrow('gaussianUnit: mean 0 and variance 0');
    expect(() => gaussianUnit(Number.NaN, 1)).toThrow('gaussianUnit: mean NaN');
    expect(() => bernoulliUnit(Number.POSITIVE_INFINITY)).toThrow('bernoulliUnit: the field is Infinity');
    expect(() => spinUnit(Number.NaN)).toThrow('spinUnit: the field is NaN');
    expect(() => spinUnit(0).cumulants(0)).toThrow('cumulants: order is 0');
    expect(() => cumulantPartialSums(spinUnit(0), Number.NaN, 2)).toThrow('cumulantPartialSums: t is NaN');
  });
});

describe('visible units under hidden ones of any kind', () => {
  const real = fc.double({ min: -0.6, max: 0.6, noNaN: true });
  const parameters = fc.record({
    field: fc.array(real, { minLength: 3, maxLength: 3 }),
    coupling: fc.array(fc.array(real, { minLength: 2, maxLength: 2 }), { minLength: 3, maxLength: 3 }),
    hiddenField: fc.array(real, { minLength: 2, maxLength: 2 }),
    x: fc.array(fc.nat({ max: 1 }), { minLength: 3, maxLength: 3 }),
  });

  test('have the energy that summing the hidden states by brute force gives', () => {
    fc.assert(
      fc.property(parameters, fc.constantFrom('bernoulli', 'spin'), ({ field, coupling, hiddenField, x }, name) => {
        const hidden = hiddenField.map((b) => make[name as keyof typeof make](b));
        const values = name === 'spin' ? [-1, 1] : [0, 1];
        const sum = (source: number) =>
          values.flatMap((h0) =>
            values.map((h1) => {
              const t = [0, 1].map(
                (j) => source * x.reduce((s, xi, i) => s + xi * coupling[i]![j]!, 0) + hiddenField[j]!,
              );
              return Math.exp(h0 * t[0]! + h1 * t[1]!);
            }),
          );
        const total = (weights: readonly number[]) => weights.reduce((a, b) => a + b, 0);
        const brute = -x.reduce((s, xi, i) => s + xi * field[i]!, 0) - Math.log(total(sum(1)) / total(sum(0)));
        const machine = { field, coupling, hidden };
        expect(visibleEnergy(machine, x)).toBeCloseTo(brute, 13);
        // |t| <= 1.8 can be past the spin's radius of convergence, so only small sources are summed.
        const weak = { ...machine, coupling: coupling.map((row) => row.map((w) => w / 4)) };
        expect(visibleEnergy(weak, x, { order: 40 })).toBeCloseTo(visibleEnergy(weak, x), 10);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  test('with Gaussian hidden units are what sequential marginalisation makes of them', () => {
    fc.assert(
      fc.property(parameters, ({ field, coupling, hiddenField, x }) => {
        const machine = { field, coupling, hidden: hiddenField.map((c) => gaussianUnit(c, 1)) };
        const { visible } = marginalise({ fields: [field, hiddenField], couplings: [coupling] });
        const quadratic = x.reduce(
          (sum, xi, i) => sum + x.reduce((inner, xj, j) => inner + xi * xj * visible.coupling[i]![j]!, 0),
          0,
        );
        const energy = -x.reduce((sum, xi, i) => sum + xi * visible.field[i]!, 0) - quadratic / 2;
        expect(visibleEnergy(machine, x)).toBeCloseTo(energy, 13);
        expect(visibleEnergy(machine, x, { order: 2 })).toBeCloseTo(energy, 13);
        for (const i of [0, 1, 2]) {
          expect(inducedCoupling(machine, [i, 2])).toBeCloseTo(visible.coupling[i]![2]!, 14);
          expect(field[i]! + inducedCoupling(machine, [i])).toBeCloseTo(visible.field[i]!, 14);
        }
        expect(inducedCoupling(machine, [0, 1, 2])).toBe(0);
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  test('have couplings of k units whose sum is the energy cut at k-th order', () => {
    fc.assert(
      fc.property(parameters, ({ field, coupling, hiddenField, x }) => {
        const machine = { field, coupling, hidden: hiddenField.map(bernoulliUnit) };
        const on = [0, 1, 2].filter((i) => x[i] === 1);
        const tuples = (k: number): readonly (readonly number[])[] =>
          k === 0 ? [[]] : tuples(k - 1).flatMap((head) => on.map((i) => [...head, i]));
        let energy = -on.reduce((sum, i) => sum + field[i]!, 0);
        let factorial = 1;
        for (let k = 1; k <= 4; k++) {
          factorial *= k;
          energy -= tuples(k).reduce((sum, sites) => sum + inducedCoupling(machine, sites), 0) / factorial;
          expect(visibleEnergy(machine, x, { order: k })).toBeCloseTo(energy, 12);
        }
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  test('have the probabilities of these energies', () => {
    const p = visibleProbabilities({ field: [0, 0], coupling: [[1], [1]], hidden: [spinUnit(0)] });
    const [one, two] = [Math.cosh(1), Math.cosh(2)];
    for (const [i, weight] of [1, one, one, two].entries()) expect(p![i]).toBeCloseTo(weight / (1 + 2 * one + two), 14);
    const beyond = { field: [1000], coupling: [[0]], hidden: [spinUnit(0)] };
    expect(visibleProbabilities(beyond)).toBeNull();
  });

  test('impossible machines and states are refused', () => {
    const machine = { field: [0], coupling: [[0.5]], hidden: [spinUnit(0)] };
    expect(() => visibleEnergy(machine, [1, 0])).toThrow('the state is (1, 0) for 1 visible units');
    expect(() => visibleEnergy({ ...machine, coupling: [[1, 2]] }, [1])).toThrow('need a coupling of shape (1, 1)');
    expect(() => visibleEnergy({ ...machine, field: [Number.NaN] }, [1])).toThrow('is not finite');
    expect(() => inducedCoupling(machine, [])).toThrow('inducedCoupling: the sites are ()');
    expect(() => inducedCoupling(machine, [0, 1])).toThrow('the sites are (0, 1); expected at least one of 0 to 0.');
  });
});
