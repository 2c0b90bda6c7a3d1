import logGamma from '@stdlib/math-base-special-gammaln';
import { checkValues, POSITIVE, type Rule } from '../check.js';
import type { ExponentialFamily } from '../family.js';
import { mean } from '../mean.js';

const parameters = ['rate'];

/**
 * Counts of rate λ: θ = ln λ, T = x, A = λ, h = 1/x!.
 *
 * @example
 * poisson.naturalOf([1]); // [0]
 */
export const poisson: ExponentialFamily<number> = {
  name: 'poisson',
  parameters,
  statistics: ['x'],
  naturalOf(values) {
    checkValues('poisson', parameters, values, [POSITIVE]);
    return [Math.log(values[0]!)];
  },
  parametersOf: (natural) => [rateOf(natural)],
  jacobian: (natural) => [[rateOf(natural)]],
  statisticsOf(x) {
    checkValues('poisson', ['x'], [x], [COUNT]);
    return [x];
  },
  logBaseMeasure: (x) => -logGamma(x + 1),
  logPartition: rateOf,
  meanStatistics: (natural) => [rateOf(natural)],
  fisherInformation: (natural) => [[rateOf(natural)]],
  likeliest(samples) {
    const rate = mean(samples);
    return rate > 0 ? [Math.log(rate)] : 'all samples are 0, so the rate is 0';
  },
};

const COUNT: Rule = { holds: (value) => Number.isSafeInteger(value) && value >= 0, text: 'a whole number from 0' };

function rateOf(natural: readonly number[]): number {
  checkValues('poisson', ['θ of x'], natural);
  return Math.exp(natural[0]!);
}
