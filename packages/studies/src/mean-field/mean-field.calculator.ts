import { type MeanFieldNumbers, meanField, predictedKl } from '@rgflow/meanfield';
import { type CalculatedValue, type Calculation, CalculatorError } from '../calculator.js';

interface MeanFieldQuestion {
  readonly sigmaW2: number;
  readonly sigmaB2: number;
  readonly inputSecondMoment?: number | undefined;
  readonly depth?: number | undefined;
}

/** Fixed points and lengths of a random network; with an input and a depth also the KL curve that follows. */
export function answer({ sigmaW2, sigmaB2, inputSecondMoment, depth }: MeanFieldQuestion): Calculation {
  if ((inputSecondMoment === undefined) !== (depth === undefined)) {
    const [given, missing] =
      depth === undefined ? ['--input-second-moment', '--depth'] : ['--depth', '--input-second-moment'];
    throw new CalculatorError(`calc mean-field: ${given} is given without ${missing}; the KL curve needs both.`);
  }
  const { uncertainty, ...numbers } = meanField(sigmaW2, sigmaB2);
  const values: readonly CalculatedValue[] = [
    ...MEANINGS.map(([key, symbol, meaning]) => {
      return { symbol, value: numbers[key], error: uncertainty[key], meaning };
    }),
    { symbol: 'phase', value: numbers.phase, meaning: '' },
  ];
  if (inputSecondMoment === undefined || depth === undefined) return { json: { ...numbers, uncertainty }, values };
  const { layers, saturation } = predictedKl(sigmaW2, sigmaB2, inputSecondMoment, depth);
  const klPerUnit = layers.map((layer) => layer.klPerUnit);
  return {
    json: { ...numbers, uncertainty, klPerUnit, saturation },
    table: {
      headers: ['layer', 'variance', 'KL per unit', 'of fitted Gaussians', 'of the push-forward'],
      rows: layers.map((layer) => [
        layer.layer,
        layer.variance,
        layer.klPerUnit,
        layer.gaussianKlPerUnit,
        layer.pushForwardKlPerUnit,
      ]),
    },
    values: [
      ...values,
      { symbol: 'a', value: saturation.a, meaning: 'asymptote of the curve over ½ ln 2πe σ_w²' },
      { symbol: 'b', value: saturation.b, meaning: 'rate at which it is approached, χ_q' },
    ],
  };
}

const MEANINGS: readonly (readonly [keyof MeanFieldNumbers, string, string])[] = [
  ['qStar', 'q*', 'variance of deep preactivations'],
  ['chi1', 'χ₁', 'slope of the correlation map at 1'],
  ['rhoStar', 'ρ*', 'correlation of two inputs in deep layers'],
  ['chiC', 'χ_c', 'slope of the correlation map at ρ*'],
  ['xiC', 'ξ_c', 'layers over which the correlation settles'],
  ['chiQ', 'χ_q', 'slope of the variance map at q*'],
  ['xiQ', 'ξ_q', 'layers over which the variance settles'],
];
