import type { Refine } from '@rgflow/pipeline';
import type { Point } from './line.js';

/** Neighbours on an axis with their results; null beyond an end. */
export interface Neighbours {
  readonly lower: Point | null;
  readonly upper: Point | null;
}

/** A value that is added, or that none is, between neighbours, and why. */
export interface Decision extends Neighbours {
  /** Null: nothing is added. */
  readonly value: number | null;
  readonly reason: string;
}

type Rule = Pick<Refine, 'rule' | 'threshold' | 'width' | 'whole' | 'within'>;

/**
 * What one line gets: values between neighbours that cross the level (`bisect`) or differ by too much (`zoom`), or one
 * towards its only crossing (`line`). If it gets none, one decision that says why.
 *
 * @param points   In ascending order; those without a result separate nothing.
 * @param falling  Of `line`: whether the result falls along the axis; null as long as no line crosses the level.
 */
export function refineLine(points: readonly Point[], rule: Rule, falling: boolean | null): readonly Decision[] {
  const known = points.filter(({ mean }) => mean !== null);
  if (known.length === 0) return [nothing({ lower: null, upper: null }, 'no cell has a result')];
  const taken = new Set(points.map(({ x }) => x));
  if (rule.rule === 'line') {
    return falling === null ? bothWays(known, rule, taken) : [towardsCrossing(known, rule, falling, taken)];
  }
  const pairs = known.slice(1).map((upper, i) => ({ lower: known[i]!, upper }));
  const wanted = pairs.filter((pair) => reasonToSplit(pair, rule) !== null);
  const decisions = wanted.map((pair) => between(pair, rule, reasonToSplit(pair, rule)!, taken));
  const added = decisions.filter(({ value }) => value !== null);
  if (added.length > 0) return added;
  if (decisions.length > 0) return decisions;
  return [nothing({ lower: known[0]!, upper: known.at(-1)! }, nowhere(rule))];
}

function nowhere({ rule, threshold }: Rule): string {
  return rule === 'zoom' ? `no neighbours differ by more than ${threshold}` : `does not cross ${threshold}`;
}

/** Why something is wanted between two neighbours, whatever their distance; null if nothing is. */
function reasonToSplit({ lower, upper }: { lower: Point; upper: Point }, { rule, threshold }: Rule): string | null {
  if (rule === 'zoom') {
    const change = Math.abs(upper.mean! - lower.mean!);
    return change > threshold ? `differs by ${short(change)}, more than ${threshold}` : null;
  }
  return lower.mean! >= threshold !== upper.mean! >= threshold ? `crosses ${threshold}` : null;
}

/** The value in the middle, if neighbours are further apart than the width. */
function between(
  pair: { readonly lower: Point; readonly upper: Point },
  { width, whole }: Rule,
  why: string,
  taken: ReadonlySet<number>,
): Decision {
  const { lower, upper } = pair;
  const told = `${why} between ${lower.x} (${short(lower.mean!)}) and ${upper.x} (${short(upper.mean!)})`;
  if (upper.x - lower.x <= width) return nothing(pair, `${told}: resolved to ${width}`);
  const middle = inSteps(lower.x + (upper.x - lower.x) / 2, whole);
  if (!(lower.x < middle && middle < upper.x)) return nothing(pair, `${told}: there is no value between`);
  if (taken.has(middle)) return nothing(pair, `${told}: ${middle} has no result`);
  return { ...pair, value: middle, reason: told };
}

/**
 * The crossing of a line that may go up and down by chance: the place at which fewest values lie on the wrong side of the
 * level; of several such places the one where neighbours are furthest apart.
 */
function towardsCrossing(known: readonly Point[], rule: Rule, falling: boolean, taken: ReadonlySet<number>): Decision {
  const { threshold } = rule;
  const misfits = misfitsOf(known, threshold, falling);
  const least = Math.min(...misfits);
  const gap = (k: number) => (k === 0 || k === known.length ? 0 : known[k]!.x - known[k - 1]!.x);
  let best = -1;
  for (const [k, misfit] of misfits.entries()) {
    if (misfit === least && (best === -1 || gap(k) > gap(best))) best = k;
  }
  const [lower, upper] = [known[best - 1] ?? null, known[best] ?? null];
  if (lower === null || upper === null) return beyond({ lower, upper }, known, rule, taken);
  const wrong = least === 0 ? '' : ` with ${least} of ${known.length} values on the wrong side`;
  return between({ lower, upper }, rule, `crosses ${threshold}${wrong}`, taken);
}

/** A value further out on a line that does not cross, as far again as it is long. */
function beyond(
  neighbours: Neighbours,
  known: readonly Point[],
  { threshold, width, whole, within }: Rule,
  taken: ReadonlySet<number>,
): Decision {
  const [first, last] = [known[0]!, known.at(-1)!];
  const told = `does not cross ${threshold} from ${first.x} (${short(first.mean!)}) to ${last.x} (${short(last.mean!)})`;
  if (within === null) return nothing(neighbours, told);
  const step = Math.max(last.x - first.x, width);
  const up = neighbours.upper === null;
  const wanted = up ? Math.min(last.x + step, within[1]) : Math.max(first.x - step, within[0]);
  const value = inSteps(wanted, whole);
  if (up ? value <= last.x : value >= first.x)
    return nothing(neighbours, `${told}, the end of what it is followed within`);
  if (taken.has(value)) return nothing(neighbours, `${told}: ${value} has no result`);
  return { ...neighbours, value, reason: told };
}

/** As long as nobody knows which way the crossing lies: further out at both ends. */
function bothWays(known: readonly Point[], rule: Rule, taken: ReadonlySet<number>): readonly Decision[] {
  const ends = [
    { lower: null, upper: known[0]! },
    { lower: known.at(-1)!, upper: null },
  ];
  const decisions = ends.map((end) => beyond(end, known, rule, taken));
  const added = decisions.filter(({ value }) => value !== null);
  return added.length > 0 ? added : decisions.slice(1);
}

/** Of each place between values, how many lie on the wrong side of the level. */
function misfitsOf(known: readonly Point[], threshold: number, falling: boolean): readonly number[] {
  const wrongLeft = known.map(({ mean }) => mean! >= threshold !== falling);
  const misfits = [wrongLeft.filter((wrong) => !wrong).length];
  for (const wrong of wrongLeft) misfits.push(misfits.at(-1)! + (wrong ? 1 : -1));
  return misfits;
}

/** Whether results fall along the axis rather than rise, by what fits all lines better; null if none has both sides. */
export function isFalling(lines: readonly (readonly Point[])[], threshold: number): boolean | null {
  let [falling, rising, crossing] = [0, 0, false];
  for (const points of lines) {
    const known = points.filter(({ mean }) => mean !== null);
    crossing ||= new Set(known.map(({ mean }) => mean! >= threshold)).size > 1;
    falling += Math.min(...misfitsOf(known, threshold, true));
    rising += Math.min(...misfitsOf(known, threshold, false));
  }
  return crossing ? falling <= rising : null;
}

function nothing(neighbours: Neighbours, reason: string): Decision {
  return { ...neighbours, value: null, reason };
}

/** To 15 digits, as values of an axis are; of whole numbers the one below. */
function inSteps(x: number, whole: boolean): number {
  return whole ? Math.floor(x) : Number(x.toPrecision(15)) + 0;
}

function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}
