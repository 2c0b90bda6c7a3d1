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
  widthFluctuation,
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
  const reference = { mean: 0, variance: sigmaW2 * inputSecondMoment + sigmaB2 };
  checkGrowth(question, reference.variance);
  const options = { activation, noiseVariance: noise };
  const found = predictedMultiInformation(sigmaW2, sigmaB2, reference, depth, options).layers;
  // Where every sample gives the same no logarithm of a variance is left.
  const lost = found.findIndex(({ multiInformation, widthCorrection }) => {
    return !Number.isFinite(multiInformation) || (width !== undefined && widthCorrection === null);
  });
  const layers = (lost === -1 ? found : found.slice(0, lost)).map((layer) => ({
    layer: layer.layer,
    rho: layer.rho,
    multiInformation: layer.multiInformation,
    pushForward: layer.pushForward,
    ...(width === undefined
      ? {}
      : {
          multiInformationAtWidth: multiInformationAtWidth(layer, width),
          isWithinCorrection: width === 1 || (widthFluctuation(layer, width) ?? 0) < 1,
        }),
  }));
  const outside = layers.find(({ isWithinCorrection }) => isWithinCorrection === false);
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
      ...(outside === undefined ? [] : [outOfRange(outside.layer, width!)]),
      ...(lost === -1 ? [] : [noFurther(lost, depth)]),
      ...(rates === null ? [{ symbol: 'r_T', value: 'none', meaning: without ?? '' }] : ratesOf(rates)),
      ...(kink === null ? [] : kinkOf(kink)),
    ],
  };
}

/** @throws {CalculatorError}  if a variance is none, or leaves the range that theory is computed in. */
function checkGrowth({ activation, sigmaW2, sigmaB2, depth }: InformationQuestion, first: number): void {
  const where = 'calc layer-information';
  if (!(first > 0 && first <= LARGEST)) {
    throw new CalculatorError(
      `${where}: layer 0 has variance σ_w² X + σ_b² = ${first}; expected more than 0, at most ${LARGEST}; change ` +
        '--input-second-moment, --sigma-w2 or --sigma-b2.',
    );
  }
  if (activation !== 'linear') return;
  for (let [layer, variance] = [1, first]; layer <= depth; layer++) {
    variance = sigmaW2 * variance + sigmaB2;
    if (variance <= LARGEST) continue;
    throw new CalculatorError(
      `${where}: with --activation linear the variance of layer ${layer} is ${variance.toPrecision(3)}; expected at most ` +
        `${LARGEST}; give a --depth of ${layer - 1} or less, or a smaller --sigma-w2.`,
    );
  }
}

/** Largest variance that averages are taken of. */
const LARGEST = 1e6;

function outOfRange(layer: number, width: number): CalculatedValue {
  return {
    symbol: `N = ${width}`,
    value: `out of range from layer ${layer} on`,
    meaning:
      'the first correction of width: there a variance fluctuates by its own size; give a larger --width or a smaller --depth',
  };
}

function noFurther(layer: number, depth: number): CalculatedValue {
  return {
    symbol: `layers ${layer} to ${depth}`,
    value: 'none',
    meaning: 'the samples of a unit no longer differ by what a double can hold; give a smaller --depth',
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
