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
  /** w, in the unit of x, of the best fit; 0 where a step fits all values, or all but those at one place. */
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
 * crossing is the middle of the gap, and the interval holds the gap; where it fits all but those at one place, the crossing
 * is that place. Neither the unit nor the origin of x matters, nor how far a single place is from the others.
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
  const first = xs[0]!;
  const last = xs.at(-1)!;
  if (above === 0 || above === points) {
    const which = above === 0 ? 'below' : 'above';
    return { ...nothing, reason: `all values from ${first} to ${last} are ${which} ${level}` };
  }
  if (!outcomes.falls) {
    return { ...nothing, reason: `values do not come out above ${level} less often from ${first} to ${last}` };
  }
  // Where a step fits all but what is at one place, that place is the limit of w -> 0.
  const isStep = highest <= lowest;
  const h = isStep ? highest + (lowest - highest) / 2 : mostLikely(outcomes);
  const [at, most] = [xs.indexOf(h), outcomes.aboves.map((count, i) => Math.sign(count - outcomes.belows[i]!))];
  const before = isStep ? at === 0 && most[0] === -1 : !(h > first);
  if (before)
    return { ...nothing, reason: `the likeliest crossing of ${level} is not after the first value, ${first}` };
  const after = isStep ? at === xs.length - 1 && most[at] === 1 : !(h < last);
  if (after) return { ...nothing, reason: `the likeliest crossing of ${level} is not before the last value, ${last}` };
  const { value, width } = profile(h, outcomes);
  const best = isStep && at >= 0 ? 2 * entropyOf(outcomes.aboves[at]!, outcomes.belows[at]!) : value;
  const t = findRoot((tried) => studentP(tried, points - 2) - 0.05, 1, 100, { tolerance: 1e-12 });
  const limit = best + t * t;
  const inside = (place: number): boolean => profile(place, outcomes).value <= limit;
  return {
    ...nothing,
    crossing: h,
    lower: endOf(
      inside,
      h,
      [...xs].reverse().filter((place) => place < h),
    ),
    upper: endOf(
      inside,
      h,
      xs.filter((place) => place > h),
    ),
    width: isStep ? 0 : width,
    reason: null,
  };
}

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
  /** Whether those above are on average before those below: then, and only then, the likelihood is greatest at a w > 0. */
  readonly falls: boolean;
}

function outcomesOf(x: ArrayLike<number>, y: ArrayLike<number>, level: number): Outcomes {
  const counts = new Map<number, [above: number, below: number]>();
  for (let i = 0; i < x.length; i++) {
    const at = counts.get(x[i]!) ?? [0, 0];
    counts.set(x[i]!, at);
    at[y[i]! >= level ? 0 : 1]++;
  }
  const sorted = [...counts].sort(([one], [other]) => one - other);
  const xs = sorted.map(([at]) => at);
  const aboves = sorted.map(([, [above]]) => above);
  const belows = sorted.map(([, [, below]]) => below);
  const mean = (of: readonly number[]) => {
    const total = of.reduce((sum, count) => sum + count, 0);
    return xs.reduce((sum, at, i) => sum + (of[i]! / total) * (at - xs[0]!), 0);
  };
  return {
    xs,
    aboves,
    belows,
    above: aboves.reduce((sum, count) => sum + count, 0),
    points: x.length,
    highest: Math.max(...xs.filter((_, i) => aboves[i]! > 0)),
    lowest: Math.min(...xs.filter((_, i) => belows[i]! > 0)),
    falls: mean(aboves) < mean(belows),
  };
}

/** -ln of the likelihood of so many above and below at one place, by their share. */
function entropyOf(above: number, below: number): number {
  const total = above + below;
  return [above, below].reduce((sum, count) => (count > 0 ? sum + count * Math.log(total / count) : sum), 0);
}

/** What the likelihood is at the best w >= 0 for a crossing at h. */
interface Profile {
  /** -2 ln of it. */
  readonly value: number;
  /** w; Infinity where values above are not less frequent beyond h than before. */
  readonly width: number;
  /** Below 0 where -2 ln L falls with h, above 0 where it rises. */
  readonly rise: number;
}

