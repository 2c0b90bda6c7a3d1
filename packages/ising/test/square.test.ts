import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  ASYMPTOTE_LOGARITHM,
  CRITICAL_COUPLING,
  chainAsymptote,
  energyPerBond,
  energySlopePerBond,
  exactAsymptote,
  exactAsymptoteSlope,
  exactFirstStep,
  exactFirstStepSlope,
  logPartitionPerSite,
  neighbourCorrelations,
} from '../src/index.js';
import { fitLogarithmicDivergence } from '../src/square/logarithmic-divergence.js';
import { expectClose } from './close.js';

const ROUNDING = 2e-14;
/** Values printed with 10 decimals. */
const TEN_DECIMALS = 6e-11;

interface Expected {
  readonly coupling: string;
  readonly logPartitionPerSite: string;
  readonly energyPerBond: string;
  readonly diagonal: string;
  readonly second: string;
  readonly plaquette: string;
  readonly s1: string;
  readonly asymptote: string;
  readonly energySlopePerBond?: string;
  readonly s1Slope?: string;
}
const read = (name: string) => JSON.parse(readFileSync(new URL(`expected/${name}.json`, import.meta.url), 'utf8'));
const highPrecision: Expected[] = read('square');

describe('known values', () => {
  test('free energy and energy of the infinite lattice', () => {
    const catalan = 0.915965594177219;
    for (const [K, logPartition, u] of [
      [0.1, 0.703231242285832, 0.101688695548678],
      [0.2, 0.734530812276326, 0.214114416620174],
      [0.3, 0.790559070951263, 0.352249535416223],
      [0.4, 0.879363820774948, 0.553039601872895],
      [CRITICAL_COUPLING, Math.LN2 / 2 + (2 * catalan) / Math.PI, Math.SQRT1_2],
      [0.5, 1.02579281269492, 0.872782287656277],
      [0.6, 1.21013238828841, 0.954543088842038],
      [1, 2.00034828370071, 0.998580102056126],
      [2, 4.00000011261073, 0.999999549405829],
    ] as const) {
      expectClose(logPartitionPerSite(K), logPartition, ROUNDING);
      expectClose(energyPerBond(K), u, ROUNDING);
    }
  });

  test('correlations of the neighbours, first step and asymptote', () => {
    for (const [K, diagonal, straight, all, s1, S, asymptote] of [
      [0.1, 0.0202722585, 0.0105419284, 0.0007108778, 0.0144282488, 0.6828935032, 0.0147929295],
      [0.2, 0.0846621542, 0.0491316006, 0.0119430467, 0.0577964032, 0.6488850456, 0.0638567626],
      [0.3, 0.2071067052, 0.1412990422, 0.0664123603, 0.1310625548, 0.5792093497, 0.1643775435],
      [0.4, 0.4360807273, 0.3636516586, 0.2545378491, 0.2420092739, 0.4369321393, 0.3696401695],
      [CRITICAL_COUPLING, 0.6366197724, 0.5947152654, 0.471819242, 0.317222933, 0.3064701582, 0.5578570226],
      [0.45, 0.7030042818, 0.6744220261, 0.549099533, 0.3400187776, 0.2625131604, 0.6212735653],
      [0.5, 0.8520040077, 0.8441167656, 0.747339181, 0.4020020172, 0.153010525, 0.7792524743],
      [0.7, 0.9807093239, 0.9805459914, 0.9623868316, 0.4796116136, 0.0295785911, 0.9573271133],
      [1, 0.9985536009, 0.9985525932, 0.9971132423, 0.4977309083, 0.0031880796, 0.9954005734],
    ] as const) {
      const correlations = neighbourCorrelations(K);
      // Q and s⁽¹⁾ at K_c were printed with nine decimals, from 65536 angles; mpmath's 0.47181924066 is below.
      const tolerance = K === CRITICAL_COUPLING ? 2e-9 : TEN_DECIMALS;
      expectClose(correlations.diagonal, diagonal, TEN_DECIMALS, 1);
      expectClose(correlations.straight, straight, TEN_DECIMALS, 1);
      expectClose(correlations.all, all, tolerance, 1);
      expectClose(exactFirstStep(K), s1, tolerance, 1);
      expectClose((1 - exactAsymptote(K)) * Math.LN2, S, TEN_DECIMALS, 1);
      expectClose(exactAsymptote(K), asymptote, TEN_DECIMALS, 1);
    }
  });

  test.each(highPrecision)('20 digits at K = $coupling', (expected) => {
    const K = expected.coupling === '0.44068679350977151262' ? CRITICAL_COUPLING : Number(expected.coupling);
    const correlations = neighbourCorrelations(K);
    expectClose(logPartitionPerSite(K), Number(expected.logPartitionPerSite), 1e-15);
    expectClose(correlations.nearest, Number(expected.energyPerBond), 5e-15);
    // At K_c the rounding of K itself moves them by 1e-16 ln(1e16).
    expectClose(correlations.diagonal, Number(expected.diagonal), 5e-14, 0.1);
    expectClose(correlations.straight, Number(expected.second), 5e-14, 0.1);
    // Callen's identity divides by B, about -2K³.
    if (K < 0.05) expectClose(correlations.all, Number(expected.plaquette), 1e-12);
    else expectClose(correlations.all, Number(expected.plaquette), 1e-13, 1);
    expectClose(exactFirstStep(K), Number(expected.s1), ROUNDING);
    expectClose(exactAsymptote(K), Number(expected.asymptote), ROUNDING);
    if (expected.energySlopePerBond !== undefined && expected.s1Slope !== undefined) {
      expectClose(
        energySlopePerBond(K),
        Number(expected.energySlopePerBond),
        1e-11,
        1e-6 + Number(expected.energySlopePerBond),
      );
      expectClose(exactFirstStepSlope(K), Number(expected.s1Slope), 1e-10, 1e-6 + Number(expected.s1Slope));
    }
  });

  test('correlations at the critical point', () => {
    const { nearest, diagonal, straight } = neighbourCorrelations(CRITICAL_COUPLING);
    expectClose(nearest, Math.SQRT1_2, ROUNDING);
    expectClose(diagonal, 2 / Math.PI, ROUNDING);
    expectClose(straight, 1 - 4 / Math.PI ** 2, ROUNDING);
  });
});

