import { binade, DomainError, square } from '@rgflow/numerics';
import { checkChain, checkSites, checkValues, POSITIVE } from '../check.js';
import { excessOfRatio } from '../excess.js';
import { type ErrorsOfOne, type ExponentialFamily, NO_DOUBLE, type SymmetricMatrix } from '../family.js';
import { type Concave, maximise } from '../maximise.js';

const parameters = ['precision', 'coupling'];

/**
 * A chain of N real numbers with weights exp(-(a/2) Σ xᵢ² + c Σ xᵢxᵢ₊₁): θ = (-a/2, c), T = (Σ xᵢ², Σ xᵢxᵢ₊₁), h = 1, and
 *
 *     A = (N/2) ln 2π - ½ Σ_q ln λ_q,    λ_q = a - 2c cos q,
 *
 * over the modes of the ring, q = 2πk/N, or of the open chain, q = πk/(N + 1). It wants 2|c| < a, where a chain of any
 * length is normalisable. The samples have mean 0: subtract that of each site first.
 *
 * An autoregressive chain xᵢ₊₁ = φ xᵢ + noise has c/a = φ/(1 + φ²) inside.
 *
 * @param sites     N, at least 1; 3 for a ring.
 * @throws {DomainError}  if there are fewer sites, or more than 100,000.
 *
 * @example
 * gaussianChain(4, 'periodic').meanStatistics([-0.5, 0.3]); // [5.125, 1.875]
 */
export function gaussianChain(sites: number, boundary: 'periodic' | 'open'): ExponentialFamily<ArrayLike<number>> {
  checkChain('gaussianChain', sites, boundary);
  const bonds = boundary === 'periodic' ? sites : sites - 1;
  const cosines = Float64Array.from({ length: sites }, (_, k) =>
    boundary === 'periodic' ? Math.cos((2 * Math.PI * k) / sites) : Math.cos((Math.PI * (k + 1)) / (sites + 1)),
  );
  const statisticsOf = (values: ArrayLike<number>): readonly number[] => {
    checkSites('gaussianChain', sites, values);
    let [squares, pairs] = [0, 0];
    for (let i = 0; i < sites; i++) {
      checkValues('gaussianChain', [`the value of site ${i}`], [values[i]!]);
      squares += square(values[i]!);
      if (i < bonds) pairs += values[i]! * values[(i + 1) % sites]!;
    }
    return [squares, pairs];
  };
  return {
    name: 'gaussian-chain',
    parameters,
    statistics: ['Σ x²', 'Σ xx′'],
    naturalOf(values) {
      checkValues('gaussianChain', parameters, values, [POSITIVE]);
      const natural = [-values[0]! / 2, values[1]!];
      checkNatural(natural);
      return natural;
    },
    parametersOf(natural) {
      checkNatural(natural);
      return [-2 * natural[0]!, natural[1]!];
    },
    jacobian: () => [
      [-2, 0],
      [0, 1],
    ],
    statisticsOf,
    logBaseMeasure: () => 0,
    logPartition(natural) {
      checkNatural(natural);
      return logPartition(cosines, natural);
    },
    meanStatistics(natural) {
      checkNatural(natural);
      return meanStatistics(cosines, natural);
    },
    fisherInformation(natural) {
      checkNatural(natural);
      return covariance(cosines, natural);
    },
    errorsOfOne(natural) {
      checkNatural(natural);
      return sites === 1 ? null : errorsOfOne(cosines, natural);
    },
    divergence(p, q) {
      checkNatural(p);
      checkNatural(q);
      return cosines.reduce((sum, cosine) => sum + excessOfRatio(stiffness(q, cosine), stiffness(p, cosine)) / 2, 0);
    },
    likeliest(samples) {
      if (sites === 1) return 'one site has no neighbour, so nothing is known of the coupling';
      let most = 0;
      for (const sample of samples) for (let i = 0; i < sites; i++) most = Math.max(most, Math.abs(sample[i]!));
      if (most === 0) return 'all values are 0, so the precision is infinite';
      // In a unit in which their squares are doubles.
      const size = binade(most);
      let [squares, pairs] = [0, 0];
      for (const sample of samples) {
        const [a, b] = statisticsOf(Array.from(sample, (x) => x / size));
        squares += a! / samples.length;
        pairs += b! / samples.length;
      }
      // In units in which the variance is 1.
      const unit = squares / sites;
      const found = maximise((natural) => likelihood(cosines, natural, sites, pairs / unit), [-0.5, 0], LARGEST_FINITE);
      if (found === null) return 'neighbours are as dependent as can be';
      const natural = found.map((theta) => theta / unit / size / size);
      return natural.every(Number.isFinite) && natural[0]! < 0 ? natural : NO_DOUBLE;
    },
  };
}

