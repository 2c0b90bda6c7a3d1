import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlationByLayer, correlationLength, erf, meanField, varianceByLayer } from '../src/index.js';

const sigmaW2 = fc.double({ min: 0.1, max: 4, noNaN: true });
const sigmaB2 = fc.double({ min: 0.01, max: 1, noNaN: true });
const moment = fc.double({ min: 0.01, max: 2, noNaN: true });
const cosine = fc.double({ min: -1, max: 1, noNaN: true });

describe('the variance by layer', () => {
  test('settles at q* at the rate χ_q', () => {
    const { qStar, chiQ } = meanField(1.5, 0.05);
    const q = varianceByLayer(1.5, 0.05, 0.1, 60);
    expect(q[0]).toBe(1.5 * 0.1 + 0.05);
    expect(q[60]).toBeCloseTo(qStar, 14);
    expect((q[21]! - qStar) / (q[20]! - qStar)).toBeCloseTo(chiQ, 5);
  });

  test('impossible inputs are refused', () => {
    expect(() => varianceByLayer(1.5, 0.05, -1, 3)).toThrow('varianceByLayer: the second moment of the input is -1');
    expect(() => varianceByLayer(1.5, 0.05, 0.1, 2.5)).toThrow('varianceByLayer: depth is 2.5');
    expect(() => varianceByLayer(Number.NaN, 0.05, 0.1, 2)).toThrow('varianceByLayer: sigmaW2 is NaN');
  });
});

describe('the correlation of two inputs by layer', () => {
  test('settles at ρ* in the chaotic phase, at the rate χ_c', () => {
    const { qStar, rhoStar, chiC } = meanField(2.5, 0.05);
    const layers = correlationByLayer(2.5, 0.05, { secondMoments: [0.1, 0.3], overlap: 0.02 }, 400);
    expect(layers[400]!.rho).toBeCloseTo(rhoStar, 13);
    expect(layers[400]!.variances[0]).toBeCloseTo(qStar, 13);
    expect((layers[101]!.rho - rhoStar) / (layers[100]!.rho - rhoStar)).toBeCloseTo(chiC, 4);
  });

  test('goes to 1 in the ordered phase as exp(-l / ξ_c), to all digits 700 layers deep', () => {
    const { xiC } = meanField(1.5, 0.05);
    const layers = correlationByLayer(1.5, 0.05, { secondMoments: [0.1, 0.1], overlap: 0 }, 700);
    const length = 100 / Math.log(layers[600]!.decorrelation / layers[700]!.decorrelation);
    expect(layers[700]!.decorrelation).toBeLessThan(1e-19);
    expect(length / xiC).toBeCloseTo(1, 12);
    expect(correlationLength(1 - Math.exp(-1 / xiC))).toBeCloseTo(xiC, 10);
  });

  test('is the arcsine of Williams for error functions, for inputs of different length too', () => {
    fc.assert(
      fc.property(sigmaW2, sigmaB2, moment, moment, cosine, (w, b, xa, xb, c) => {
        const inputs = { secondMoments: [xa, xb], overlap: c * Math.sqrt(xa * xb) } as const;
        const [first, second] = correlationByLayer(w, b, inputs, 1, { activation: erf });
        const [qa, qb] = first!.variances;
        expect(first!.rho).toBeCloseTo((w * inputs.overlap + b) / Math.sqrt(qa * qb), 12);
        const covariance = first!.rho * Math.sqrt(qa * qb);
        const mean = (2 / Math.PI) * Math.asin((2 * covariance) / Math.sqrt((1 + 2 * qa) * (1 + 2 * qb)));
        expect(second!.rho).toBeCloseTo((w * mean + b) / Math.sqrt(second!.variances[0] * second!.variances[1]), 12);
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  test('two equal inputs stay equal, two opposite ones opposite without biases', () => {
    for (const layer of correlationByLayer(3, 0.1, { secondMoments: [0.2, 0.2], overlap: 0.2 }, 5)) {
      expect(layer.decorrelation).toBe(0);
    }
    for (const layer of correlationByLayer(3, 0, { secondMoments: [0.2, 0.2], overlap: -0.2 }, 5)) {
      expect(layer.rho).toBeCloseTo(-1, 13);
    }
  });

  test('impossible pairs, silent layers and variances beyond the series are refused', () => {
    const pair = (secondMoments: readonly [number, number], overlap: number) => ({ secondMoments, overlap });
    expect(() => correlationByLayer(1, 0.1, pair([1, 1], 2), 1)).toThrow('correlationByLayer: the overlap is 2');
    expect(() => correlationByLayer(1, 0.1, pair([1, 1], Number.NaN), 1)).toThrow('the overlap is NaN');
    expect(() => correlationByLayer(1, 0, pair([0, 1], 0), 1)).toThrow('without a variance there is no correlation');
    expect(() => correlationByLayer(500, 0, pair([1, 1], 0), 1)).toThrow(
      'needs more than 8191 Hermite polynomials of tanh',
    );
  });
});
