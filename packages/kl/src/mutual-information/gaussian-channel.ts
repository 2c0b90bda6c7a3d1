import { binade, DomainError, ShapeError } from '@rgflow/numerics';
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
 * by Cholesky in float64, O(outputs³): absolute error some 1e-16 times the outputs. Exact, not an estimate: what estimators
 * are tested on. No upper limit, since X is continuous.
 *
 * @throws {ShapeError}   if the covariance is not square or the weights do not fit to it.
 * @throws {DomainError}  if an entry is not finite, the noise variance not positive, or the covariance not symmetric or with
 *                        a negative variance in a direction that the weights see.
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
  const unit = binade(largestOf(weights));
  const unitOfCovariance = binade(largestOf(covariance));
  const a = Matrix.from1DArray(
    outputs,
    inputs,
    Array.from(weights, (weight) => weight / unit),
  );
  const noise = noiseVariance / unit / unitOfCovariance / unit;
  const signal = a.mmul(s.div(unitOfCovariance)).mmul(a.transpose()).div(noise);
  return logDeterminant(where, Matrix.eye(outputs).add(symmetric(signal))) / 2;
}

/**
 * Mutual information of the first `units` and the other components of a Gaussian vector, in nats:
 *
 *     I(X;Y) = (1/2) ln[ det S_xx det S_yy / det S ].
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
  const x = correlations.subMatrix(0, units - 1, 0, units - 1);
  const y = correlations.subMatrix(units, n - 1, units, n - 1);
  return (logDeterminant(where, x) + logDeterminant(where, y) - logDeterminant(where, correlations)) / 2;
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

/** ln det of a symmetric matrix. */
function logDeterminant(where: string, matrix: Matrix): number {
  const cholesky = new CholeskyDecomposition(matrix);
  if (!cholesky.isPositiveDefinite()) {
    throw new DomainError(
      `${where}: the covariance is not positive definite to float64; is a component a linear function of others, or a ` +
        'variance negative?',
    );
  }
  return 2 * cholesky.lowerTriangularMatrix.diagonal().reduce((sum, entry) => sum + Math.log(entry), 0);
}
