import { binade, square } from '@rgflow/numerics';
import { checkValues, NEGATIVE, POSITIVE, within } from '../check.js';
import { excessOfRatio } from '../excess.js';
import { type ExponentialFamily, NO_DOUBLE } from '../family.js';
import { mean } from '../mean.js';

const parameters = ['rate'];

/**
 * Waiting times of rate λ: θ = -λ, T = x >= 0, A = -ln λ, h = 1.
 *
 * @example
 * exponential.meanStatistics([-4]); // [0.25]
 */
export const exponential: ExponentialFamily<number> = {
  name: 'exponential',
  parameters,
  statistics: ['x'],
  naturalOf(values) {
    checkValues('exponential', parameters, values, [POSITIVE]);
    return [-values[0]!];
  },
  parametersOf: (natural) => [rateOf(natural)],
  jacobian: () => [[-1]],
  statisticsOf(x) {
    checkValues('exponential', ['x'], [x], [within(0, Infinity)]);
    return [x];
  },
  logBaseMeasure: () => 0,
  logPartition: (natural) => -Math.log(rateOf(natural)),
  meanStatistics: (natural) => [1 / rateOf(natural)],
  fisherInformation: (natural) => [[1 / square(rateOf(natural))]],
  errorsOfOne: (natural) => ({ natural: [rateOf(natural)], parameters: [rateOf(natural)] }),
  divergence: (p, q) => excessOfRatio(rateOf(q), rateOf(p)),
  likeliest(samples) {
    const most = samples.reduce((largest, x) => Math.max(largest, x), 0);
    if (most === 0) return 'all samples are 0, so the rate is infinite';
    // In a unit in which their sum is a double.
    const unit = binade(most);
    const rate = 1 / mean(samples.map((x) => x / unit)) / unit;
    return rate > 0 && rate < Infinity ? [-rate] : NO_DOUBLE;
  },
};

function rateOf(natural: readonly number[]): number {
  checkValues('exponential', ['θ of x'], natural, [NEGATIVE]);
  return -natural[0]!;
}