/** In units of the variance: a chain this stiff has no scatter but rounding. */
const LARGEST_FINITE = 1e10;

function likelihood(cosines: Float64Array, natural: readonly number[], squares: number, pairs: number): Concave {
  if (!isNormalisable(natural)) {
    return { value: Number.NEGATIVE_INFINITY, gradient: [0, 0], curvature: covariance(cosines, [-1, 0]) };
  }
  const [first, second] = natural as [number, number];
  const [meanSquares, meanPairs] = meanStatistics(cosines, natural);
  return {
    value: first * squares + second * pairs - logPartition(cosines, natural),
    gradient: [squares - meanSquares!, pairs - meanPairs!],
    curvature: covariance(cosines, natural),
  };
}

function logPartition(cosines: Float64Array, natural: readonly number[]): number {
  let sum = 0;
  for (const cosine of cosines) sum += Math.log(stiffness(natural, cosine));
  return (cosines.length * Math.log(2 * Math.PI) - sum) / 2;
}

function meanStatistics(cosines: Float64Array, natural: readonly number[]): readonly number[] {
  let [squares, pairs] = [0, 0];
  for (const cosine of cosines) {
    const variance = 1 / stiffness(natural, cosine);
    squares += variance;
    pairs += cosine * variance;
  }
  return [squares, pairs];
}

function covariance(cosines: Float64Array, natural: readonly number[]): SymmetricMatrix {
  let [squares, mixed, pairs] = [0, 0, 0];
  for (const cosine of cosines) {
    const twice = 2 / square(stiffness(natural, cosine));
    squares += twice;
    mixed += cosine * twice;
    pairs += square(cosine) * twice;
  }
  return [
    [squares, mixed],
    [mixed, pairs],
  ];
}

/**
 * By what is left of the variance of Σ xx′ beside Σ x², Σ w (cos q - mean of cos q)² with w = 2/λ_q²: near the massless
 * point, where the softest mode is nearly all there is, cosines are taken from that of this mode.
 */
function errorsOfOne(cosines: Float64Array, natural: readonly number[]): ErrorsOfOne {
  const all = cosines.map((cosine) => stiffness(natural, cosine));
  const softest = all.reduce((least, each, at) => (each < all[least]! ? at : least), 0);
  const [unit, origin] = [all[softest]!, cosines[softest]!];
  const weights = all.map((each) => 2 / square(each / unit));
  let [squares, mean, pairs] = [0, 0, 0];
  weights.forEach((weight, at) => {
    squares += weight;
    mean += weight * (cosines[at]! - origin);
    pairs += weight * square(cosines[at]!);
  });
  mean /= squares;
  let left = 0;
  weights.forEach((weight, at) => {
    left += weight * square(cosines[at]! - origin - mean);
  });
  const [first, second] = [(unit * Math.sqrt(pairs / left)) / Math.sqrt(squares), unit / Math.sqrt(left)];
  return { natural: [first, second], parameters: [2 * first, second] };
}

/** λ_q. */
function stiffness(natural: readonly number[], cosine: number): number {
  return -2 * (natural[0]! + natural[1]! * cosine);
}

function isNormalisable([first, second]: readonly number[]): boolean {
  return Math.abs(second!) < -first!;
}

function checkNatural(natural: readonly number[]): void {
  checkValues('gaussianChain', ['θ of Σ x²', 'θ of Σ xx′'], natural);
  if (!isNormalisable(natural)) {
    throw new DomainError(
      `gaussianChain: precision ${-2 * natural[0]!} and coupling ${natural[1]!} have no partition function; ` +
        'expected 2 |coupling| < precision.',
    );
  }
}
