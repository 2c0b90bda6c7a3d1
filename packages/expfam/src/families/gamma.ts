import { binade, findRoot, square } from '@rgflow/numerics';
import digamma from '@stdlib/math-base-special-digamma';
import logGamma from '@stdlib/math-base-special-gammaln';
import trigamma from '@stdlib/math-base-special-trigamma';
import { checkValues, NEGATIVE, POSITIVE, type Rule } from '../check.js';
import { beyondSlope } from '../divergence.js';
import { excessOfRatio, excessOverLogarithm } from '../excess.js';
import { type ExponentialFamily, NO_DOUBLE } from '../family.js';
import { mean } from '../mean.js';
import { FEW, stirlingRest } from '../stirling.js';

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
    checkValues('gamma', ['x'], [x], [SAMPLE]);
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
  errorsOfOne(natural) {
    const [shape, scale] = shapeAndScale(natural);
    const rest = shapeTrigammaLessOne(shape);
    const [ofShape, ofLogScale] = [Math.sqrt(shape / rest), Math.sqrt((1 + rest) / shape / rest)];
    return { natural: [ofShape, ofLogScale / scale], parameters: [ofShape, ofLogScale * scale] };
  },
  logDensity(natural, x) {
    const [shape, scale] = shapeAndScale(natural);
    // -k (x/kϑ - 1 - ln x/kϑ) has the rest: a large shape leaves the distance from the mean.
    return -shape * excessOfRatio(x, shape * scale) - logGammaOverPower(shape) - Math.log(x);
  },
  divergence(p, q) {
    const [shape, scale] = shapeAndScale(p);
    const [other, otherScale] = shapeAndScale(q);
    // The ratio of the means less 1, in differences of θ, in which the means do not round.
    const [ofShapes, ofScales] = [(p[0]! - q[0]!) / other, (q[1]! - p[1]!) / p[1]!];
    const excess =
      Math.abs(ofShapes) < 0.1 && Math.abs(ofScales) < 0.1
        ? excessOverLogarithm(ofShapes + ofScales + ofShapes * ofScales)
        : excessOfRatio(shape * scale, other * otherScale);
    return other * excess + divergenceOfShapes(shape, other);
  },
  likeliest(samples) {
    if (samples.every((x) => x === samples[0])) return 'all samples are equal, so the shape is infinite';
    // In a unit in which their sum is a double.
    const unit = binade(samples.reduce((most, x) => Math.max(most, x), 0));
    const centre = unit * mean(samples.map((x) => x / unit));
    // ln x̄ - mean of ln x, in terms that are not below 0, so that nearly equal samples keep their digits; less what the
    // rounding of x̄ adds.
    const rest = mean(samples.map((x) => (x - centre) / centre));
    const gap = mean(samples.map((x) => excessOfRatio(x, centre))) - excessOverLogarithm(rest);
    // 1/2k < ln k - ψ(k) < 1/k, with room for rounding.
    const shape = findRoot((k) => logarithmOverDigamma(k) - gap, 0.49 / gap, 1 / gap);
    const slope = -shape / centre;
    return slope > -Infinity && 1 / slope > -Infinity ? [shape - 1, slope] : NO_DOUBLE;
  },
};

/** ln k - ψ(k) = 1/2k + 1/12k² - 1/120k⁴ + ..., whose terms nearly cancel where k is large. */
function logarithmOverDigamma(k: number): number {
  if (k < 1e4) return Math.log(k) - digamma(k);
  return (1 / 2 + 1 / (12 * k) - 1 / (120 * k * k * k)) / k;
}

/** ln Γ(k) - k ln k + k. */
function logGammaOverPower(k: number): number {
  if (k < FEW) return logGamma(k) - k * Math.log(k) + k;
  return (Math.log(2 * Math.PI) - Math.log(k)) / 2 + stirlingRest(k);
}

/** D(p ‖ q) of gamma laws of one mean: what their shapes add. */
function divergenceOfShapes(p: number, q: number): number {
  const step = q - p;
  if (Math.abs(step) < 0.1 * p) {
    return beyondSlope((t) => square(step / (p + t * step)) * (p + t * step) * shapeTrigammaLessOne(p + t * step));
  }
  return logGammaOverPower(q) - logGammaOverPower(p) + step * logarithmOverDigamma(p);
}

/** k ψ₁(k) - 1 = 1/2k + 1/6k² - 1/30k⁴ + ..., likewise. */
function shapeTrigammaLessOne(k: number): number {
  if (k < 1e4) return k * trigamma(k) - 1;
  return (1 / 2 + 1 / (6 * k) - 1 / (30 * k * k * k)) / k;
}

const SAMPLE: Rule = {
  holds: POSITIVE.holds,
  text: `${POSITIVE.text} (numbers of a small shape may be below the smallest double, 5e-324, and come as 0: no gamma number)`,
};
const ABOVE_MINUS_ONE: Rule = { holds: (value) => value > -1, text: 'a number above -1' };

function shapeAndScale(natural: readonly number[]): [number, number] {
  checkValues('gamma', ['θ of ln x', 'θ of x'], natural, [ABOVE_MINUS_ONE, NEGATIVE]);
  return [natural[0]! + 1, -1 / natural[1]!];
}
