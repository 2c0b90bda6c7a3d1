import { DomainError } from '@rgflow/numerics';
import { describe, expect, test } from 'vitest';
import {
  type Activation,
  activations,
  informationKink,
  informationRates,
  linear,
  meanLogDeterminant,
  multiInformationAtWidth,
  noInformationKink,
  noInformationRates,
  predictedMultiInformation,
  relu,
  sigmoid,
  tanh,
  widthFluctuation,
} from '../src/index.js';
import expected from './expected/multi_information.json' with { type: 'json' };

const named = (name: string): Activation => activations[name as keyof typeof activations];

/** What the second order in 1/N may be, of the first, of a hundred units after twenty layers. */
const SECOND_ORDER = 0.3;

/** Quadrature by trapezoids to rounding, sums of some ten terms. */
const ROUNDING = 1e-11;

describe('predictedMultiInformation', () => {
  test.each(expected.theory)(
    'is that of the correlation map in 30 digits: $activation, σ_w² = $sigmaW2',
    ({ activation, sigmaW2, sigmaB2, variance, layers }) => {
      const reference = { mean: 0, variance };
      const options = { activation: named(activation) };
      const predicted = predictedMultiInformation(sigmaW2, sigmaB2, reference, layers.length, options).layers;
      layers.forEach(({ rho, multiInformation }, l) => {
        const layer = predicted[l + 1]!;
        expect(Math.abs(layer.rho - rho)).toBeLessThan(ROUNDING);
        expect(Math.abs(layer.multiInformation - multiInformation)).toBeLessThan(ROUNDING);
        expect(layer.pushForward - layer.multiInformation).toBeCloseTo(-Math.log1p(-rho) / 2, 11);
      });
    },
  );

  test('of a linear network adds 1/2 a layer, whatever the variances', () => {
    for (const [sigmaW2, sigmaB2] of [
      [0.5, 0],
      [1, 0.3],
      [2, 0.1],
    ] as const) {
      const { layers } = predictedMultiInformation(sigmaW2, sigmaB2, { mean: 0.4, variance: 0.7 }, 6, {
        activation: linear,
      });
      expect(layers.map(({ multiInformation }) => multiInformation)).toEqual(
        Array.from({ length: 7 }, (_, m) => expect.closeTo(m / 2, 11)),
      );
    }
  });

  test('of a reference layer with a mean takes all its units to have it', () => {
    // One unit's φ(μ + √v x): with a tiny v all is linear, T/N = 1/2 + ln |φ'(μ)| - ln |φ'(μ)|.
    const { layers } = predictedMultiInformation(1.5, 0.05, { mean: 0.8, variance: 1e-8 }, 1);
    expect(layers[1]!.multiInformation).toBeCloseTo(1 / 2, 6);
    expect(layers[1]!.meanSquare).toBeCloseTo(1.5 * Math.tanh(0.8) ** 2 + 0.05, 6);
  });

  test('grows by the rates of deep layers, far into the ordered phase too', () => {
    for (const sigmaW2 of [0.5, 1, 2.5]) {
      const { layers } = predictedMultiInformation(sigmaW2, 0.05, { mean: 0, variance: 0.15 }, 120);
      const { multiInformation, pushForward } = informationRates(sigmaW2, 0.05);
      expect(layers[120]!.multiInformation - layers[119]!.multiInformation).toBeCloseTo(multiInformation, 5);
      expect(layers[120]!.pushForward - layers[119]!.pushForward).toBeCloseTo(pushForward, 5);
    }
  });

  test('with noise is a bound that settles: in the ordered phase for any noise, in the chaotic as ln 1/s', () => {
    const plateau = (sigmaW2: number, noiseVariance: number) =>
      predictedMultiInformation(sigmaW2, 0.05, { mean: 0, variance: 0.15 }, 120, { noiseVariance }).layers[120]!;
    // s -> 0: (1/2) ln [(1 - e^(2ε*)) / (1 - χ_1)].
    const { pushForward } = informationRates(1, 0.05);
    const chi1 = 0.759031647185;
    const limit = Math.log((1 - Math.exp(-2 * pushForward)) / (1 - chi1)) / 2;
    expect(plateau(1, 1e-7).multiInformation).toBeCloseTo(limit, 5);
    expect(limit).toBeCloseTo(0.562682, 6);
    const [weak, weaker] = [plateau(2.5, 1e-5), plateau(2.5, 1e-7)];
    expect(weaker.multiInformation - weak.multiInformation).toBeCloseTo(Math.log(10), 3);
    expect(weak.widthCorrection).toBeNull();
    expect(() => multiInformationAtWidth(weak, 100)).toThrow('there is none with noise');
  });

  test('refuses what has no density, and parameters out of range', () => {
    const reference = { mean: 0, variance: 1 };
    expect(() => predictedMultiInformation(1, 0.05, reference, 3, { activation: relu })).toThrow(
      'relu: its slope is zero over an interval',
    );
    expect(() => predictedMultiInformation(1, 0.05, { mean: 0, variance: 0 }, 3)).toThrow(DomainError);
    expect(() => predictedMultiInformation(1, 0.05, reference, 3, { noiseVariance: -1 })).toThrow(
      'noiseVariance is -1',
    );
  });
});

