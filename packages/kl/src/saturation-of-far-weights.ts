import { binade, square } from '@rgflow/numerics';
import { secondOrder } from './saturating-curve.js';
import { type BestAsymptote, scanDecayLengths } from './saturation-scan.js';

/** Values at places with √w of their weights, which may be any; shape (n) each. */
export interface WeightedPoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly rootWeights: readonly number[];
}

/** The curve a (1 - e^(-rate x)) closest to the points. */
export interface FarFit {
  readonly a: number;
  readonly rate: number;
  /** Of a and of the rate, for a scatter of 1 of a point of weight 1. */
  readonly errors: readonly [a: number, rate: number];
  /** √w (y - f), shape (n). */
  readonly residuals: readonly number[];
}

/**
 * The curve closest to points of which some may count 10³⁰ times as much as others.
 *
 * For each decay length the best a is linear, and only the decay length is searched: by both parameters the minimum would be
 * the bottom of a bent valley as narrow as the heaviest point makes it. What is left beside a curve is never taken as a
 * difference of large sums; see `projectedOut`.
 *
 * @param points  None at x = 0, where every such curve is zero.
 */
export function fitFarWeights(points: WeightedPoints): FarFit | 'not saturating' | 'saturated at once' {
  const places = placesOf(points);
  const start = scanDecayLengths(places.x, (decayLength) => bestAsymptote(places, decayLength));
  if (typeof start === 'string') return start;
  const rate = bestRate(places, start.between);
  const curve = curveOf(places.x, rate);
  const { coefficient: a } = projectedOut(places.y, curve, places.rootWeights);
  // (JᵀWJ)⁻¹ by what the columns of J have beside each other, so that no determinant is left to cancel.
  const beside = lengthOf(besideCurve(places, rate)) * Math.abs(a);
  const weighted = (column: readonly number[]) => lengthOf(column.map((g, i) => g * places.rootWeights[i]!));
  const byRate = weighted(places.x.map((x) => a * rate * x * Math.exp(-rate * x)));
  return {
    a,
    rate,
    errors: [byRate / weighted(curve) / beside, rate / beside],
    residuals: residualsAt(points, places, rate),
  };
}

/** √Σ vᵢ², in units of the largest, so that no square overflows or vanishes. */
export function lengthOf(v: readonly number[]): number {
  const unit = binade(v.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0));
  return unit * Math.sqrt(v.reduce((sum, x) => sum + square(x / unit), 0));
}

/** Points at one x as one, at their mean: what they scatter about it depends on no curve, and would hide lighter points. */
function placesOf(points: WeightedPoints): WeightedPoints {
  const x = [...new Set(points.x)];
  const means = x.map((place) => {
    const here = Array.from(points.x.keys()).filter((i) => points.x[i] === place);
    const [y, rootWeights] = [points.y, points.rootWeights].map((values) => here.map((i) => values[i]!));
    const ones = here.map(() => 1);
    return { y: projectedOut(y!, ones, rootWeights!).coefficient, rootWeight: lengthOf(rootWeights!) };
  });
  return { x, y: means.map(({ y }) => y), rootWeights: means.map(({ rootWeight }) => rootWeight) };
}

/** Of each point: what it scatters about the mean at its place, and what that mean is beside the curve. */
function residualsAt(points: WeightedPoints, places: WeightedPoints, rate: number): readonly number[] {
  const rounded = projectedOut(places.y, curveOf(places.x, rate), places.rootWeights).left;
  // The rate is rounded, by which the point that determines it misses the curve; lighter points must not drown in that.
  const ones = rounded.map(() => 1);
  const { left } = projectedOut(rounded, besideCurve(places, rate), ones);
  return points.x.map((place, i) => {
    const at = places.x.indexOf(place);
    const scatter = points.y[i]! - places.y[at]!;
    const share = points.rootWeights[i]! / places.rootWeights[at]!;
    return points.rootWeights[i]! * scatter + share * left[at]!;
  });
}

function bestAsymptote(points: WeightedPoints, decayLength: number): BestAsymptote {
  const { coefficient, left } = projectedOut(points.y, curveOf(points.x, 1 / decayLength), points.rootWeights);
  return { a: coefficient, misfit: lengthOf(left) };
}

/** By bisection of the sign of the derivative: to the last digits, where the misfit itself would give half of them. */
function bestRate(points: WeightedPoints, [shorter, longer]: readonly [number, number]): number {
  let [from, to] = [1 / longer, 1 / shorter];
  for (;;) {
    const middle = from + (to - from) / 2;
    if (!(middle > from && middle < to)) return middle;
    if (fallsWithRate(points, middle)) from = middle;
    else to = middle;
  }
}

/** Whether the misfit of the best asymptote falls where the rate grows. */
function fallsWithRate(points: WeightedPoints, rate: number): boolean {
  const { coefficient, left } = projectedOut(points.y, curveOf(points.x, rate), points.rootWeights);
  const direction = besideCurve(points, rate);
  const [unit, size] = [binade(lengthOf(left)), binade(lengthOf(direction))];
  const slope = left.reduce((sum, r, i) => sum + (r / unit) * (direction[i]! / size), 0);
  return coefficient * slope > 0;
}

/** √w of what the derivative of the curve by the logarithm of its rate has beside the curve itself; with a = 1. */
function besideCurve({ x, rootWeights }: WeightedPoints, rate: number): readonly number[] {
  const u = x.map((place) => rate * place);
  // The derivative at a fixed slope at x = 0 has the same beside the curve, and keeps its digits where u is small.
  const isNearlyStraight = Math.max(...u.map(Math.abs)) < 1;
  const derivative = u.map((v) => (isNearlyStraight ? -square(v) * secondOrder(v) : v * Math.exp(-v)));
  return projectedOut(derivative, curveOf(x, rate), rootWeights).left;
}

/**
 * c and √w (v - c g), of the c that makes this shortest.
 *
 * Where one point counts 10³⁰ times as much as the others, what is left there, 10⁻³⁰, is lost in v - c g. So c g is first
 * led through the point h that counts most, and then moved by what the others say.
 */
function projectedOut(
  v: readonly number[],
  g: readonly number[],
  rootWeights: readonly number[],
): { readonly coefficient: number; readonly left: readonly number[] } {
  let h = 0;
  for (let i = 1; i < g.length; i++) {
    if (rootWeights[i]! * Math.abs(g[i]!) > rootWeights[h]! * Math.abs(g[h]!)) h = i;
  }
  const through = v[h]! / g[h]!;
  const largest = rootWeights[h]! * g[h]!;
  const beside = v.map((value, i) => (i === h ? 0 : rootWeights[i]! * (value - through * g[i]!)));
  const shares = g.map((value, i) => (rootWeights[i]! * value) / largest);
  const moved =
    shares.reduce((sum, share, i) => sum + share * beside[i]!, 0) /
    shares.reduce((sum, share) => sum + square(share), 0);
  return { coefficient: through + moved / largest, left: beside.map((value, i) => value - moved * shares[i]!) };
}

/** 1 - e^(-rate x), by expm1 so that a nearly straight curve keeps its digits. */
function curveOf(x: readonly number[], rate: number): readonly number[] {
  return x.map((place) => -Math.expm1(-rate * place));
}
