import logGamma from '@stdlib/math-base-special-gammaln';
import { checkValues, POSITIVE, type Rule } from '../check.js';
import { excessOfRatio, excessOverLogarithm } from '../excess.js';
import type { ExponentialFamily } from '../family.js';
import { mean } from '../mean.js';
import { FEW, stirlingRest } from '../stirling.js';

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
  logDensity(natural, x) {
    const rate = rateOf(natural);
    if (x < FEW) return x * natural[0]! - rate - logGamma(x + 1);
    // ln x! = x ln x - x + ½ ln 2πx + ..., so that large counts leave x/λ.
    return -x * excessOfRatio(rate, x) - Math.log(2 * Math.PI * x) / 2 - stirlingRest(x);
  },
  divergence(p, q) {
    const [rate, other] = [rateOf(p), rateOf(q)];
    const step = q[0]! - p[0]!;
    return step < 1 && step > -1 ? rate * excessOverLogarithm(Math.expm1(step)) : other - rate - rate * step;
  },
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
