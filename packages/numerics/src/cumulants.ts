import { DomainError, ShapeError } from './errors.js';
import { binade } from './power.js';

/**
 * Cumulants from raw moments:
 *
 *     κₙ = mₙ - Σ_{j=1}^{n-1} C(n-1, j-1) κⱼ mₙ₋ⱼ.
 *
 * κ₁ is the mean, κ₂ the variance. High orders lose digits where the mean is large beside the scatter; then pass moments
 * about a point near the mean, which changes κ₁ only.
 *
 * @param moments  m₁, m₂, ..., shape (n).
 * @returns        κ₁, κ₂, ..., shape (n).
 *
 * @example A fair coin with values 0 and 1, whose moments are all 1/2
 * cumulantsFromMoments([1 / 2, 1 / 2, 1 / 2, 1 / 2]); // [0.5, 0.25, 0, -0.125]
 *
 * Source: P. McCullagh, Tensor Methods in Statistics (1987), chapter 2.
 */
export function cumulantsFromMoments(moments: readonly number[]): readonly number[] {
  const cumulants: number[] = [];
  for (let n = 1; n <= moments.length; n++) cumulants.push(moments[n - 1]! - products(n, cumulants, moments));
  return cumulants;
}

/** Raw moments m₁, m₂, ... from cumulants κ₁, κ₂, ...: the inverse of `cumulantsFromMoments`. */
export function momentsFromCumulants(cumulants: readonly number[]): readonly number[] {
  const moments: number[] = [];
  for (let n = 1; n <= cumulants.length; n++) moments.push(cumulants[n - 1]! + products(n, cumulants, moments));
  return moments;
}

/**
 * Cumulants of a discrete distribution, from its moments about the mean. Weights may lie any number of powers of ten apart.
 *
 * @param values   xᵢ, shape (n), finite.
 * @param weights  Probabilities up to a common factor, shape (n), >= 0 and not all 0.
 * @param order    How many, >= 1.
 * @throws {ShapeError}   if the lengths differ.
 * @throws {DomainError}  if a value is not finite, a weight negative or NaN, all of them 0, or `order` not a positive
 *                        integer.
 *
 * @example
 * cumulants([0, 1], [1, 1], 4); // [0.5, 0.25, 0, -0.125]
 */
export function cumulants(values: ArrayLike<number>, weights: ArrayLike<number>, order: number): readonly number[] {
  if (values.length !== weights.length) {
    throw new ShapeError(
      `cumulants: ${values.length} values and ${weights.length} weights; give one weight per value.`,
    );
  }
  if (!(Number.isSafeInteger(order) && order >= 1)) {
    throw new DomainError(`cumulants: order is ${order}; expected a positive integer.`);
  }
  let [unit, heaviest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const [x, w] = [values[i]!, weights[i]!];
    if (!(w >= 0 && w < Number.POSITIVE_INFINITY) || !Number.isFinite(x)) {
      throw new DomainError(
        `cumulants: value ${i} is ${x} with weight ${w}; expected a finite value and a weight that is 0 or more.`,
      );
    }
    unit = Math.max(unit, Math.abs(x));
    heaviest = Math.max(heaviest, w);
  }
  if (!(heaviest > 0)) throw new DomainError('cumulants: all weights are 0; at least one must be positive.');
  // In powers of two near the largest value and weight nothing overflows or vanishes, and nothing is rounded by that.
  unit = binade(unit);
  heaviest = binade(heaviest);
  const x = Float64Array.from(values, (value) => value / unit);
  const w = Float64Array.from(weights, (weight) => weight / heaviest);
  const [total, centre] = totalAndCentre(x, w);
  let [origin, moments] = [0, momentsAbout(centre, x, w, order)];
  let near = centre;
  if (order >= 2 && moments[1]! < LEAST_VARIANCE) {
    // Nearly all weight is at one value: from there the centre, which is rounded by more than the others count, is not.
    origin = x[w.indexOf(Math.max(...w))]!;
    const beside = x.map((value) => value - origin);
    near = beside.reduce((sum, value, i) => sum + w[i]! * value, 0) / total;
    moments = momentsAbout(near, beside, w, order);
  }
  // The centre is a rounding away from the mean, which only the first cumulant knows of.
  const [rest, ...higher] = cumulantsFromMoments(moments);
  return [unit * (origin + (near + rest!)), ...higher.map((kappa, i) => timesPower(kappa, unit, i + 2))];
}

/** Of values of size 1: below it the rounding of a mean may count. */
const LEAST_VARIANCE = 1e-14;

function momentsAbout(centre: number, x: Float64Array, w: Float64Array, order: number): readonly number[] {
  const total = w.reduce((sum, weight) => sum + weight, 0);
  const moments = new Array<number>(order).fill(0);
  for (let i = 0; i < x.length; i++) {
    let power = w[i]! / total;
    for (let n = 0; n < order; n++) {
      power *= x[i]! - centre;
      moments[n]! += power;
    }
  }
  return moments;
}

/** Sum of the weights, and the mean within a rounding or so; the value itself where there is but one. */
function totalAndCentre(x: Float64Array, w: Float64Array): readonly [number, number] {
  let [total, sum] = [0, 0];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    if (w[i] === 0) continue;
    total += w[i]!;
    sum += w[i]! * x[i]!;
    least = Math.min(least, x[i]!);
    most = Math.max(most, x[i]!);
  }
  return [total, least === most ? least : sum / total];
}

/** x unitⁿ, the unit multiplied in one by one: unitⁿ by itself may overflow. */
function timesPower(x: number, unit: number, n: number): number {
  let result = x;
  for (let i = 0; i < n; i++) result *= unit;
  return result;
}

/** Σ_{j=1}^{n-1} C(n-1, j-1) κⱼ mₙ₋ⱼ. */
function products(n: number, cumulants: readonly number[], moments: readonly number[]): number {
  let binomial = 1;
  let sum = 0;
  for (let j = 1; j < n; j++) {
    sum += binomial * cumulants[j - 1]! * moments[n - j - 1]!;
    binomial = (binomial * (n - j)) / j;
  }
  return sum;
}
