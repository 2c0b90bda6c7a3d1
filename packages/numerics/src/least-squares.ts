import { inverse, Matrix, QrDecomposition } from 'ml-matrix';
import { DomainError, ShapeError } from './errors.js';
import type { Estimate } from './estimate.js';
import { binade, square } from './power.js';

/** A curve y = f(x; p) with its partial derivatives by the parameters p. */
export interface Model {
  readonly value: (x: number, parameters: readonly number[]) => number;
  /** ∂f/∂pₖ at x, shape (parameters). */
  readonly gradient: (x: number, parameters: readonly number[]) => readonly number[];
}

export interface LeastSquaresOptions {
  /** wᵢ >= 0 of the squared residuals, shape (n); only their ratios matter, at most 10²⁰. Default: all 1. */
  readonly weights?: ArrayLike<number>;
}

export interface LeastSquaresFit {
  /**
   * Each with its standard error: Infinity where the data do not determine the parameter, NaN if there are no more points
   * than parameters.
   */
  readonly parameters: readonly Estimate[];
  /** Σᵢ wᵢ rᵢ²; Infinity or 0 where no double is of its size. */
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
 * errors do not change when all weights are multiplied by a number. Neither the size of y nor the units of the parameters
 * matter: damping and tolerances are relative, also where J is nearly degenerate.
 *
 * Weights that lie far apart cost digits, as what rounding leaves at the heaviest points hides the light ones: with one or
 * two points that outweigh the others by 10⁸ to 10²⁰ parameters were within 10⁻⁵ of their standard error. Beyond 10²⁰ they
 * are refused.
 *
 * @param x, y     Shape (n), finite.
 * @param initial  Starting parameters, finite; f must be finite there.
 * @throws {ShapeError}   if lengths differ or there are fewer points than parameters, or than 2.
 * @throws {DomainError}  if a number or a value of the model at the start is not finite, a weight is negative, or two lie
 *                        further apart than 10²⁰.
 *
 * @example A straight line through three points
 * const line = { value: (x, [a, b]) => a + b * x, gradient: (x) => [1, x] };
 * leastSquares([0, 1, 2], [1, 3, 4], line, [0, 0]).parameters; // 1.17 ± 0.37, 1.50 ± 0.29
 *
 * Source: J. J. Moré, The Levenberg–Marquardt algorithm: implementation and theory, Lecture Notes in Mathematics 630, 105
 * (1978), for damping in units of the columns of J. The library for it, ml-levenberg-marquardt (5.1.0), damps and stops by
 * absolute numbers, so that its answer depends on the units.
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
  const needed = Math.max(2, initial.length);
  if (kept.length < needed) {
    throw new ShapeError(
      `leastSquares: ${kept.length} points for ${initial.length} parameters; give at least ${needed} of non-zero weight.`,
    );
  }
  const largest = Math.max(...weights);
  const least = Math.min(...kept.map((i) => weights[i]!));
  if (least < largest / FARTHEST_WEIGHTS) {
    throw new DomainError(
      `leastSquares: weights go from ${least} to ${largest}, more than 10^20 apart, where rounding at the ` +
        'heaviest points hides the lightest; give these weight 0, or hold the model to the heaviest.',
    );
  }
  const data: Data = {
    x: kept.map((i) => x[i]!),
    y: kept.map((i) => y[i]!),
    rootWeights: kept.map((i) => Math.sqrt(weights[i]! / largest)),
  };
  const found = descend(data, model, initial);
  const errors = standardErrors(found);
  const totalWeight = data.rootWeights.reduce((sum, w) => sum + w * w, 0);
  return {
    parameters: found.parameters.map((value, k) => ({ value, standardError: errors[k]!, samples: kept.length })),
    residualSumOfSquares: Math.sqrt(largest) * found.residual * (Math.sqrt(largest) * found.residual),
    rms: found.residual / Math.sqrt(totalWeight),
    points: kept.length,
    converged: isStationary(found),
  };
}

/** The points that count. */
interface Data {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** √(wᵢ / largest w). */
  readonly rootWeights: readonly number[];
}

/** The model about some parameters; everything weighted. */
interface Linearisation {
  readonly parameters: readonly number[];
  /** y - f, shape (n). */
  readonly residuals: readonly number[];
  /** J with every column divided by its length, shape (n, parameters). */
  readonly directions: Matrix;
  /** Of the columns of J. */
  readonly lengths: readonly number[];
  /** Length of the residuals. */
  readonly residual: number;
  /** The largest component of the residuals along a column of J. */
  readonly slope: number;
  /** Length of y or of f, whichever is longer: what the residuals are rounded by, times ε. */
  readonly size: number;
}

/**
 * Gauss–Newton steps where they help, damped ones where they do not, until a step would change f by less than its rounding.
 */
