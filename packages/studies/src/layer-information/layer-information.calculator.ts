import {
  type ActivationName,
  activations,
  informationKink,
  informationRates,
  multiInformationAtWidth,
  noInformationKink,
  noInformationRates,
  noPushForward,
  predictedMultiInformation,
} from '@rgflow/meanfield';
import { type CalculatedValue, type Calculation, CalculatorError } from '../calculator.js';

interface InformationQuestion {
  readonly activation: ActivationName;
  readonly sigmaW2: number;
  readonly sigmaB2: number;
  readonly inputSecondMoment: number;
  readonly depth: number;
  readonly width?: number | undefined;
  readonly noise: number;
}

/** What the units of each layer of a random network tell of each other, by mean-field theory, and what deep layers add. */
export function answer(question: InformationQuestion): Calculation {
  const { sigmaW2, sigmaB2, inputSecondMoment, depth, width, noise } = question;
  const activation = activations[question.activation];
  const obstacle = noPushForward(activation);
  if (obstacle !== null) {
    throw new CalculatorError(
      `calc layer-information: ${obstacle}; give --activation tanh, erf, sigmoid or linear, which have an inverse.`,
    );
  }
  if (width !== undefined && noise > 0) {
    throw new CalculatorError('calc layer-information: with --noise there is no correction of --width; leave one out.');
  }
  if (width === 0) throw new CalculatorError('calc layer-information: --width is 0; expected 1 or more.');
  const reference = { mean: 0, variance: sigmaW2 * inputSecondMoment + sigmaB2 };
  const options = { activation, noiseVariance: noise };
  const layers = predictedMultiInformation(sigmaW2, sigmaB2, reference, depth, options).layers.map((layer) => ({
    layer: layer.layer,
    rho: layer.rho,
    multiInformation: layer.multiInformation,
    pushForward: layer.pushForward,
    ...(width === undefined ? {} : { multiInformationAtWidth: multiInformationAtWidth(layer, width) }),
  }));
  const without = noInformationRates(sigmaW2, sigmaB2, { activation });
  const rates = without === null ? informationRates(sigmaW2, sigmaB2, { activation }) : null;
  const kink = noInformationKink(sigmaB2, { activation }) === null ? informationKink(sigmaB2, { activation }) : null;
  const bound = noise > 0 ? 'upper bound on T/N' : 'T/N';
  return {
    json: { referenceVariance: reference.variance, noise, isBound: noise > 0, layers, rates, kink },
    table: {
      headers: ['layer', 'ρ', bound, ...(width === undefined ? [] : [`T/N at N = ${width}`]), 'D/N'],
      rows: layers.map((layer) => [
        layer.layer,
        layer.rho,
        layer.multiInformation,
        ...(layer.multiInformationAtWidth === undefined ? [] : [layer.multiInformationAtWidth]),
        layer.pushForward,
      ]),
    },
    values: [
      ...(rates === null ? [{ symbol: 'r_T', value: 'none', meaning: without ?? '' }] : ratesOf(rates)),
      ...(kink === null ? [] : kinkOf(kink)),
    ],
  };
}

function ratesOf({ multiInformation, pushForward }: ReturnType<typeof informationRates>): readonly CalculatedValue[] {
  return [
    { symbol: 'r_T', value: multiInformation, meaning: 'what a deep layer adds to T/N without noise, nats' },
    { symbol: 'r_D', value: pushForward, meaning: 'the same to D/N, the divergence from independent normal units' },
  ];
}

function kinkOf({ sigmaW2, slopeBelow, slopeAbove }: ReturnType<typeof informationKink>): readonly CalculatedValue[] {
  return [
    { symbol: 'kink', value: sigmaW2, meaning: 'critical σ_w², where r_T has its kink' },
    { symbol: 'slope below', value: slopeBelow, meaning: 'dr_T/dσ_w² on the ordered side' },
    { symbol: 'slope above', value: slopeAbove, meaning: 'on the chaotic side, and of r_D' },
  ];
}
