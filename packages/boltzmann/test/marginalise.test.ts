import { trapezoid } from '@rgflow/numerics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GaussianStack, marginalise, THREE_LAYER_MACHINE, visibleDistribution } from '../src/index.js';
import expected from './expected/boltzmann.json' with { type: 'json' };
import { logWeight, states } from './joint-gaussian.js';

/** Rounding of a few small linear systems. */
const ROUNDING = 1e-12;

/**
 * Stacks of up to four hidden layers; couplings between hidden layers have rows of norm below 1/2 in all, so that Z exists.
 */
const stacks = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 5 }).chain((widths) =>
  fc.record({
    fields: fc.tuple(...widths.map((n) => numbers(n, 1))),
    couplings: fc.tuple(
      ...widths.slice(1).map((n, l) =>
        fc.array(numbers(n, l === 0 ? 1.5 : 0.49 / Math.sqrt(n * widths[l]!)), {
          minLength: widths[l]!,
          maxLength: widths[l]!,
        }),
      ),
    ),
  }),
);

function numbers(n: number, size: number) {
  return fc.array(fc.double({ min: -size, max: size, noNaN: true }), { minLength: n, maxLength: n });
}

function expectClose(actual: ArrayLike<number>, wanted: readonly number[], digits = 14): void {
  expect(actual).toHaveLength(wanted.length);
  for (let i = 0; i < wanted.length; i++) expect(actual[i]).toBeCloseTo(wanted[i]!, digits);
}