describe('identities and inequalities', () => {
  const couplings = Array.from({ length: 60 }, (_, i) => 0.02 * (i + 1));

  test('the energy is the derivative of the free energy', () => {
    for (const K of couplings) {
      const h = 1e-3 * Math.min(1, Math.abs(K - CRITICAL_COUPLING));
      const derivative = (logPartitionPerSite(K + h) - logPartitionPerSite(K - h)) / (2 * h);
      expectClose(derivative / 2, energyPerBond(K), 2e-6);
    }
  });

  test('0 < s⁽¹⁾ < s⁽∞⁾ < 1, and both rise with K', () => {
    for (const [i, K] of couplings.entries()) {
      expect(exactFirstStep(K)).toBeLessThan(Math.min(0.5, exactAsymptote(K)));
      expect(exactAsymptote(K)).toBeLessThan(1);
      const before = couplings[i - 1] ?? 0;
      expect(exactFirstStep(K)).toBeGreaterThan(exactFirstStep(before));
      expect(exactAsymptote(K)).toBeGreaterThan(exactAsymptote(before));
      expect(exactAsymptote(K)).toBeGreaterThan(chainAsymptote(K));
    }
  });

  test('duality: sinh 2K sinh 2K~ = 1 relates high and low temperature', () => {
    for (const K of [0.1, 0.3, 0.43, 0.44]) {
      const dual = Math.asinh(1 / Math.sinh(2 * K)) / 2;
      const shift = Math.log(Math.sinh(2 * K));
      expectClose(logPartitionPerSite(K) - logPartitionPerSite(dual), shift, 1e-14, 1);
    }
  });
});