describe('multiInformationAtWidth', () => {
  test('of one unit is zero, and fluctuates beyond its range', () => {
    const { layers } = predictedMultiInformation(1, 0, { mean: 0, variance: 1 }, 3, { activation: linear });
    expect(layers.map((layer) => multiInformationAtWidth(layer, 1))).toEqual([0, 0, 0, 0]);
    expect(widthFluctuation(layers[0]!, 1)).toBe(0);
    // A linear layer of N units: dᵢ is d χ²/N of N degrees of freedom.
    expect(widthFluctuation(layers[1]!, 300)).toBeCloseTo(2 / 300, 12);
    const noisy = predictedMultiInformation(1, 0, { mean: 0, variance: 1 }, 1, { noiseVariance: 0.1 }).layers[1]!;
    expect(widthFluctuation(noisy, 300)).toBeNull();
  });

  test('of a linear network without biases is exact but for the second order', () => {
    // E T/N = m [1/2 + δ_N] exactly: δ_N = 0.0071763749 (N = 100).
    const { layers } = predictedMultiInformation(0.8, 0, { mean: 0, variance: 0.3 }, 12, { activation: linear });
    const exact = (m: number, width: number) => m * (0.5 + { 100: 0.007176374867, 784: 0.001573384688 }[width]!);
    for (const width of [100, 784]) {
      for (const m of [1, 5, 12]) {
        const found = multiInformationAtWidth(layers[m]!, width);
        // Of ln χ²: ψ(N/2) - ln(N/2) = -1/N - 1/3N² ...
        expect(Math.abs(found - exact(m, width))).toBeLessThan((0.2 * m) / width ** 2);
      }
    }
  });

  test.each(expected.networks)(
    'is that of random networks drawn elsewhere, σ_w² = $sigmaW2',
    ({ sigmaW2, sigmaB2, variance, width, layers }) => {
      const predicted = predictedMultiInformation(sigmaW2, sigmaB2, { mean: 0, variance }, 20).layers;
      for (const { layer, multiInformation } of layers) {
        const { mean, se } = multiInformation;
        expect(se).toBeLessThan(0.006);
        expect(Math.abs(multiInformationAtWidth(predicted[layer]!, width) - mean)).toBeLessThan(4 * se);
      }
    },
  );

  test('beyond the infinite width, which those networks tell from it', () => {
    for (const { sigmaW2, sigmaB2, variance, layers } of expected.networks) {
      const predicted = predictedMultiInformation(sigmaW2, sigmaB2, { mean: 0, variance }, 20).layers;
      const { mean, se } = layers.at(-1)!.multiInformation;
      expect(Math.abs(predicted[20]!.multiInformation - mean)).toBeGreaterThan(8 * se);
    }
  });

  test.each(expected.networks)(
    'and so are the moments of the kernel behind it, σ_w² = $sigmaW2',
    ({ sigmaW2, sigmaB2, variance, width, samples, layers }) => {
      const predicted = predictedMultiInformation(sigmaW2, sigmaB2, { mean: 0, variance }, 20).layers;
      for (const { layer, g, d, gg, gd, dd } of layers) {
        const { meanSquare, variance: ofUnit, fluctuations } = predicted[layer]!;
        const { meanG, meanD, ll, le, ee, mm, ...ofNetwork } = fluctuations!;
        // Found with so many samples, G has the means of 2L and M added to it, and D that of E less that of M.
        const pairs = (2 * mm) / (samples * (samples - 1));
        const sampled = {
          gg: ofNetwork.gg + (4 * ll) / samples + pairs,
          gd: ofNetwork.gd + (2 * le) / samples - pairs,
          dd: ofNetwork.dd + ee / samples + pairs,
        };
        const near = (found: { mean: number; se: number }, value: number, secondOrder: number) =>
          expect(Math.abs(found.mean - value)).toBeLessThan(4 * found.se + Math.abs(secondOrder));
        near(g, meanSquare + meanG / width, meanG / width / 3);
        near(d, ofUnit + meanD / width, meanD / width / 3);
        near(gg, sampled.gg / width, (SECOND_ORDER * sampled.gg) / width);
        near(gd, sampled.gd / width, (SECOND_ORDER * Math.sqrt(sampled.gg * sampled.dd)) / width);
        // In each layer the variances of single units, which scatter by 2M², add to that of their mean.
        const ofUnits = ((layer - 1) * mm) / (width * width);
        near(dd, sampled.dd / width, (SECOND_ORDER * sampled.dd) / width + ofUnits);
      }
    },
  );

  test('is unknown for an activation whose derivatives are not', () => {
    const mine: Activation = { ...tanh, name: 'mine' };
    const [, layer] = predictedMultiInformation(1, 0.05, { mean: 0, variance: 1 }, 1, { activation: mine }).layers;
    expect(layer!.widthCorrection).toBeNull();
    expect(() => multiInformationAtWidth(layer!, 100)).toThrow('no correction of finite width');
  });

  test('of sigmoid is that of the tanh network it is', () => {
    // φ(u) = 1/2 + tanh(u/2)/2, whose networks are those of tanh at σ_w²/16 and a bias: see `sigmoid`.
    const [sigmaW2, sigmaB2, variance] = [20, 0.4, 1.2];
    const [ofSigmoid] = [
      predictedMultiInformation(sigmaW2, sigmaB2, { mean: 0, variance }, 1, { activation: sigmoid }),
    ];
    const [ofTanh] = [predictedMultiInformation(sigmaW2 / 16, sigmaB2, { mean: 0, variance: variance / 4 }, 1)];
    expect(ofSigmoid!.layers[1]!.multiInformation).toBeCloseTo(ofTanh!.layers[1]!.multiInformation, 11);
    expect(ofSigmoid!.layers[1]!.widthCorrection).toBeCloseTo(ofTanh!.layers[1]!.widthCorrection!, 10);
  });
});

