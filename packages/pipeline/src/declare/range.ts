/** A range of numbers, as a study file writes it. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/**
 * The numbers from `from` on, as long as none is above `to`, in decimals as they are written: 1 to 3 by 0.05 has 1.15 and
 * not 1.1500000000000001, and begins and ends exactly. Each is the double next to its decimals.
 *
 * @throws {RangeError} as `rangeFault` says.
 */
export function rangeValues(range: Range): readonly number[] {
  const fault = rangeFault(range);
  if (fault !== null) throw new RangeError(`rangeValues: ${fault}.`);
  const { from, step, exponent, count } = inDecimals(range);
  return Array.from({ length: Number(count) + 1 }, (_, i) => Number(`${from + BigInt(i) * step}e${exponent}`) + 0);
}

/** How many numbers it has; infinite or NaN where it is no range. */
export function rangeCount(range: Range): number {
  const { from, to, step } = range;
  if (![from, to, step].every(Number.isFinite)) return to - from === 0 ? 1 : (to - from) / step;
  return Number(inDecimals(range).count) + 1;
}

/** Why there are no such numbers; null if there are. */
export function rangeFault({ from, to, step }: Range): string | null {
  if (!(from <= to)) return `the range from ${from} to ${to} is empty; 'from' must not be above 'to'`;
  if (![from, to].every(Number.isFinite)) return `the range from ${from} to ${to} has no end; give finite numbers`;
  if (step <= 0) return `the step is ${step}; expected a number above 0`;
  if (from < to && step < Number.EPSILON * Math.max(Math.abs(from), Math.abs(to))) {
    return `the step ${step} is lost in the rounding of numbers between ${from} and ${to}; give a larger one`;
  }
  return null;
}

/** All in units of one power of ten, and how many steps there are. */
function inDecimals({ from, to, step }: Range): {
  readonly from: bigint;
  readonly step: bigint;
  readonly exponent: number;
  readonly count: bigint;
} {
  const decimals = [from, to, step].map(decimalOf);
  const exponent = Math.min(...decimals.map((decimal) => decimal.exponent));
  const [first, last, by] = decimals.map((decimal) => decimal.digits * powerOfTen(decimal.exponent - exponent));
  return { from: first!, step: by!, exponent, count: (last! - first!) / by! };
}

function powerOfTen(n: number): bigint {
  return BigInt(`1${'0'.repeat(n)}`);
}

/** digits 10^exponent, the shortest decimals that are read as this double. */
function decimalOf(x: number): { readonly digits: bigint; readonly exponent: number } {
  const [, digits, fraction = '', power] = /^(-?\d)(?:\.(\d+))?e([+-]\d+)$/.exec(x.toExponential())!;
  return { digits: BigInt(`${digits}${fraction}`), exponent: Number(power) - fraction.length };
}
