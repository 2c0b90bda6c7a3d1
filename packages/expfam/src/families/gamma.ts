import { findRoot, square } from '@rgflow/numerics';
import digamma from '@stdlib/math-base-special-digamma';
import logGamma from '@stdlib/math-base-special-gammaln';
import trigamma from '@stdlib/math-base-special-trigamma';
import { checkValues, NEGATIVE, POSITIVE, type Rule } from '../check.js';
import type { ExponentialFamily } from '../family.js';
import { mean } from '../mean.js';

const parameters = ['shape', 'scale'];

/**
 * Gamma numbers of shape k and scale ϑ: θ = (k - 1, -1/ϑ), T = (ln x, x), A = ln Γ(k) + k ln ϑ, h = 1. The shape of maximum
 * likelihood solves ln k - ψ(k) = ln x̄ - mean of ln x.
 *
 * @example
 * gamma.meanStatistics(gamma.naturalOf([1, 1])); // [-0.5772, 1]
 */
export const gamma: ExponentialFamily<number> = {
  name: 'gamma',
  parameters,
  statistics: ['ln x', 'x'],
  naturalOf(values) {
    checkValues('gamma', parameters, values, [POSITIVE, POSITIVE]);
    return [values[0]! - 1, -1 / values[1]!];
  },
  parametersOf: shapeAndScale,
  jacobian(natural) {
    const [, scale] = shapeAndScale(natural);
    return [
      [1, 0],
      [0, square(scale)],
    ];
  },
  statisticsOf(x) {
    checkValues('gamma', ['x'], [x], [POSITIVE]);
    return [Math.log(x), x];
  },
  logBaseMeasure: () => 0,
  logPartition(natural) {
    const [shape, scale] = shapeAndScale(natural);
    return logGamma(shape) + shape * Math.log(scale);
  },
  meanStatistics(natural) {
    const [shape, scale] = shapeAndScale(natural);
    return [digamma(shape) + Math.log(scale), shape * scale];
  },
  fisherInformation(natural) {
    const [shape, scale] = shapeAndScale(natural);
    return [
      [trigamma(shape), scale],
      [scale, shape * square(scale)],
    ];
  },
  likeliest(samples) {
    const centre = mean(samples);
    // ln x̄ - mean of ln x, of numbers near 1, so that nearly equal samples keep their digits; by Jensen not below 0.
    const gap = -mean(samples.map((x) => Math.log(x / centre)));
    if (!(gap > 1e-15)) return 'all samples are equal, so the shape is infinite';
    // 1/2k < ln k - ψ(k) < 1/k.
    const shape = findRoot((k) => Math.log(k) - digamma(k) - gap, 1 / (2 * gap), 1 / gap);
    return [shape - 1, -shape / centre];
  },
};

const ABOVE_MINUS_ONE: Rule = { holds: (value) => value > -1, text: 'a number above -1' };

function shapeAndScale(natural: readonly number[]): [number, number] {
  checkValues('gamma', ['θ of ln x', 'θ of x'], natural, [ABOVE_MINUS_ONE, NEGATIVE]);
  return [natural[0]! + 1, -1 / natural[1]!];
}
