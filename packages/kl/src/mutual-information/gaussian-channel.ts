import { binade, DomainError, ShapeError } from '@rgflow/numerics';
import { whitening } from '@rgflow/numerics/whitening';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { checkNoiseVariance } from './noise-kernel.js';

/** T = A x + ε with x ~ N(0, S) and ε ~ N(0, s² 1). */
export interface LinearGaussianLayer {
  /** A, shape (outputs, inputs), row-major. */
  readonly weights: ArrayLike<number>;
  /** S, shape (inputs, inputs): symmetric, positive semidefinite. */
  readonly covariance: ArrayLike<number>;
  /** s² > 0. */
  readonly noiseVariance: number;
}

/**
 * Mutual information of the input and the output of a linear layer with Gaussian noise and a Gaussian input, in nats:
 *
 *     I(X;T) = (1/2) ln det(1 + A S Aᵀ / s²),
 *
 * by a factorisation in float64 that never adds the 1, O(outputs³): relative error some 1e-15, also where the noise leaves
 * 1e-300 nats, and some 1e-16 nats an output beside that. Exact, not an estimate: what estimators are tested on. No upper
 * limit, since X is continuous.
 *
 * @throws {ShapeError}   if the covariance is not square or the weights do not fit to it.
 * @throws {DomainError}  if an entry is not finite, the noise variance not positive, the covariance not symmetric or with a
 *                        negative variance in a direction that the weights see, or the signal 10³⁰⁸ times the noise.
 *
 * @example One number through noise of a tenth of its variance: (1/2) ln 11
 * linearGaussianInformation({ weights: [1], covariance: [1], noiseVariance: 0.1 }); // 1.1989
 *
 * Source: T. M. Cover, J. A. Thomas, Elements of Information Theory (2006), section 9.4.
 */
export function linearGaussianInformation({ weights, covariance, noiseVariance }: LinearGaussianLayer): number {
  const where = 'linearGaussianInformation';
  checkNoiseVariance(where, noiseVariance);
  const s = squareMatrix(where, covariance);
  const inputs = s.rows;
  const outputs = weights.length / inputs;
  if (!Number.isSafeInteger(outputs) || outputs < 1) {
    throw new ShapeError(
      `${where}: the weights have ${weights.length} entries and the covariance is (${inputs}, ${inputs}); expected weights ` +
        `of shape (outputs, ${inputs}).`,
    );
  }
  // In powers of two near their largest entries, so that no product overflows or vanishes on the way.
  const [ofWeights, ofCovariance] = [largestOf(weights), largestOf(covariance)];
  if (ofWeights === 0 || ofCovariance === 0) return 0;
  const [unit, unitOfCovariance] = [binade(ofWeights), binade(ofCovariance)];
  const a = Matrix.from1DArray(
    outputs,
    inputs,
    Array.from(weights, (weight) => weight / unit),
  );
  const noise = noiseVariance / unit / unitOfCovariance / unit;
  const signal = a.mmul(s.div(unitOfCovariance)).mmul(a.transpose()).div(noise);
  if (Number.isFinite(ofWeights) && !signal.to1DArray().every(Number.isFinite)) {
    throw new DomainError(
      `${where}: weights of ${ofWeights} and variances of ${ofCovariance} are a signal of more than 10^308 times the noise, ` +
        `${noiseVariance}; give more noise.`,
    );
  }
  return logDeterminantBeyondOne(where, symmetric(signal)) / 2;
}

/**
 * Mutual information of the first `units` and the other components of a Gaussian vector, in nats:
 *
 *     I(X;Y) = (1/2) ln[ det S_xx det S_yy / det S ] = -(1/2) ln det(1 - KᵀK),    K = S_xx^(-1/2) S_xy S_yy^(-1/2).
 *
 * The second form has all digits of weak correlations, from 1e-150 on, where X and Y each are well conditioned: relative
 * error some 1e-15, which grows with these conditions, and as 1 / (1 - ρ²) where the strongest canonical correlation ρ is
 * near 1. Smaller correlations give 0.
 *
 * A function of the correlations alone. It is what second moments can show of any distribution with this covariance; the
 * information itself is at least that only where X and Y each are Gaussian by themselves. Infinite where a component of Y is
 * a linear function of X; the covariance is then singular, and refused.
 *
 * @param covariance  S, shape (n, n), row-major: symmetric, positive definite.
 * @param units       Components of X, from 1 to n - 1.
 * @throws {ShapeError}   if the covariance is not square.
 * @throws {DomainError}  if it is not symmetric and positive definite, or `units` out of range.
 *
 * @example Correlation 0.9: -(1/2) ln(1 - 0.81)
 * gaussianInformation([1, 0.9, 0.9, 1], 1); // 0.8304
 */