describe('limits', () => {
  test('small K: the integer series of high temperature', () => {
    const { u, plaquette } = read('plaquette_series') as { u: number[]; plaquette: number[] };
    const sum = (series: number[], v: number) => series.reduceRight((total, c) => total * v + c, 0);
    for (const K of [1e-8, 1e-5, 1e-3, 0.01, 0.03]) {
      expectClose(energyPerBond(K), sum(u, Math.tanh(K)), 2e-15);
      expectClose(energyPerBond(K), K + (5 / 3) * K ** 3, 20 * K ** 4 + 2e-15);
      expectClose(neighbourCorrelations(K).all, sum(plaquette, Math.tanh(K)), 1e-13);
    }
    // Callen's identity on the other side of the change, at ten digits.
    expectClose(neighbourCorrelations(0.0500001).all, neighbourCorrelations(0.0499999).all, 2e-5);
    expectClose(neighbourCorrelations(0.06).all, sum(plaquette, Math.tanh(0.06)), 1e-9);
  });

  test('small K: s⁽¹⁾ and s⁽∞⁾ are K² / ln 2', () => {
    for (const K of [1e-8, 1e-6, 1e-4]) {
      expectClose(exactFirstStep(K), K ** 2 / Math.LN2, 10 * K ** 2 + 1e-14);
      expectClose(exactAsymptote(K), K ** 2 / Math.LN2, 10 * K ** 2 + 1e-14);
    }
    expect(exactFirstStep(0)).toBe(0);
    expect(exactAsymptote(0)).toBe(0);
  });

  test('large K: all spins are one', () => {
    for (const K of [20, 100, 500]) {
      expectClose(energyPerBond(K), 1, 1e-15);
      expectClose(logPartitionPerSite(K), 2 * K, 1e-15);
      expectClose(exactFirstStep(K), 0.5, 1e-14);
      expectClose(exactAsymptote(K), 1, 1e-12);
    }
  });
});

describe('the phase transition', () => {
  test('ds/dK grows without bound on both sides of K_c', () => {
    for (const [distance, above, below] of [
      [1e-2, 5.036, 5.225],
      [1e-3, 8.837, 8.871],
      [1e-4, 12.58, 12.584],
      [1e-5, 16.31, 16.31],
    ] as const) {
      const pair = [
        exactAsymptoteSlope(CRITICAL_COUPLING - distance),
        exactAsymptoteSlope(CRITICAL_COUPLING + distance),
      ].sort((a, b) => a - b);
      expect(pair[0]).toBeCloseTo(Math.min(above, below), 3);
      expect(pair[1]).toBeCloseTo(Math.max(above, below), 3);
    }
    for (const [distance, larger, smaller] of [
      [1e-2, 2.014, 1.879],
      [1e-3, 3.114, 3.092],
    ] as const) {
      const pair = [-1, 1]
        .map((side) => exactFirstStepSlope(CRITICAL_COUPLING + side * distance))
        .sort((a, b) => b - a);
      expect(pair[0]).toBeCloseTo(larger, 3);
      expect(pair[1]).toBeCloseTo(smaller, 3);
    }
    expect(exactAsymptoteSlope(CRITICAL_COUPLING)).toBeGreaterThan(50);
  });

  test('the logarithm of ds⁽∞⁾/dK has the coefficient 8 K_c / (π ln 2)', () => {
    const couplings = [-1, 1].flatMap((side) =>
      Array.from({ length: 13 }, (_, i) => CRITICAL_COUPLING * (1 + side * 10 ** (-3 - i / 4))),
    );
    const divergence = fitLogarithmicDivergence(couplings, couplings.map(exactAsymptoteSlope));
    expect(ASYMPTOTE_LOGARITHM).toBeCloseTo(1.61899, 5);
    expectClose(divergence.amplitude.value, ASYMPTOTE_LOGARITHM, 1e-4);
    expect(divergence.background.value).toBeCloseTo(-1.0028, 4);
    expect(divergence.fit.converged).toBe(true);

    const firstStep = fitLogarithmicDivergence(couplings, couplings.map(exactFirstStepSlope));
    expect(firstStep.amplitude.value).toBeGreaterThan(0.4);
    expect(firstStep.amplitude.standardError).toBeLessThan(1e-3);
  });
});

describe('failures', () => {
  test('couplings that are no couplings', () => {
    expect(() => energyPerBond(-0.1)).toThrow(/energyPerBond: the coupling K is -0.1; give a finite number >= 0/);
    expect(() => neighbourCorrelations(Number.NaN)).toThrow(/K is NaN/);
    expect(() => exactAsymptote(Number.POSITIVE_INFINITY)).toThrow(/K is Infinity/);
    expect(() => fitLogarithmicDivergence([CRITICAL_COUPLING, 0.4], [1, 2])).toThrow(/coupling 0 is K_c itself/);
  });
});
