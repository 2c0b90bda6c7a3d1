import { type Estimate, ShapeError, square } from '@rgflow/numerics';
import { type LeastSquaresFit, leastSquares, type Model } from '@rgflow/numerics/least-squares';
import { bendingLine, saturation } from './saturating-curve.js';
import { fitFarWeights, lengthOf } from './saturation-of-far-weights.js';
import { type BestAsymptote, type Start, scanDecayLengths } from './saturation-scan.js';

export interface FitSaturationOptions {
  /** Where the values are, shape (n). Default: 0, 1, ..., n - 1. */
  readonly x?: ArrayLike<number>;
  /** Weights >= 0 of the squared residuals, shape (n); only their ratios matter. Default: all 1. */
  readonly weights?: ArrayLike<number>;
}

/** Why there is no fit. */
export type SaturationFitReason =
  /** Fewer than three points, or all at one x besides x = 0. */
  | 'too few points'
  /** A value, place or weight is NaN or infinite, or a weight negative. */
  | 'not finite'
  /** The values are all the same, so there is nothing that saturates. */
  | 'constant'
  /** The best curve does not bend towards an asymptote: b would be 1 or more. */
  | 'not saturating'
  /** The best curve is at its asymptote from the first step on: b would be 0 or less. */
  | 'saturated at once';

/** a and b with their standard errors; all of them and `rms` NaN where `converged` is false. */
export interface SaturationFit {
  /** The asymptote, in the unit of y. */
  readonly a: Estimate;
  /** What is left of the distance to the asymptote after one step, 0 < b < 1. */
  readonly b: Estimate;
  /** Root mean square of the residuals, in the unit of y. */
  readonly rms: number;
  /** Points of non-zero weight. */
  readonly points: number;
  /**
   * Points that the curve may miss, less the two parameters: those at x = 0, where every such curve is zero, are none. With
   * 0 the curve goes through all of them, whatever they are, and a and b have no error from the residuals (NaN).
   */
  readonly freedom: number;
  readonly converged: boolean;
  /** Null if converged. */
  readonly reason: SaturationFitReason | null;
}

/**
 * The curve a (1 - b^x), 0 < b < 1, closest to the values by least squares, with the standard errors of `leastSquares`.
 *
 * For a given b the best a is linear; so b is scanned first, then both are polished. The global minimum is found, whatever
 * the scale of y, and a may be negative. Data that no such curve describes are a result, not an error: `converged` is false
 * and `reason` says why. A point at x = 0 moves nothing, as every such curve is zero there; it counts for `rms` alone.
 *
 * The standard errors are from the residuals: were the points scattered about such a curve, each on its own, a and b would
 * scatter so. They are not those of a curve whose points err together, as the layers of one network do: for these see
 * `saturationSensitivity`.
 *
 * Weights may lie any number of powers of ten apart: where one or two points outweigh all others, the curve goes through
 * them, and the others say what is left open. The limit is rounding of the values: of three or more that outweigh the others
 * by 10³⁰ and are on one curve but for their last digit, that digit is the scatter of which the errors are.
 *
 * @param y  Shape (n).
 * @throws {ShapeError}  if x or weights are of another length than y.
 *
 * @example
 * fitSaturation([0, 0.5, 0.75, 0.875]); // a 1, b 0.5, rms 0
 *
 * Source: eq. (3.37) and table 1 of arXiv:2107.06898, where y is the normalised divergence and x the layer.
 */
export function fitSaturation(y: ArrayLike<number>, options: FitSaturationOptions = {}): SaturationFit {
  const x = Array.from(options.x ?? { length: y.length }, (place, i) => place ?? i);
  const weights = Array.from(options.weights ?? { length: y.length }, (weight) => weight ?? 1);
  if (x.length !== y.length || weights.length !== y.length) {
    throw new ShapeError(
      `fitSaturation: y has ${y.length} values, x ${x.length} and weights ${weights.length}; they must be of one length.`,
    );
  }
  const kept = Array.from(x.keys()).filter((i) => weights[i] !== 0);
  const given = kept.map((i) => ({ x: x[i]!, y: y[i]!, weight: weights[i]! }));
  const obstacle = obstacleToFit(given);
  const bending = given.filter((point) => point.x !== 0);
  const counts = { points: given.length, freedom: Math.max(0, bending.length - 2) };
  if (obstacle !== null) return noFit(counts, obstacle);

  // In units of the largest value of those that bend, so that no sum overflows or vanishes.
  const unit = Math.max(...bending.map((point) => Math.abs(point.y))) || 1;
  const points = bending.map(({ x, y, weight }) => ({ x, y: y / unit, weight }));
  const weightsGiven = given.map(({ weight }) => weight);
  const areFar = Math.max(...weightsGiven) / FAR > Math.min(...weightsGiven);
  const found = areFar ? fitOfFarWeights(points) : fitOfLikeWeights(points);
  if (typeof found === 'string') return noFit(counts, found);
  const [a, rate] = [found.a, found.rate];
  const b = Math.exp(-rate.value);
  if (!(b < 1)) return noFit(counts, 'not saturating');
  if (!(b > 0)) return noFit(counts, 'saturated at once');
  return {
    a: { value: a.value * unit, standardError: a.standardError * unit, samples: counts.points },
    b: { value: b, standardError: b * rate.standardError, samples: counts.points },
    rms: rmsOfAll(given, found.rms, unit),
    ...counts,
    converged: true,
    reason: null,
  };
}