export function gaussianInformation(covariance: ArrayLike<number>, units: number): number {
  const where = 'gaussianInformation';
  const s = squareMatrix(where, covariance);
  const n = s.rows;
  if (!Number.isSafeInteger(units) || units < 1 || units >= n) {
    throw new DomainError(
      `${where}: units is ${units} of ${n} components; expected 1 to ${n - 1}, so that both sides have one.`,
    );
  }
  const still = s.diagonal().indexOf(0);
  if (still !== -1) {
    throw new DomainError(
      `${where}: component ${still} has variance 0; it tells nothing and nothing of it is told: leave it out.`,
    );
  }
  // Determinants of correlations: those of covariances overflow where the units of the components do not suit.
  const scale = s.diagonal().map(Math.sqrt);
  const correlations = new Matrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) correlations.set(i, j, s.get(i, j) / (scale[i]! * scale[j]!));
  checkPositive(where, new CholeskyDecomposition(correlations).isPositiveDefinite());
  const side = (first: number, last: number) => {
    const { inverseFactor } = whitening(correlations.subMatrix(first, last, first, last).to1DArray());
    return Matrix.from1DArray(last - first + 1, last - first + 1, Array.from(inverseFactor));
  };
  const across = correlations.subMatrix(0, units - 1, units, n - 1);
  const k = side(0, units - 1)
    .mmul(across)
    .mmul(side(units, n - 1).transpose());
  return (0 - logDeterminantBeyondOne(where, k.transpose().mmul(k).neg())) / 2;
}

function squareMatrix(where: string, entries: ArrayLike<number>): Matrix {
  const n = Math.sqrt(entries.length);
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new ShapeError(`${where}: the covariance has ${entries.length} entries; expected shape (n, n).`);
  }
  const matrix = Matrix.from1DArray(n, n, Array.from(entries));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [matrix.get(i, j), matrix.get(j, i)];
      // Sums in another order leave the two halves different by a rounding.
      if (!(Math.abs(a - b) <= SYMMETRY * Math.sqrt(matrix.get(i, i)) * Math.sqrt(matrix.get(j, j)))) {
        throw new DomainError(
          `${where}: the covariance has ${a} in (${i}, ${j}) and ${b} in (${j}, ${i}); expected a symmetric matrix of finite ` +
            'numbers with a non-negative diagonal.',
        );
      }
    }
  }
  return symmetric(matrix);
}

/** Of the geometric mean of the two variances; float32 covariances pass. */
const SYMMETRY = 1e-6;

function largestOf(entries: ArrayLike<number>): number {
  return Array.from(entries).reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
}

function symmetric(matrix: Matrix): Matrix {
  return matrix.transpose().add(matrix).div(2);
}

/**
 * ln det(1 + B) of a symmetric matrix, 1 + B = L D Lᵀ with D = 1 + e: where B is small so is e, and ln(1 + e) keeps
 * its digits.
 */
function logDeterminantBeyondOne(where: string, b: Matrix): number {
  const n = b.rows;
  const lower = Matrix.zeros(n, n);
  const pivots = new Float64Array(n);
  let sum = 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let entry = b.get(i, j);
      for (let k = 0; k < j; k++) entry -= lower.get(i, k) * (pivots[k]! * lower.get(j, k));
      if (i === j) {
        checkPositive(where, 1 + entry > 0);
        pivots[j] = 1 + entry;
        sum += Math.log1p(entry);
      } else lower.set(i, j, entry / pivots[j]!);
    }
  }
  return sum;
}

function checkPositive(where: string, isPositive: boolean): void {
  if (isPositive) return;
  throw new DomainError(
    `${where}: the covariance is not positive definite to float64; is a component a linear function of others, or a ` +
      'variance negative?',
  );
}
