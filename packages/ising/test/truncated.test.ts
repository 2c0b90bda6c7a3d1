import { describe, expect, test } from 'vitest';
import {
  boltzmannDistribution,
  CRITICAL_ALPHA,
  CRITICAL_COUPLING,
  decimateCheckerboard,
  exactFirstStep,
  MARIS_KADANOFF_ALPHA,
  truncatedFixedPoint,
  truncatedRelativeEntropy,
  WILSON_FIXED_POINT,
  wilsonCriticalCoupling,
  wilsonStep,
} from '../src/index.js';
import { expectClose } from './close.js';

/** Values printed with 12 significant digits, some of them differences. */
const TWELVE_DIGITS = 6e-12;

describe('known values of s⁽ⁿ⁾ with α*', () => {
  const rows: [number, number[]][] = [
    [0.1, [0.0137333753778, 0.0144350781378, 0.0144386105334, 0.0144386107115]],
    [0.2, [0.0491507809411, 0.0583424738886, 0.0589774520052, 0.0589832600018, 0.0589832609651]],
    [
      0.3,
      [0.0997795173016, 0.133131677784, 0.141350486532, 0.142383516378, 0.142414823168, 0.142414879238, 0.142414879239],
    ],
    [
      0.4,
      [
        0.17253253513, 0.249868722995, 0.282875215506, 0.295896719059, 0.300372529552, 0.301542784822, 0.301710524398,
        0.301717173513, 0.301717193772,
      ],
    ],
    [CRITICAL_COUPLING, [0.225501825358, 0.338252738038, 0.394628194377, 0.422815922547]],
    [
      0.45,
      [
        0.242330120402, 0.366624833925, 0.430821702681, 0.464221410453, 0.481707581783, 0.490885177561, 0.495670684705,
        0.498103259612, 0.499263073055, 0.49973931738, 0.499865112971, 0.499828685469,
      ],
    ],
    [
      0.5,
      [
        0.285578541619, 0.435281020692, 0.512749338684, 0.551325277865, 0.568858938663, 0.57524252736, 0.576111827461,
        0.574581117178, 0.572225302491, 0.569770527587, 0.567518740407, 0.565571011001,
      ],
    ],
    [0.7, [0.301484628359, 0.429759780251, 0.468198694364, 0.464150045935, 0.442943037711]],
    [0.9, [0.235254530226, 0.291480719724, 0.265979395675, 0.209500613755]],
    [1, [0.191487452934, 0.207953803101, 0.149681018245, 0.0668263833297, -0.0177186054361]],
  ];
  test.each(rows)('K = %d', (K, expected) => {
    const { steps } = truncatedRelativeEntropy(K, 12);
    expect(steps[0]!.relativeEntropy).toBe(0);
    for (const [i, s] of expected.entries()) expectClose(steps[i + 1]!.relativeEntropy, s, TWELVE_DIGITS, 1);
    if (K < CRITICAL_COUPLING) expectClose(steps[12]!.relativeEntropy, expected.at(-1)!, TWELVE_DIGITS, 1);
  });

  test('the twelfth step far above K_c', () => {
    for (const [K, s12] of [
      [0.7, 0.309632788351],
      [0.9, -0.121719097262],
      [1, -0.353054696967],
    ] as const) {
      expectClose(truncatedRelativeEntropy(K, 12).steps[12]!.relativeEntropy, s12, TWELVE_DIGITS, 1);
    }
  });

  test('at K_c it is 0.451003650717 (1 - 2⁻ⁿ)', () => {
    const { steps, asymptote } = truncatedRelativeEntropy(CRITICAL_COUPLING, 12);
    for (const { step, relativeEntropy } of steps) {
      expectClose(relativeEntropy, 0.451003650717 * (1 - 2 ** -step), TWELVE_DIGITS, 1);
    }
    // Rounding leaves the unstable fixed point after some 80 steps, where a step weighs 2^-80.
    expectClose(asymptote, 0.451003650717, TWELVE_DIGITS);
  });
});

describe('where the truncation breaks down', () => {
  test('s⁽¹²⁾ falls below an earlier step from K of about 0.45 on, and below 0 from 0.846 on', () => {
    const { steps } = truncatedRelativeEntropy(0.45, 12);
    expect(steps[12]!.relativeEntropy).toBeLessThan(steps[11]!.relativeEntropy);
    const s12 = (K: number) => truncatedRelativeEntropy(K, 12).steps[12]!.relativeEntropy;
    expect(s12(0.845)).toBeGreaterThan(0);
    expect(s12(0.847)).toBeLessThan(0);
  });

  test('its asymptote is where the steps go, above K_c too', () => {
    for (const alpha of [0.7, 1, MARIS_KADANOFF_ALPHA, CRITICAL_ALPHA, 1.9]) {
      for (const K of [0.1, 0.4, 0.5, 1, 4, 100]) {
        const { steps, asymptote } = truncatedRelativeEntropy(K, 600, { alpha });
        expectClose(steps[600]!.relativeEntropy, asymptote, 1e-11, 1 + 100 * K);
      }
    }
  });

  test('its first step is 5 to 29 % below the exact one', () => {
    for (const [K, missing] of [
      [0.1, 0.048],
      [0.2, 0.15],
      [0.3, 0.239],
      [0.4, 0.287],
      [CRITICAL_COUPLING, 0.289],
    ] as const) {
      const first = truncatedRelativeEntropy(K, 1).steps[1]!.relativeEntropy;
      expect(1 - first / exactFirstStep(K)).toBeCloseTo(missing, 3);
    }
  });

  test('for small K it is K² / ln 2, as the exact one', () => {
    expectClose(truncatedRelativeEntropy(1e-6, 3).asymptote, 1e-12 / Math.LN2, 1e-10);
    expectClose(truncatedRelativeEntropy(1e-6, 3).steps[3]!.relativeEntropy, 1e-12 / Math.LN2, 1e-10);
  });
});

