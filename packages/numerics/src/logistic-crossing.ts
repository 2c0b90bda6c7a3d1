import { DomainError, ShapeError } from './errors.js';
import { softplus } from './log-hyperbolic.js';
import { findRoot } from './root.js';
import { studentP } from './significance.js';

/** Where half of what is measured comes out above a level. */
export interface LogisticCrossing {
  /** In the unit of x; null if it is not within the values of x. */
  readonly crossing: number | null;
  /** The ends of its 95 % interval; null where it goes on beyond the values of x. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** w, in the unit of x, of the best fit; 0 where a step fits all values. */
  readonly width: number | null;
  /** How many values there are, and how many of them above the level. */
  readonly points: number;
  readonly above: number;
  /** Why there is no crossing; null if there is one. */
  readonly reason: string | null;
}

/**
 * The x at which half of the values come out above a level, where they do so less and less: by logistic regression, the
 * greatest likelihood of the place h and the width w > 0 in
 *
 *     P(y > level) = 1 / (1 + e^((x - h)/w)).
 *
 * Single values need not be in order: networks near the end of what can be trained either are or are not, and it is chance
 * which. How far above or below the level they are does not matter. The interval is that of the profile: all h at which the
 * best w is less likely by no more than a factor e^(-t²/2), t the 97.5 % point of Student's t with n - 2 degrees, which for
 * few values is nearer to the truth than that of a normal number. It is not symmetric. Where a step fits all values, the
 * crossing is the middle of the gap, and the interval holds the gap.
 *
 * @param x, y   Shape (n), finite, n >= 4.
 * @param level  Finite; a value at the level is above it.
 * @throws {ShapeError}   if lengths differ.
 * @throws {DomainError}  if a number is not finite.
 *
 * @example Six networks, of which two are out of order
 * logisticCrossing([10, 20, 30, 40, 50, 60], [0.9, 0.9, 0.1, 0.9, 0.1, 0.1], 0.5).crossing; // 35.0
 *
 * Source: of profile intervals, D. J. Venzon, S. H. Moolgavkar, Applied Statistics 37, 87 (1988).
 */
export function logisticCrossing(x: ArrayLike<number>, y: ArrayLike<number>, level: number): LogisticCrossing {
  if (x.length !== y.length) {
    throw new ShapeError(`logisticCrossing: x has ${x.length} values and y ${y.length}; they must be of one length.`);
  }
  if (![...Array.from(x), ...Array.from(y), level].every(Number.isFinite)) {
    throw new DomainError('logisticCrossing: a number is not finite; leave such values out.');
  }
  const outcomes = outcomesOf(x, y, level);
  const { xs, highest, lowest, above, points } = outcomes;
  const nothing = { crossing: null, lower: null, upper: null, width: null, points, above };
  if (points < 4)
    return {
      ...nothing,
      reason: points === 0 ? 'there are no values' : `${points === 1 ? '1 value is' : `${points} values are`} too few`,
    };
  const [first, last] = [xs[0]!, xs.at(-1)!];
  if (above === 0 || above === points) {
    const which = above === 0 ? 'below' : 'above';
    return { ...nothing, reason: `all values from ${first} to ${last} are ${which} ${level}` };
  }
  const apart = highest < lowest;
  const h = apart ? highest + (lowest - highest) / 2 : least((at) => deviance(at, outcomes).value, first, last);
  const edge = 1e-6 * (last - first);
  if (!(first + edge < h && h < last - edge)) {
    return { ...nothing, reason: `values do not come out above ${level} less often from ${first} to ${last}` };
  }
  const best = apart ? 0 : deviance(h, outcomes).value;
  const t = findRoot((at) => studentP(at, points - 2) - 0.05, 1, 100, { tolerance: 1e-12 });
  const limit = t * t;
  const inside = (at: number): boolean => deviance(at, outcomes).value <= best + limit;
  const width = apart ? 0 : 1 / deviance(h, outcomes).slope;
  return {
    ...nothing,
    crossing: h,
    lower: endOf(inside, h, first),
    upper: endOf(inside, h, last),
    width,
    reason: null,
  };
}

/** Halvings of an interval of which double precision sees each. */
const STEPS = 50;

/** What came out at each place, in ascending order. */
interface Outcomes {
  readonly xs: readonly number[];
  readonly aboves: readonly number[];
  readonly belows: readonly number[];
  readonly above: number;
  readonly points: number;
  /** The highest place with a value above, the lowest with one below. */
  readonly highest: number;
  readonly lowest: number;
}

function outcomesOf(x: ArrayLike<number>, y: ArrayLike<number>, level: number): Outcomes {
  const counts = new Map<number, [above: number, below: number]>();
  for (let i = 0; i < x.length; i++) {
    const at = counts.get(x[i]!) ?? [0, 0];
    counts.set(x[i]!, at);
    at[y[i]! >= level ? 0 : 1]++;
  }
  const sorted = [...counts].sort(([one], [other]) => one - other);
  const aboves = sorted.map(([, [above]]) => above);
  return {
    xs: sorted.map(([at]) => at),
    aboves,
    belows: sorted.map(([, [, below]]) => below),
    above: aboves.reduce((sum, count) => sum + count, 0),
    points: x.length,
    highest: Math.max(...sorted.filter(([, [above]]) => above > 0).map(([at]) => at)),
    lowest: Math.min(...sorted.filter(([, [, below]]) => below > 0).map(([at]) => at)),
  };
}

/** -2 ln of the likelihood at the best slope 1/w for a crossing at h. It is convex in the slope. */
function deviance(h: number, outcomes: Outcomes): { readonly value: number; readonly slope: number } {
  const { xs, aboves, belows } = outcomes;
  const of = (slope: number): number => {
    let sum = 0;
    for (let i = 0; i < xs.length; i++) {
      const z = (xs[i]! - h) * slope;
      if (aboves[i]! > 0) sum += aboves[i]! * softplus(z);
      if (belows[i]! > 0) sum += belows[i]! * softplus(-z);
    }
    return 2 * sum;
  };
  const range = xs.at(-1)! - xs[0]!;
  const log = least((at) => of(Math.exp(at)), Math.log(1e-6 / range), Math.log(1e6 / range));
  return { value: of(Math.exp(log)), slope: Math.exp(log) };
}

/** Where a function that falls and then rises is least, by the golden section. */
function least(of: (at: number) => number, from: number, to: number): number {
  let [a, b] = [from, to];
  let [c, d] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
  let [fc, fd] = [of(c), of(d)];
  for (let i = 0; i < STEPS; i++) {
    if (fc <= fd) {
      [b, d, fd] = [d, c, fc];
      c = b - GOLDEN * (b - a);
      fc = of(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + GOLDEN * (b - a);
      fd = of(d);
    }
  }
  return (a + b) / 2;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The last place from the crossing towards an edge that is inside; null if the edge is. */
function endOf(inside: (at: number) => boolean, crossing: number, edge: number): number | null {
  if (inside(edge)) return null;
  let [within, outside] = [crossing, edge];
  for (let i = 0; i < STEPS; i++) {
    const middle = within + (outside - within) / 2;
    if (inside(middle)) within = middle;
    else outside = middle;
  }
  return within;
}