/**
 * By the root of the derivative by the slope 1/w, in which -2 ln L is convex, in units of the farthest place from h: no
 * bound on the slope in units of the range, which one far place makes as large as it likes. The slope is sought from where
 * no place counts to where all but h count fully, and the likelihood changes no more.
 */
function profile(h: number, { xs, aboves, belows }: Outcomes): Profile {
  const farthest = Math.max(h - xs[0]!, xs.at(-1)! - h);
  const places = xs.map((at) => (at - h) / farthest);
  /** Σ of what is wrong at the places, and the same times the places: half the derivatives of -2 ln L by -h/w and 1/w. */
  const pulls = (slope: number): { readonly byPlace: number; readonly bySlope: number } => {
    let [byPlace, bySlope] = [0, 0];
    for (let i = 0; i < places.length; i++) {
      const z = places[i]! * slope;
      const e = Math.exp(-Math.abs(z));
      const [less, more] = [e / (1 + e), 1 / (1 + e)];
      const pull = z > 0 ? aboves[i]! * more - belows[i]! * less : aboves[i]! * less - belows[i]! * more;
      byPlace += pull;
      bySlope += pull * places[i]!;
    }
    return { byPlace, bySlope };
  };
  const at = (slope: number): Profile => {
    let sum = 0;
    for (let i = 0; i < places.length; i++) {
      const z = places[i]! * slope;
      if (aboves[i]! > 0) sum += aboves[i]! * softplus(z);
      if (belows[i]! > 0) sum += belows[i]! * softplus(-z);
    }
    return { value: 2 * sum, width: farthest / slope, rise: -pulls(slope).byPlace };
  };
  const derivative = (log: number) => pulls(Math.exp(log)).bySlope;
  if (derivative(LEAST_LOG) >= 0) return at(0);
  const nearest = Math.min(...places.filter((place) => place !== 0).map(Math.abs));
  return at(Math.exp(findRoot(derivative, LEAST_LOG, Math.min(709, MOST_LOG - Math.log(nearest)))));
}

/** ln of a slope at which places of size 1 do not count, and of one at which they do fully: e^-e^7 is 0. */
const LEAST_LOG = -46;
const MOST_LOG = 7;

/**
 * The crossing of greatest likelihood; the first or the last place if it is not between them. -2 ln L at the best w falls
 * with h and then rises, so the sign of its derivative tells where to go: first from place to place, then between two.
 */
function mostLikely(outcomes: Outcomes): number {
  const { xs } = outcomes;
  const isBefore = (h: number) => profile(h, outcomes).rise < 0;
  if (!isBefore(xs[0]!)) return xs[0]!;
  const next = passed(isBefore, xs);
  return next === xs.length ? xs.at(-1)! : boundary(isBefore, xs[next - 1]!, xs[next]!);
}

/** How many of the places come before the first at which something that holds up to somewhere does not. */
function passed(holds: (at: number) => boolean, places: readonly number[]): number {
  let [from, to] = [0, places.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(places[middle]!)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The last number for which something holds that holds at `from` and does not at `to`, to the last bit. */
function boundary(holds: (at: number) => boolean, from: number, to: number): number {
  let [within, outside] = [from, to];
  for (;;) {
    const middle = within / 2 + outside / 2;
    if (!(Math.min(within, outside) < middle && middle < Math.max(within, outside))) return within;
    if (holds(middle)) within = middle;
    else outside = middle;
  }
}

/** The last number from the crossing on, past places in their order, that is inside; null if all of them are. */
function endOf(inside: (at: number) => boolean, crossing: number, places: readonly number[]): number | null {
  // What is not inside at a place is not beyond it either.
  const next = passed(inside, places);
  if (next === places.length) return null;
  return boundary(inside, next === 0 ? crossing : places[next - 1]!, places[next]!);
}