/** Weights this far apart leave the minimum by a and b at the bottom of a valley too narrow to go along. */
const FAR = 1e4;

interface Found {
  readonly a: Pick<Estimate, 'value' | 'standardError'>;
  readonly rate: Pick<Estimate, 'value' | 'standardError'>;
  readonly rms: number;
}

/** By a scan for b, and then by both. */
function fitOfLikeWeights(points: readonly Point[]): Found | SaturationFitReason {
  const heaviest = Math.max(...points.map(({ weight }) => weight));
  const inUnits = points.map((point) => ({ ...point, weight: point.weight / heaviest }));
  const start = scanDecayLengths(
    points.map(({ x }) => x),
    (decayLength) => bestAsymptote(inUnits, decayLength),
  );
  if (typeof start === 'string') return start;
  const descend = (model: Model, parameters: readonly number[]) =>
    leastSquares(
      points.map((point) => point.x),
      points.map((point) => point.y),
      model,
      parameters,
      { weights: points.map((point) => point.weight) },
    );
  const fit = start.isNearlyStraight
    ? straightFit(descend, start)
    : descend(saturation, [start.a, 1 / start.decayLength]);
  if (!fit.converged) return 'not saturating';
  const [a, rate] = fit.parameters as [Estimate, Estimate];
  return { a, rate, rms: fit.rms };
}

/** By b alone. */
function fitOfFarWeights(points: readonly Point[]): Found | SaturationFitReason {
  const rootWeights = points.map(({ weight }) => Math.sqrt(weight));
  const fit = fitFarWeights({ x: points.map(({ x }) => x), y: points.map(({ y }) => y), rootWeights });
  if (typeof fit === 'string') return fit;
  const length = lengthOf(fit.residuals);
  const scatter = points.length > 2 ? length / Math.sqrt(points.length - 2) : Number.NaN;
  return {
    a: { value: fit.a, standardError: fit.errors[0] * scatter },
    rate: { value: fit.rate, standardError: fit.errors[1] * scatter },
    rms: length / lengthOf(rootWeights),
  };
}

/** Root mean square of the residuals from that besides x = 0, in its unit of y; at x = 0 the residual is the value. */
function rmsOfAll(points: readonly Point[], rmsBesideZero: number, unit: number): number {
  const heaviest = Math.max(...points.map(({ weight }) => weight));
  const weightOf = (some: readonly Point[]) => some.reduce((sum, { weight }) => sum + weight / heaviest, 0);
  const rootOf = (some: readonly Point[]) => lengthOf(some.map(({ weight }) => Math.sqrt(weight)));
  const [atZero, bending] = [points.filter(({ x }) => x === 0), points.filter(({ x }) => x !== 0)];
  const zeroShare = weightOf(atZero) / weightOf(points);
  const whole = rootOf(points);
  // What is light is lost in the whole.
  const share = zeroShare < 1 / 2 ? Math.sqrt(1 - zeroShare) : rootOf(bending) / whole;
  return Math.hypot(
    rmsBesideZero * share * unit,
    lengthOf(atZero.map(({ y, weight }) => (Math.sqrt(weight) / whole) * y)),
  );
}

/**
 * Of a curve that bends by less than 10⁻⁴ over all points a and the rate can hardly be told apart, but its slope at 0 and
 * the rate can: a ln(1/b) and ln(1/b) are sought first. The errors are those of a and the rate all the same.
 */
function straightFit(descend: (model: Model, parameters: readonly number[]) => LeastSquaresFit, start: Start) {
  const bend = descend(bendingLine, [start.a / start.decayLength, 1 / start.decayLength]);
  const [slope, rate] = bend.parameters.map(({ value }) => value) as [number, number];
  const { parameters } = descend(saturation, [slope / rate, rate]);
  const [a, decay] = parameters as [Estimate, Estimate];
  return {
    ...bend,
    parameters: [
      { ...a, value: slope / rate },
      { ...decay, value: rate },
    ],
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

function obstacleToFit(points: readonly Point[]): SaturationFitReason | null {
  if (
    !points.every(({ x, y, weight }) => Number.isFinite(x) && Number.isFinite(y) && weight > 0 && weight < Infinity)
  ) {
    return 'not finite';
  }
  const places = new Set(points.map(({ x }) => x).filter((x) => x !== 0));
  if (points.length < 3 || places.size < 2) return 'too few points';
  const values = points.map(({ y }) => y);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const size = Math.max(Math.abs(lowest), Math.abs(highest));
  return highest - lowest <= 1e-12 * size ? 'constant' : null;
}

/**
 * For b = exp(-1/decayLength): a = Σ w y g / Σ w g² with g = 1 - b^x, by expm1 so that a nearly straight curve keeps its
 * digits.
 */
function bestAsymptote(points: readonly Point[], decayLength: number): BestAsymptote {
  const g = points.map(({ x }) => -Math.expm1(-x / decayLength));
  let product = 0;
  let norm = 0;
  points.forEach(({ y, weight }, i) => {
    product += weight * y * g[i]!;
    norm += weight * square(g[i]!);
  });
  const a = product / norm;
  let misfit = 0;
  points.forEach(({ y, weight }, i) => {
    misfit += weight * square(y - a * g[i]!);
  });
  return { a, misfit };
}

function noFit(counts: Pick<SaturationFit, 'points' | 'freedom'>, reason: SaturationFitReason): SaturationFit {
  const none = { value: Number.NaN, standardError: Number.NaN, samples: counts.points };
  return { a: none, b: none, rms: Number.NaN, ...counts, converged: false, reason };
}
