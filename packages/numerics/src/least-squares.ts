import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { inverse, Matrix, QrDecomposition } from 'ml-matrix';
import { DomainError, ShapeError } from './errors.js';

/** A curve y = f(x; p) with its partial derivatives by the parameters p. */
export interface Model {
  readonly value: (x: number, parameters: readonly number[]) => number;
  /** ∂f/∂pₖ at x, shape (parameters). */
  readonly gradient: (x: number, parameters: readonly number[]) => readonly number[];
}

export interface LeastSquaresOptions {
  /** wᵢ >= 0 of the squared residuals, shape (n); only their ratios matter. Default: all 1. */
  readonly weights?: ArrayLike<number>;
}

export interface LeastSquaresFit {
  readonly parameters: readonly number[];
  /** Infinity where the data do not determine the parameter; NaN if there are no more points than parameters. */
  readonly standardErrors: readonly number[];
  /** Σᵢ wᵢ rᵢ². */
  readonly residualSumOfSquares: number;
  /** Root mean square of the residuals, √(Σᵢ wᵢ rᵢ² / Σᵢ wᵢ). */
  readonly rms: number;
  /** Points of non-zero weight. */
  readonly points: number;
  /** Whether the gradient vanishes there: a stationary point, not merely the last one tried. */
  readonly converged: boolean;
}

/**
 * The parameters p that minimise Σᵢ wᵢ (yᵢ - f(xᵢ; p))², by Levenberg–Marquardt from `initial`, with the standard errors
 *
 *     se(pₖ)² = s² [(JᵀWJ)⁻¹]ₖₖ,    s² = Σᵢ wᵢ rᵢ² / (n - number of parameters),    Jᵢₖ = ∂f(xᵢ)/∂pₖ.
 *
 * A local minimum: a good start is the caller's business. The scatter s is estimated from the residuals themselves, so the
 * errors do not change when all weights are multiplied by a number.
 *
 * @param x, y     Shape (n), finite.
 * @param initial  Starting parameters, finite; f must be finite there.
 * @throws {ShapeError}   if lengths differ or there are fewer points than parameters, or than 2.
 * @throws {DomainError}  if a number or a value of the model at the start is not finite, or a weight is negative.
 *
 * @example A straight line through three points
 * const line = { value: (x, [a, b]) => a + b * x, gradient: (x) => [1, x] };
 * leastSquares([0, 1, 2], [1, 3, 4], line, [0, 0]); // parameters [1.1667, 1.5], standardErrors [0.3727, 0.2887]
 *
 * Source: K. Madsen, H. B. Nielsen, O. Tingleff, Methods for Non-linear Least Squares Problems (2004).
 */
export function leastSquares(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  model: Model,
  initial: readonly number[],
  options: LeastSquaresOptions = {},
): LeastSquaresFit {
  const weights = Array.from(options.weights ?? { length: y.length }, (w) => w ?? 1);
  check(x, y, model, initial, weights);
  // A point of weight zero says nothing; left in it would only have to be divided out again.
  const kept = Array.from(weights.keys()).filter((i) => weights[i]! > 0);
  const data: Data = {
    x: kept.map((i) => x[i]!),
    y: kept.map((i) => y[i]!),
    rootWeights: kept.map((i) => Math.sqrt(weights[i]!)),
  };
  const needed = Math.max(2, initial.length);
  if (kept.length < needed) {
    throw new ShapeError(
      `leastSquares: ${kept.length} points for ${initial.length} parameters; give at least ${needed} of non-zero weight.`,
    );
  }

  const parameters = descend(data, model, initial);
  const { jacobian, residuals } = linearise(data, model, parameters);
  const residualSumOfSquares = residuals.dot(residuals);
  const totalWeight = data.rootWeights.reduce((sum, w) => sum + w * w, 0);
  return {
    parameters,
    standardErrors: standardErrors(jacobian, residualSumOfSquares),
    residualSumOfSquares,
    rms: Math.sqrt(residualSumOfSquares / totalWeight),
    points: kept.length,
    converged: isStationary(jacobian, residuals, data),
  };
}

interface Data {
  readonly x: number[];
  readonly y: number[];
  readonly rootWeights: number[];
}

