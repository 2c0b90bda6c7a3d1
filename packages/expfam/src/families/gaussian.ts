import { centred, square } from '@rgflow/numerics';
import { checkValues, NEGATIVE, POSITIVE } from '../check.js';
import { excessOfRatio } from '../excess.js';
import type { ExponentialFamily } from '../family.js';

const parameters = ['mean', 'variance'];
const statistics = ['x', 'x²'];

/**
 * Normal numbers of mean μ and variance v: θ = (μ/v, -1/2v), A = -θ₁²/4θ₂ - ½ ln(-2θ₂), h = 1/√2π. The variance of maximum
 * likelihood is that of the samples about their mean, divided by n.
 *
 * @example
 * gaussian.fisherInformation(gaussian.naturalOf([0, 2])); // [[2, 0], [0, 8]]
 */
export const gaussian: ExponentialFamily<number> = {
  name: 'gaussian',
  parameters,
  statistics,
  naturalOf(values) {
    checkValues('gaussian', parameters, values, [undefined, POSITIVE]);
    const [centre, variance] = values as [number, number];
    return [centre / variance, -1 / (2 * variance)];
  },
  parametersOf: centreAndVariance,
  jacobian(natural) {
    const [centre, variance] = centreAndVariance(natural);
    return [
      [variance, 2 * centre * variance],
      [0, 2 * square(variance)],
    ];
  },
  statisticsOf(x) {
    checkValues('gaussian', ['x'], [x]);
    return [x, square(x)];
  },
  logBaseMeasure: () => -Math.log(2 * Math.PI) / 2,
  logPartition(natural) {
    const [centre, variance] = centreAndVariance(natural);
    return (square(centre) / variance + Math.log(variance)) / 2;
  },
  meanStatistics(natural) {
    const [centre, variance] = centreAndVariance(natural);
    return [centre, square(centre) + variance];
  },
  fisherInformation(natural) {
    const [centre, variance] = centreAndVariance(natural);
    const mixed = 2 * centre * variance;
    return [
      [variance, mixed],
      [mixed, 2 * variance * (2 * square(centre) + variance)],
    ];
  },
  errorsOfOne(natural) {
    const [centre, variance] = centreAndVariance(natural);
    const deviation = Math.sqrt(variance);
    return {
      natural: [Math.sqrt(1 + 2 * square(centre / deviation)) / deviation, Math.SQRT1_2 / variance],
      parameters: [deviation, Math.SQRT2 * variance],
    };
  },
  logDensity(natural, x) {
    const [centre, variance] = centreAndVariance(natural);
    return -(square((x - centre) / Math.sqrt(variance)) + Math.log(2 * Math.PI) + Math.log(variance)) / 2;
  },
  divergence(p, q) {
    const [centre] = centreAndVariance(p);
    const [, variance] = centreAndVariance(q);
    // μ_q - μ_p in differences of θ, in which μ itself does not round.
    const shift = (q[0]! - p[0]! + 2 * centre * (q[1]! - p[1]!)) * Math.sqrt(variance);
    return (square(shift) + excessOfRatio(q[1]!, p[1]!)) / 2;
  },
  likeliest(samples) {
    const { mean, unit, sumOfSquares } = centred(samples);
    if (sumOfSquares === 0) return 'all samples are equal, so the variance is 0';
    const variance = (sumOfSquares / samples.length) * unit * unit;
    const natural = [mean / variance, -1 / (2 * variance)];
    return natural.every(Number.isFinite) && variance < Infinity
      ? natural
      : 'the variance of the samples, or what it divides, is no double; give them in another unit';
  },
};

function centreAndVariance(natural: readonly number[]): [number, number] {
  checkValues('gaussian', ['θ of x', 'θ of x²'], natural, [undefined, NEGATIVE]);
  const [first, second] = natural as [number, number];
  return [-first / (2 * second), -1 / (2 * second)];
}
