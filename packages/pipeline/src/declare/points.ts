/** So many numbers from one to another, as a study file writes them. */
export interface Points {
  readonly from: number;
  readonly to: number;
  /** At least 2. */
  readonly points: number;
  /** 'log': each is the same multiple of the one before. 'linear' unless told. */
  readonly scale?: 'linear' | 'log' | undefined;
}

/** Digits to which what lies between the ends is rounded: beyond them engines may differ in the logarithm. */
const DIGITS = { linear: 15, log: 12 } as const;

/**
 * Numbers from `from` to `to`, both among them as they are written, evenly or in equal ratios. Those between are rounded to
 * 15 digits, of a logarithmic scale to 12, so that 1 to 2 in 11 points has 1.1 and 1e-3 to 1 in 4 has 0.01. `from` may
 * be above `to`.
 *
 * @throws {RangeError} as `pointsFault` says.
 */
export function pointsValues(given: Points): readonly number[] {
  const fault = pointsFault(given);
  if (fault !== null) throw new RangeError(`pointsValues: ${fault}.`);
  return valuesOf(given);
}

/** Why there are no such numbers; null if there are. */
export function pointsFault(given: Points): string | null {
  const { from, to, points, scale } = given;
  if (!(Number.isFinite(from) && Number.isFinite(to)))
    return `the points from ${from} to ${to} have no end; give finite numbers`;
  if (!(Number.isInteger(points) && points >= 2))
    return `points is ${points}; expected 2 or more, for both ends are among them`;
  if (from === to) return `from and to are both ${from}; give numbers that differ, or a list of one value`;
  if (scale === 'log' && !(from > 0 && to > 0)) {
    return `a logarithmic scale from ${from} to ${to}; expected both above 0`;
  }
  // More than there may be are refused by their number, before there are any.
  if (points > 1_000_000) return null;
  return new Set(valuesOf(given)).size === points
    ? null
    : `${points} points between ${from} and ${to} are not apart; give fewer`;
}

function valuesOf({ from, to, points, scale = 'linear' }: Points): readonly number[] {
  const last = points - 1;
  const ratio = Math.log(to / from);
  return Array.from({ length: points }, (_, i) => {
    if (i === 0 || i === last) return (i === 0 ? from : to) + 0;
    const between = scale === 'log' ? from * Math.exp((ratio * i) / last) : from + ((to - from) * i) / last;
    return Number(between.toPrecision(DIGITS[scale])) + 0;
  });
}
