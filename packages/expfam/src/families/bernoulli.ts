import { softplus } from '@rgflow/numerics';
import { checkValues, type Rule } from '../check.js';
import { excessOverLogarithm } from '../excess.js';
import type { ExponentialFamily } from '../family.js';
import { mean } from '../mean.js';

const parameters = ['probability'];

/**
 * Bits that are 1 with probability p: θ = ln p/(1 - p), T = x, A = ln(1 + e^θ), h = 1.
 *
 * @example
 * bernoulli.naturalOf([0.8]); // [ln 4]
 */
export const bernoulli: ExponentialFamily<number> = {
  name: 'bernoulli',
  parameters,
  statistics: ['x'],
  naturalOf(values) {
    checkValues('bernoulli', parameters, values, [INSIDE]);
    return [Math.log(values[0]!) - Math.log1p(-values[0]!)];
  },
  parametersOf: (natural) => [probabilityOf(natural)],
  jacobian: (natural) => [[varianceOf(natural)]],
  statisticsOf(x) {
    checkValues('bernoulli', ['x'], [x], [BIT]);
    return [x];
  },
  logBaseMeasure: () => 0,
  logPartition(natural) {
    checkValues('bernoulli', ['θ of x'], natural);
    return softplus(natural[0]!);
  },
  meanStatistics: (natural) => [probabilityOf(natural)],
  fisherInformation: (natural) => [[varianceOf(natural)]],
  logDensity: (natural, x) => -softplus(x === 1 ? -natural[0]! : natural[0]!),
  divergence(p, q) {
    // Of the rarer of the two values: its probability keeps its digits.
    const sign = p[0]! > 0 ? -1 : 1;
    const [from, to] = [sign * p[0]!, sign * q[0]!];
    const probability = probabilityOf([from]);
    const step = to - from;
    if (!(Math.abs(step) < 1)) return softplus(to) - softplus(from) - probability * step;
    const factor = Math.expm1(step);
    return probability * excessOverLogarithm(factor) - excessOverLogarithm(probability * factor);
  },
  likeliest(samples) {
    const probability = mean(samples);
    return probability > 0 && probability < 1
      ? [Math.log(probability) - Math.log1p(-probability)]
      : `all samples are ${probability}, so the natural parameter is infinite`;
  },
};

const INSIDE: Rule = { holds: (value) => value > 0 && value < 1, text: 'a number between 0 and 1' };
const BIT: Rule = { holds: (value) => value === 0 || value === 1, text: '0 or 1' };

function probabilityOf(natural: readonly number[]): number {
  checkValues('bernoulli', ['θ of x'], natural);
  return 1 / (1 + Math.exp(-natural[0]!));
}

/** p (1 - p), each factor to all its digits. */
function varianceOf(natural: readonly number[]): number {
  return probabilityOf(natural) / (1 + Math.exp(natural[0]!));
}