function descend(data: Data, model: Model, initial: readonly number[]): readonly number[] {
  let parameters = Array.from(initial);
  let error = Number.POSITIVE_INFINITY;
  // The library's abscissa is the number of the point, because its own `weights` weigh the Hessian and the gradient
  // differently (5.1.0), which goes astray.
  const points = Array.from(data.x.keys());
  // It stops after a number of steps only (its tolerance is an absolute sum of squares); so it is called again
  // until a whole round brings nothing.
  for (let round = 0; round < 50; round++) {
    const fit = levenbergMarquardt(
      { x: points, y: data.y.map((y, i) => y * data.rootWeights[i]!) },
      (p) => (i) => model.value(data.x[i]!, p) * data.rootWeights[i]!,
      {
        initialValues: parameters,
        jacobianFunction: (p) => (i) => Array.from(model.gradient(data.x[i]!, p), (g) => g * data.rootWeights[i]!),
        damping: 1e-3,
        errorTolerance: 0,
        maxIterations: 20,
      },
    );
    if (!(fit.parameterError < error)) break;
    error = fit.parameterError;
    parameters = fit.parameterValues;
  }
  return parameters;
}

/** Weighted residuals y - f, shape (n, 1), and the weighted Jacobian of f, shape (n, parameters). */
function linearise(data: Data, model: Model, parameters: readonly number[]): { jacobian: Matrix; residuals: Matrix } {
  const rows = data.x.map((x, i) => Array.from(model.gradient(x, parameters), (g) => g * data.rootWeights[i]!));
  const residuals = data.x.map((x, i) => (data.y[i]! - model.value(x, parameters)) * data.rootWeights[i]!);
  return { jacobian: new Matrix(rows), residuals: Matrix.columnVector(residuals) };
}

/**
 * With J = QR, (JᵀJ)⁻¹ = R⁻¹ R⁻ᵀ; forming JᵀJ would lose half the digits. Columns are scaled to length 1 first, so that
 * "rank deficient" does not depend on the unit of a parameter.
 */
function standardErrors(jacobian: Matrix, residualSumOfSquares: number): readonly number[] {
  const freedom = jacobian.rows - jacobian.columns;
  const lengths = columnLengths(jacobian);
  if (freedom < 1) return lengths.map(() => Number.NaN);
  if (!lengths.every((length) => length > 0 && length < Number.POSITIVE_INFINITY)) {
    return lengths.map(() => Number.POSITIVE_INFINITY);
  }
  const scaled = Matrix.from1DArray(jacobian.rows, jacobian.columns, jacobian.to1DArray());
  scaled.divRowVector(lengths);
  const r = new QrDecomposition(scaled).upperTriangularMatrix;
  const smallest = Math.min(...r.diagonal().map(Math.abs));
  if (!(smallest > RANK_TOLERANCE)) return lengths.map(() => Number.POSITIVE_INFINITY);
  const inverseR = inverse(r);
  const scatter = Math.sqrt(residualSumOfSquares / freedom);
  return lengths.map((length, k) => (scatter * Math.hypot(...inverseR.getRow(k))) / length);
}

/** Two unit columns closer than this to linear dependence cannot be told apart in double precision. */
const RANK_TOLERANCE = 1e-13;

/**
 * The residual is orthogonal to every column of the Jacobian, or there is no residual. The sum of squares is flat to
 * rounding within a cosine of √ε = 1.5e-8 of the minimum, hence the tolerance.
 */
function isStationary(jacobian: Matrix, residuals: Matrix, data: Data): boolean {
  const length = Math.sqrt(residuals.dot(residuals));
  const size = Math.hypot(...data.y.map((y, i) => y * data.rootWeights[i]!));
  if (length <= 1e-13 * size) return true;
  const products = jacobian.transpose().mmul(residuals).to1DArray();
  return columnLengths(jacobian).every((column, k) => Math.abs(products[k]!) <= 1e-6 * column * length);
}

function columnLengths(matrix: Matrix): number[] {
  return Array.from({ length: matrix.columns }, (_, k) => Math.hypot(...matrix.getColumn(k)));
}

function check(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  model: Model,
  initial: readonly number[],
  weights: readonly number[],
): void {
  if (x.length !== y.length || weights.length !== y.length) {
    throw new ShapeError(
      `leastSquares: x has ${x.length} points, y ${y.length} and weights ${weights.length}; they must be of one length.`,
    );
  }
  for (let i = 0; i < y.length; i++) {
    const [xi, yi, wi] = [x[i]!, y[i]!, weights[i]!];
    if (!Number.isFinite(xi) || !Number.isFinite(yi) || !Number.isFinite(wi) || wi < 0) {
      throw new DomainError(
        `leastSquares: point ${i} is x = ${xi}, y = ${yi} with weight ${wi}; give finite numbers, weights not below 0.`,
      );
    }
    if (!Number.isFinite(model.value(xi, initial))) {
      throw new DomainError(
        `leastSquares: the model is ${model.value(xi, initial)} at x = ${xi} for the initial parameters ` +
          `(${initial.join(', ')}); start where it is finite.`,
      );
    }
  }
}
