import {
  type Activation,
  type ActivationName,
  activations,
  type MeanFieldNumbers,
  meanField,
  type PredictedKl,
  predictedKl,
} from '@rgflow/meanfield';
import { type CalculatedValue, type Calculation, CalculatorError } from '../calculator.js';

interface MeanFieldQuestion {
  readonly activation: ActivationName;
  readonly sigmaW2: number;
  readonly sigmaB2: number;
  readonly inputSecondMoment?: number | undefined;
  readonly depth?: number | undefined;
}

/**
 * Fixed points and lengths of a random network; with an input and a depth also the KL curve that follows, which there is
 * also where the variance has no fixed point.
 */
export function answer(question: MeanFieldQuestion): Calculation {
  const { sigmaW2, sigmaB2, inputSecondMoment, depth } = question;
  const activation = activations[question.activation];
  if ((inputSecondMoment === undefined) !== (depth === undefined)) {
    const [given, missing] =
      depth === undefined ? ['--input-second-moment', '--depth'] : ['--depth', '--input-second-moment'];
    throw new CalculatorError(`calc mean-field: ${given} is given without ${missing}; the KL curve needs both.`);
  }
  if (inputSecondMoment === undefined || depth === undefined) return fixedPoints(sigmaW2, sigmaB2, activation);
  const { layers, saturation, saturationReason, pushForwardReason } = predictedKl(
    sigmaW2,
    sigmaB2,
    inputSecondMoment,
    depth,
    {
      activation,
    },
  );
  const { json, values } =
    saturationReason === null ? fixedPoints(sigmaW2, sigmaB2, activation) : withoutFixedPoint(saturationReason);
  return {
    json: { ...json, klPerUnit: layers.map((layer) => layer.klPerUnit), saturation },
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
      ...(saturation === null ? [] : asymptote(saturation)),
      ...(pushForwardReason === null ? [] : [{ symbol: 'push-forward', value: 'none', meaning: pushForwardReason }]),
    ],
  };
}

function fixedPoints(sigmaW2: number, sigmaB2: number, activation: Activation): Calculation {
  const { bounds, ...numbers } = meanField(sigmaW2, sigmaB2, { activation });
  const values = MEANINGS.map(([key, symbol, meaning]) => {
    return { symbol, value: numbers[key], error: bounds[key], meaning };
  });
  return {
    json: { ...numbers, uncertainty: bounds },
    values: [...values, { symbol: 'phase', value: numbers.phase, meaning: '' }],
  };
}

function withoutFixedPoint(reason: string): Calculation {
  return { json: { reason }, values: [{ symbol: 'q*', value: 'none', meaning: reason }] };
}

function asymptote({ a, b }: NonNullable<PredictedKl['saturation']>): readonly CalculatedValue[] {
  return [
    { symbol: 'a', value: a, meaning: 'asymptote of the curve over ½ ln 2πe σ_w²' },
    { symbol: 'b', value: b, meaning: 'rate at which it is approached, χ_q' },
  ];
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