describe('sequential marginalisation', () => {
  test('of the three-layer machine gives the couplings, fields and probabilities worked out by hand', () => {
    const { steps, visible } = marginalise(THREE_LAYER_MACHINE);
    expect(steps.map(({ layer }) => layer)).toEqual([1, 0]);
    // 1 - BBᵀ = [[0.87, -0.07], [-0.07, 0.74]], b + Bc.
    expectClose(steps[0]!.induced.flat(), [0.13, 0.07, 0.07, 0.26]);
    expectClose(steps[0]!.field, [0.14, -0.045]);
    // -|c|²/2 - (n_z/2) ln 2π, from the integral over z alone.
    expect(steps[0]!.constant).toBeCloseTo(-(0.2 ** 2 + 0.15 ** 2) / 2 - Math.log(2 * Math.PI), 14);
    const [w00, w01, w02] = [0.379245578337768, -0.032242917514478, -0.363124119580529];
    const [w11, w12, w22] = [0.281734230709031, -0.10862419784003753, 0.417436218500548];
    expectClose(visible.coupling.flat(), [w00, w01, w02, w01, w11, w12, w02, w12, w22]);
    expectClose(visible.field, [0.19239317577085616, -0.18693066207544218, 0.20107215526686492]);
    expect(-visible.constant).toBeCloseTo(3.943047045649138, 13);
    const { logPartition, probabilities, secondMoments } = visibleDistribution(visible);
    expect(logPartition).toBeCloseTo(6.283014472657398, 13);
    expectClose(
      probabilities,
      [
        0.09633077596095975, 0.14512248594491445, 0.09199408718477538, 0.12432391431544933, 0.14114727049791417,
        0.14789017860265313, 0.13051619943733228, 0.1226750880560015,
      ],
    );
    expect(secondMoments[0]![1]).toBeCloseTo(0.25319128749333375, 14);
  });

  test('of deeper and wider stacks agrees with one Gaussian integral over all hidden units in 40 digits', () => {
    for (const stack of expected.stacks) {
      const { logPartition, probabilities } = visibleDistribution(marginalise(stack).visible);
      expect(Math.abs(logPartition / stack.logPartition - 1)).toBeLessThan(ROUNDING);
      expectClose(probabilities, stack.probabilities, 13);
    }
  });

  test('of one unit per layer agrees with two-dimensional quadrature of e^{-H}', () => {
    const [a, b, c, A, B] = expected.chain.parameters as [number, number, number, number, number];
    const { logPartition, means } = visibleDistribution(
      marginalise({ fields: [[a], [b], [c]], couplings: [[[A]], [[B]]] }).visible,
    );
    expect(logPartition).toBeCloseTo(expected.chain.logPartition, 12);
    expect(means[0]).toBeCloseTo(expected.chain.mean, 12);
    const weight = (x: number) =>
      trapezoid(
        (y) =>
          trapezoid((z) => Math.exp(a * x + b * y + c * z - (y * y + z * z) / 2 + A * x * y + B * y * z), -14, 14, 140),
        -14,
        14,
        140,
      );
    expect(Math.log(weight(0) + weight(1))).toBeCloseTo(logPartition, 12);
  });

  test('preserves the weight of every visible state, for any stack', () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const { visible } = marginalise(stack);
        const { logPartition, probabilities } = visibleDistribution(visible);
        for (const [s, x] of states(stack.fields[0]!.length).entries()) {
          expect(Math.abs(Math.log(probabilities[s]!) + logPartition - logWeight(stack, x))).toBeLessThan(
            ROUNDING * 100,
          );
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('preserves the partition function at every step on the way', () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const { steps, visible } = marginalise(stack);
        const { logPartition } = visibleDistribution(visible);
        for (const { layer, induced, field, constant } of steps.slice(0, -1)) {
          // The layers that are left. A layer with precision 1 - K and couplings W is one of precision 1 coupled to K^{1/2}
          // copies; simpler: eliminate it by hand here and the rest by the package.
          const upper: GaussianStack = {
            fields: stack.fields.slice(0, layer + 1),
            couplings: stack.couplings.slice(0, layer),
          };
          const left = withDeepest(upper, induced, field);
          const weights = states(stack.fields[0]!.length).map(
            (x) => logWeight(left.stack, x) + left.logFactor - constant,
          );
          const largest = Math.max(...weights);
          const total = largest + Math.log(weights.reduce((sum, w) => sum + Math.exp(w - largest), 0));
          expect(Math.abs(total - logPartition)).toBeLessThan(1e-9);
        }
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  test('leaves positive semidefinite couplings, weaker by a weaker deep layer', () => {
    fc.assert(
      fc.property(stacks, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (stack, factor) => {
        const weaker = {
          fields: stack.fields,
          couplings: stack.couplings.map((w, l) =>
            l === stack.couplings.length - 1 ? w.map((row) => row.map((x) => factor * x)) : w,
          ),
        };
        const [strong, weak] = [marginalise(stack).steps, marginalise(weaker).steps];
        for (const [i, { spectralNorm }] of strong.entries()) {
          expect(weak[i]!.spectralNorm).toBeLessThanOrEqual(spectralNorm + ROUNDING);
        }
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test('with couplings of zero leaves every layer alone', () => {
    const { visible, steps } = marginalise({
      fields: [[0.4], [1, 2]],
      couplings: [[[0, 0]]],
    });
    expect(visible.field).toEqual([0.4]);
    expect(visible.coupling).toEqual([[0]]);
    expect(visible.constant).toBeCloseTo(-5 / 2 - Math.log(2 * Math.PI), 14);
    expect(steps[0]!.spectralNorm).toBe(0);
  });
});

describe('the flow of the coupling in a uniform chain of layers', () => {
  const chain = (w: number, hidden: number): GaussianStack => ({
    fields: [[0], ...Array.from({ length: hidden }, () => [0])],
    couplings: Array.from({ length: hidden }, (_, l) => [[l === 0 ? 1 : w]]),
  });

  test('is the continued fraction k′ = w² / (1 - k), in closed form by sines', () => {
    const w = 0.52;
    const theta = Math.acos(1 / (2 * w));
    const { steps } = marginalise(chain(w, 8));
    for (const [i, { induced }] of steps.slice(0, -1).entries()) {
      const m = i + 2;
      expect(1 - induced[0]![0]!).toBeCloseTo((w * Math.sin((m + 1) * theta)) / Math.sin(m * theta), 13);
    }
  });

  test('goes to the fixed point (1 - √(1 - 4w²))/2 below w = 1/2', () => {
    const { steps } = marginalise(chain(0.4, 60));
    expect(steps.at(-2)!.induced[0]![0]!).toBeCloseTo((1 - Math.sqrt(1 - 4 * 0.4 ** 2)) / 2, 14);
  });

  test('ends above w = 1/2 at the depth where 2w cos(π/(L + 1)) reaches 1, and the message has the norm', () => {
    const w = 0.55;
    const deepest = Math.ceil(Math.PI / Math.acos(1 / (2 * w)) - 1) - 1;
    expect(2 * w * Math.cos(Math.PI / (deepest + 1))).toBeLessThan(1);
    expect(2 * w * Math.cos(Math.PI / (deepest + 2))).toBeGreaterThan(1);
    expect(() => marginalise(chain(w, deepest))).not.toThrow();
    expect(() => marginalise(chain(w, deepest + 1))).toThrow(
      /the coupling of layer 1 to layer 2, in units of the fluctuations of layer 2, has spectral norm 1\.\d+; it must be below 1/,
    );
  });
});

describe('machines that have no partition function', () => {
  const threeLayers = (B: number): GaussianStack => ({ fields: [[0.1], [0], [0]], couplings: [[[0.5]], [[B]]] });

  test.each([1, 1.2, -3])('a coupling %f between Gaussian units is refused with its norm', (B) => {
    expect(() => marginalise(threeLayers(B))).toThrow(`has spectral norm ${Math.abs(B)}; it must be below 1`);
  });

  test('the norm that counts is the spectral one: entries below 1 can be too many', () => {
    const B = [
      [0.6, 0.6],
      [0.6, 0.6],
    ];
    const couplings = [[[0.1, 0.1]], B];
    expect(() => marginalise({ fields: [[0], [0, 0], [0, 0]], couplings })).toThrow('has spectral norm 1.2');
  });

  test('just below 1 the partition function is large and there, and the visible coupling may have any norm', () => {
    expect(marginalise(threeLayers(1 - 1e-9)).visible.coupling[0]![0]).toBeCloseTo(0.25 / 2e-9, -2);
    expect(marginalise({ fields: [[0], [0]], couplings: [[[7]]] }).visible.coupling).toEqual([[49]]);
  });

  test('shapes that do not fit and numbers that are none are refused', () => {
    expect(() => marginalise({ fields: [[0]], couplings: [] })).toThrow('there are fields of 1 layers and 0 couplings');
    expect(() => marginalise({ fields: [[0], []], couplings: [[[]]] })).toThrow('layer 1 has no units');
    expect(() => marginalise({ fields: [[0], [0]], couplings: [[[1, 2]]] })).toThrow(
      'coupling 0 has shape (1, 2) between layers of 1 and 1 units; expected (1, 1).',
    );
    expect(() => marginalise({ fields: [[0], [Number.NaN]], couplings: [[[1]]] })).toThrow(
      'the field of layer 1 contains NaN',
    );
    expect(() => marginalise(threeLayers(Number.NaN))).toThrow('coupling 1 contains NaN');
  });
});

/**
 * The stack whose deepest layer has the quadratic form ½ hᵀ(1 - K)h: with K = GGᵀ (K is positive semidefinite) it is the one
 * with a further layer of coupling G and no field, up to a factor of (2π)^{n/2}.
 */
function withDeepest(upper: GaussianStack, induced: readonly (readonly number[])[], field: readonly number[]) {
  const root = choleskyOf(induced);
  return {
    stack: {
      fields: [...upper.fields.slice(0, -1), field, field.map(() => 0)],
      couplings: [...upper.couplings, root],
    },
    logFactor: -(field.length / 2) * Math.log(2 * Math.PI),
  };
}

/** G lower triangular with GGᵀ = K; a pivot that vanishes leaves a column of zeros. */
function choleskyOf(k: readonly (readonly number[])[]): number[][] {
  const g = k.map((row) => row.map(() => 0));
  for (let j = 0; j < k.length; j++) {
    const pivot = k[j]![j]! - g[j]!.reduce((sum, x) => sum + x * x, 0);
    if (!(pivot > 1e-14)) continue;
    g[j]![j] = Math.sqrt(pivot);
    for (let i = j + 1; i < k.length; i++) {
      const product = g[i]!.reduce((sum, x, m) => sum + (m < j ? x * g[j]![m]! : 0), 0);
      g[i]![j] = (k[i]![j]! - product) / g[j]![j]!;
    }
  }
  return g;
}
