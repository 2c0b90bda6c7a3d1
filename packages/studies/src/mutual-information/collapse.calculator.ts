import {
  type ActivationName,
  activationDerivatives,
  activations,
  collapseOf,
  distanceFluctuations,
} from '@rgflow/meanfield';
import { type Calculation, CalculatorError } from '../calculator.js';

interface CollapseQuestion {
  readonly activation: ActivationName;
  readonly sigmaW2: number;
  readonly sigmaB2: number;
  readonly secondMoment: number;
  readonly correlation: number;
  readonly width: number;
  readonly samples: number;
  readonly noise: number;
  readonly scale: 'absolute' | 'layer';
  readonly depth: number;
}

/** Where a layer with noise has lost half of what it tells of its input: in infinitely wide networks and in those of N. */
export function answer(question: CollapseQuestion): Calculation {
  const { sigmaW2, sigmaB2, secondMoment, correlation, width: units, samples, noise, scale, depth } = question;
  const activation = activations[question.activation];
  if (activationDerivatives(activation) === null) {
    throw new CalculatorError(
      `calc collapse: there is no correction of finite width for ${activation.name}; give --activation tanh, erf, sigmoid or linear.`,
    );
  }
  const layers = distanceFluctuations(sigmaW2, sigmaB2, { secondMoment, correlation }, depth, { activation });
  const bounds = (['lower', 'upper'] as const).map((bound) => ({
    bound,
    ...collapseOf(layers, { units, samples, noise, scale, bound }),
  }));
  const none = `none down to layer ${depth}`;
  return {
    json: { level: Math.log(samples) / 2, bounds },
    values: bounds.flatMap(({ bound, infiniteWidth, finiteWidth, scatter }) => [
      { symbol: bound, value: infiniteWidth ?? none, meaning: `layer where the ${bound} bound is half of ln M, N → ∞` },
      { symbol: `${bound}, N`, value: finiteWidth ?? none, meaning: `mean over networks of ${units} units` },
      { symbol: '±', value: scatter ?? none, meaning: 'standard deviation over networks' },
    ]),
  };
}
