import { type Estimate, pow, ShapeError, square } from '@rgflow/numerics';
import { type LeastSquaresFit, leastSquares, type Model } from '@rgflow/numerics/least-squares';

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

  // In units of the largest value and weight, so that no sum overflows or vanishes.
  const unit = Math.max(...given.map((point) => Math.abs(point.y)));
  const heaviest = Math.max(...given.map((point) => point.weight));
  const points = given.map(({ x, y, weight }) => ({ x, y: y / unit, weight: weight / heaviest }));

  const start = scan(points);
  if (typeof start === 'string') return noFit(counts, start);
  const descend = (model: Model, parameters: readonly number[]) =>
    leastSquares(
      bending.map((point) => point.x),
      bending.map((point) => point.y / unit),
      model,
      parameters,
      { weights: bending.map((point) => point.weight) },
    );
  const fit = start.isNearlyStraight
    ? straightFit(descend, start)
    : descend(saturation, [start.a, 1 / start.decayLength]);
  const [a, rate] = fit.parameters as [Estimate, Estimate];
  const b = Math.exp(-rate.value);
  if (!fit.converged || !(b < 1)) return noFit(counts, 'not saturating');
  if (!(b > 0)) return noFit(counts, 'saturated at once');
  return {
    a: { value: a.value * unit, standardError: a.standardError * unit, samples: counts.points },
    b: { value: b, standardError: b * rate.standardError, samples: counts.points },
    rms: rmsOfAll(points, fit.rms) * unit,
    ...counts,
    converged: true,
    reason: null,
  };
}

/** Root mean square of the residuals from that of the points besides x = 0; there the residual is the value. */
function rmsOfAll(points: readonly Point[], rmsBesideZero: number): number {
  const weightOf = (some: readonly Point[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const atZero = points.filter(({ x }) => x === 0);
  const squares = atZero.reduce((sum, { y, weight }) => sum + weight * square(y), 0);
  const whole = weightOf(points);
  return Math.hypot(rmsBesideZero * Math.sqrt(1 - weightOf(atZero) / whole), Math.sqrt(squares / whole));
}

/** a (1 - bˣ) by the rate -ln b, in which a curve that is nearly straight over all points keeps its digits. */
const saturation: Model = {
  value: (x, [a, rate]) => -a! * Math.expm1(-rate! * x),
  gradient: (x, [a, rate]) => [-Math.expm1(-rate! * x), a! * x * Math.exp(-rate! * x)],
};

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

/** m (1 - e^(-rate x)) / rate, m the slope at 0. */
const bendingLine: Model = {
  value: (x, [slope, rate]) => (slope! * -Math.expm1(-rate! * x)) / rate!,
  gradient: (x, [slope, rate]) => [-Math.expm1(-rate! * x) / rate!, -slope! * square(x) * secondOrder(rate! * x)],
};

/** (1 - (1 + u) e⁻ᵘ) / u², by its series where it would lose its digits. */
function secondOrder(u: number): number {
  if (Math.abs(u) > 0.01) return (-Math.expm1(-u) - u * Math.exp(-u)) / square(u);
  return 1 / 2 + u * (-1 / 3 + u * (1 / 8 + u * (-1 / 30 + u / 144)));
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
 * The best of many b between 0 and 1, with its a. They are spaced evenly in ln(-1 / ln b), the logarithm of the number of
 * steps after which 1/e is left, from a fraction of the shortest step to many times the longest: there the curve is a step,
 * or nearly straight. Where the straightest is the best, the search goes on as evenly until rounding leaves nothing of a
 * bend. If the best is at an end, there is no minimum inside.
 */
function scan(points: readonly Point[]): Start | SaturationFitReason {
  const distances = points.map(({ x }) => Math.abs(x)).filter((x) => x > 0);
  const [shortest, longest] = [Math.min(...distances) / 30, Math.max(...distances) * 1e4];
  let best = { a: Number.NaN, decayLength: Number.NaN, sumOfSquares: Number.POSITIVE_INFINITY, step: -1 };
  for (let step = 0; step <= SCAN_STEPS; step++) {
    const decayLength = shortest * pow(longest / shortest, step / SCAN_STEPS);
    const candidate = bestAsymptote(points, decayLength);
    if (candidate.sumOfSquares < best.sumOfSquares) best = { ...candidate, step };
  }
  const furthest =
    best.step === SCAN_STEPS ? Math.ceil((Math.LN10 * FURTHER_DECADES * SCAN_STEPS) / Math.log(longest / shortest)) : 0;
  for (let further = 1; further <= furthest; further++) {
    const candidate = bestAsymptote(points, longest * pow(longest / shortest, further / SCAN_STEPS));
    if (candidate.sumOfSquares < best.sumOfSquares) best = { ...candidate, step: SCAN_STEPS + further };
  }
  if (best.step === SCAN_STEPS + furthest || best.step === -1) return 'not saturating';
  if (best.step === 0) return 'saturated at once';
  return { a: best.a, decayLength: best.decayLength, isNearlyStraight: best.step >= SCAN_STEPS };
}

interface Start {
  readonly a: number;
  /** -1 / ln b. */
  readonly decayLength: number;
  /** More than 10⁴ times the longest distance. */
  readonly isNearlyStraight: boolean;
}

/** 2 % from one decay length to the next, for 28 layers. */
const SCAN_STEPS = 800;

/** Of a curve whose decay length is 10¹² times the longest step the bend is a thousand roundings. */
const FURTHER_DECADES = 8;

/**
 * For b = exp(-1/decayLength): a = Σ w y g / Σ w g² with g = 1 - b^x, by expm1 so that a nearly straight curve keeps its
 * digits.
 */
function bestAsymptote(
  points: readonly Point[],
  decayLength: number,
): { a: number; decayLength: number; sumOfSquares: number } {
  const g = points.map(({ x }) => -Math.expm1(-x / decayLength));
  let product = 0;
  let norm = 0;
  points.forEach(({ y, weight }, i) => {
    product += weight * y * g[i]!;
    norm += weight * square(g[i]!);
  });
  const a = product / norm;
  let sumOfSquares = 0;
  points.forEach(({ y, weight }, i) => {
    sumOfSquares += weight * square(y - a * g[i]!);
  });
  return { a, decayLength, sumOfSquares };
}

function noFit(counts: Pick<SaturationFit, 'points' | 'freedom'>, reason: SaturationFitReason): SaturationFit {
  const none = { value: Number.NaN, standardError: Number.NaN, samples: counts.points };
  return { a: none, b: none, rms: Number.NaN, ...counts, converged: false, reason };
}