function descend(data: Data, model: Model, initial: readonly number[]): Linearisation {
  let here = linearise(data, model, initial);
  let damping = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { shift, reach } = dampedStep(here, damping);
    if (!(reach > 2 * Number.EPSILON * here.size)) break;
    const there = linearise(
      data,
      model,
      here.parameters.map((p, k) => p + shift[k]!),
    );
    if (isBetter(there, here)) {
      here = there;
      damping = damping > LEAST_DAMPING ? damping / 10 : 0;
    } else damping = Math.max(LEAST_DAMPING, 10 * damping);
  }
  return here;
}

const MOST_STEPS = 1000;

/** Of which the roots are 10¹⁰, so that six digits of the light points are left beside ε of the heavy ones. */
const FARTHEST_WEIGHTS = 1e20;

/** Of columns of length 1. */
const LEAST_DAMPING = 1e-9;

/** Two unit columns closer than this to linear dependence cannot be told apart in double precision. */
const RANK_TOLERANCE = 1e-13;

function linearise({ x, y, rootWeights }: Data, model: Model, parameters: readonly number[]): Linearisation {
  const values = x.map((place, i) => model.value(place, parameters) * rootWeights[i]!);
  const wanted = y.map((value, i) => value * rootWeights[i]!);
  const residuals = wanted.map((value, i) => value - values[i]!);
  const directions = new Matrix(
    x.map((place, i) => Array.from(model.gradient(place, parameters), (g) => g * rootWeights[i]!)),
  );
  const lengths = Array.from({ length: directions.columns }, (_, k) => norm(directions.getColumn(k)));
  directions.divRowVector(lengths.map((length) => length || 1));
  const slopes = directions.transpose().mmul(Matrix.columnVector(residuals)).to1DArray();
  return {
    parameters,
    residuals,
    directions,
    lengths,
    residual: norm(residuals),
    slope: Math.max(...slopes.map(Math.abs)),
    size: Math.max(norm(wanted), norm(values)),
  };
}

/**
 * The shift of the parameters that makes the linear model fit best with √damping times its length, in units of the columns
 * of J, as a further residual; and how far f moves by it.
 */
function dampedStep(here: Linearisation, damping: number): { shift: readonly number[]; reach: number } {
  const { directions, lengths, residuals } = here;
  const [n, count] = [directions.rows, directions.columns];
  const matrix = Matrix.zeros(n + (damping > 0 ? count : 0), count).setSubMatrix(directions, 0, 0);
  if (damping > 0) for (let k = 0; k < count; k++) matrix.set(n + k, k, Math.sqrt(damping));
  const qr = new QrDecomposition(matrix);
  const smallest = Math.min(...qr.upperTriangularMatrix.diagonal().map(Math.abs));
  if (damping === 0 && !(smallest > RANK_TOLERANCE)) return dampedStep(here, LEAST_DAMPING);
  const padded = Array.from({ length: matrix.rows }, (_, i) => residuals[i] ?? 0);
  const step = qr.solve(Matrix.columnVector(padded));
  return {
    shift: step.to1DArray().map((q, k) => q / (lengths[k]! || 1)),
    reach: norm(directions.mmul(step).to1DArray()),
  };
}

/**
 * Whether the residuals are shorter, or as long to rounding and nearer to a stationary point: the sum of squares is flat
 * within half the digits of its minimum, the slope is not.
 */
function isBetter(there: Linearisation, here: Linearisation): boolean {
  const rounding = 4 * Number.EPSILON * here.size;
  if (there.residual < here.residual - rounding) return Number.isFinite(there.slope);
  return there.residual <= here.residual + rounding && there.slope < here.slope;
}

/** With J = QR, (JᵀJ)⁻¹ = R⁻¹ R⁻ᵀ; forming JᵀJ would lose half the digits. */
function standardErrors({ directions, lengths, residual }: Linearisation): readonly number[] {
  const freedom = directions.rows - directions.columns;
  if (freedom < 1) return lengths.map(() => Number.NaN);
  if (!lengths.every((length) => length > 0 && length < Number.POSITIVE_INFINITY)) {
    return lengths.map(() => Number.POSITIVE_INFINITY);
  }
  const r = new QrDecomposition(directions).upperTriangularMatrix;
  const smallest = Math.min(...r.diagonal().map(Math.abs));
  if (!(smallest > RANK_TOLERANCE)) return lengths.map(() => Number.POSITIVE_INFINITY);
  const inverseR = inverse(r);
  const scatter = residual / Math.sqrt(freedom);
  return lengths.map((length, k) => (scatter / length) * norm(inverseR.getRow(k)));
}

/** The residuals are orthogonal to every column of J but for rounding, or there are none. */
function isStationary({ residual, slope, size }: Linearisation): boolean {
  return residual <= 1e-13 * size || slope <= Math.max(1e-6 * residual, 8 * Number.EPSILON * size);
}

/** √Σ vᵢ², in units of the largest, so that no square overflows or vanishes. */
function norm(v: readonly number[]): number {
  const unit = binade(v.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0));
  return unit * Math.sqrt(v.reduce((sum, x) => sum + square(x / unit), 0));
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