test.each(expected.determinants)('the mean of ln |det| / N of $width x $width normal matrices', ({ width, mean }) => {
  expect(meanLogDeterminant(width)).toBeCloseTo(mean, 13);
  expect(() => meanLogDeterminant(0)).toThrow('the width is 0');
});

describe('informationRates', () => {
  test.each(expected.rates)(
    'are those of 30 digits, slopes too: $activation, σ_w² = $sigmaW2',
    ({ activation, sigmaW2, sigmaB2, pushForward, halfLogChi1, pushForwardSlope, orderedExcessSlope }) => {
      const found = informationRates(sigmaW2, sigmaB2, { activation: named(activation) });
      expect(found.pushForward).toBeCloseTo(pushForward, 12);
      expect(found.multiInformation).toBeCloseTo(pushForward + Math.min(halfLogChi1, 0), 12);
      expect(found.pushForwardSlope).toBeCloseTo(pushForwardSlope, 9);
      expect(found.orderedExcessSlope).toBeCloseTo(orderedExcessSlope, 9);
    },
  );

  test('have a kink in r_T at the critical point and none in r_D', () => {
    const { sigmaW2, rate, slopeBelow, slopeAbove } = informationKink(0.05);
    expect(sigmaW2).toBeCloseTo(1.760954639607, 12);
    expect([slopeBelow, slopeAbove]).toEqual([expect.closeTo(0.2546, 4), expect.closeTo(0.148, 4)]);
    const h = 1e-5;
    const [below, above] = [informationRates(sigmaW2 - h, 0.05), informationRates(sigmaW2 + h, 0.05)];
    expect((rate - below.multiInformation) / h).toBeCloseTo(slopeBelow, 4);
    expect((above.multiInformation - rate) / h).toBeCloseTo(slopeAbove, 4);
    expect((rate - below.pushForward) / h).toBeCloseTo((above.pushForward - rate) / h, 4);
  });

  test('of the multi-information are at least 1/2 in the ordered phase', () => {
    for (const activation of [tanh, named('erf'), sigmoid]) {
      for (let sigmaW2 = 0.1; sigmaW2 < informationKink(0.05, { activation }).sigmaW2; sigmaW2 *= 1.5) {
        expect(informationRates(sigmaW2, 0.05, { activation }).multiInformation).toBeGreaterThan(0.5);
      }
    }
  });

  test('are refused where there are no deep layers of one kind', () => {
    expect(() => informationRates(0.9, 0)).toThrow('preactivations die out, q* = 0');
    expect(() => informationKink(0)).toThrow('preactivations die out in the critical point');
    expect(() => informationKink(0, { activation: linear })).toThrow('linear: the variance has no value of its own');
    expect([noInformationRates(2.5, 0), noInformationKink(0.05)]).toEqual([null, null]);
    expect(() => informationRates(1.5, 0.05, { activation: linear })).toThrow('grows from layer to layer');
    expect(() => informationRates(1.5, 0.05, { activation: relu })).toThrow('no density');
  });
});