describe('fixed points', () => {
  test('of the α family', () => {
    expectClose(CRITICAL_ALPHA, 1.6045216244359808, 1e-15);
    const published = truncatedFixedPoint(MARIS_KADANOFF_ALPHA);
    expectClose(published.coupling, 0.50698101907756665, 1e-15);
    expectClose(published.eigenvalue, 1.44892235496823, 1e-14);
    expectClose(published.correlationLengthExponent, 0.934613879085, TWELVE_DIGITS);
    const critical = truncatedFixedPoint(CRITICAL_ALPHA);
    expectClose(critical.coupling, CRITICAL_COUPLING, 1e-15);
    expectClose(critical.eigenvalue, 1.51275749493218, 1e-14);
    expectClose(critical.correlationLengthExponent, 0.837267468272, TWELVE_DIGITS);
    for (const alpha of [1.01, 1.2, 1.8, 1.99]) {
      const { coupling } = truncatedFixedPoint(alpha);
      expectClose((alpha / 4) * Math.log(Math.cosh(4 * coupling)), coupling, 1e-13);
    }
    expect(() => truncatedFixedPoint(1)).toThrow(/only for alpha above 1/);
  });

  test("of Wilson's recursion, its eigenvalues and its linear separatrix", () => {
    const { nearest, diagonal, relevantEigenvalue, irrelevantEigenvalue } = WILSON_FIXED_POINT;
    const next = wilsonStep({ nearest, diagonal });
    expectClose(next.nearest, nearest, 1e-15);
    expectClose(next.diagonal, diagonal, 1e-15);
    // The roots of λ² - 4K* λ - 2K*, the characteristic polynomial of ((4K*, 1), (2K*, 0)).
    for (const eigenvalue of [relevantEigenvalue, irrelevantEigenvalue]) {
      expectClose(eigenvalue ** 2 - 4 * nearest * eigenvalue - 2 * nearest, 0, 1e-15, 1);
    }
    expectClose(relevantEigenvalue, 1.72075922005613, 1e-14);
    expectClose(irrelevantEigenvalue, -0.387425886722793, 1e-14);
    expectClose(WILSON_FIXED_POINT.linearCriticalCoupling, 0.3979043144537988, 1e-15);
    expectClose(WILSON_FIXED_POINT.correlationLengthExponent, 0.638532710984, TWELVE_DIGITS);
  });

  test("Wilson's true critical line bends away from its tangent and passes through the fixed point", () => {
    expectClose(wilsonCriticalCoupling(), 0.3920923394709892, 1e-15);
    expectClose(wilsonCriticalCoupling(1 / 9), 1 / 3, 1e-14);
    for (const diagonal of [0, 0.01, 0.1, 0.2, 0.39]) {
      const next = wilsonStep({ nearest: wilsonCriticalCoupling(diagonal), diagonal });
      expectClose(wilsonCriticalCoupling(next.diagonal), next.nearest, 1e-14);
    }
    // A point of the line flows to the fixed point before rounding drives it away.
    let couplings = { nearest: wilsonCriticalCoupling(0.05), diagonal: 0.05 };
    for (let step = 0; step < 25; step++) couplings = wilsonStep(couplings);
    expectClose(couplings.nearest, 1 / 3, 1e-6);
    expect(() => wilsonCriticalCoupling(0.3921)).toThrow(/L is 0.3921/);
    expect(() => wilsonCriticalCoupling(Number.NaN)).toThrow(/L is NaN/);
  });
});

test('the checkerboard couplings of four spins are those of a site summed over', () => {
  const K = 0.37;
  const { constant, nearest, diagonal, plaquette } = decimateCheckerboard(K);
  // K' of a bond comes half from the site on either side; L' and M' belong to one.
  const exact = boltzmannDistribution(4, (spin) => {
    const sum = spin(0) + spin(1) + spin(2) + spin(3);
    return Math.log(2 * Math.cosh(K * sum));
  });
  const expanded = boltzmannDistribution(4, (spin) => {
    const ring = spin(0) * spin(1) + spin(1) * spin(2) + spin(2) * spin(3) + spin(3) * spin(0);
    const across = spin(0) * spin(2) + spin(1) * spin(3);
    return constant + (nearest / 2) * ring + diagonal * across + plaquette * spin(0) * spin(1) * spin(2) * spin(3);
  });
  expectClose(expanded.logPartition, exact.logPartition, 1e-14);
  for (const [s, p] of exact.probabilities.entries()) expectClose(expanded.probabilities[s]!, p, 1e-14);
});

test('bad numbers are refused', () => {
  expect(() => truncatedRelativeEntropy(-1, 3)).toThrow(/K is -1/);
  expect(() => truncatedRelativeEntropy(1, 3, { alpha: 2 })).toThrow(/alpha is 2; give a number between 0 and 2/);
  expect(() => truncatedRelativeEntropy(1, 3, { alpha: Number.NaN })).toThrow(/alpha is NaN/);
  expect(() => truncatedRelativeEntropy(1, Number.NaN)).toThrow(/steps is NaN/);
});
