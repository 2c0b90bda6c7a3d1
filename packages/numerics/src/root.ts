import { DomainError } from './errors.js';

export interface FindRootOptions {
  /** The root is wanted to within this distance (and never better than rounding allows). Default 0: all digits. */
  readonly tolerance?: number;
}

/**
 * A root of a continuous function between two points where it has opposite signs, by Brent's method: inverse quadratic
 * interpolation and the secant where they converge, bisection where they do not.
 *
 * Where f jumps from one sign to the other without a zero, the place of the jump is returned. If there are several roots,
 * one of them.
 *
 * @param lower, upper  A bracket: f(lower) and f(upper) of opposite signs, or one of them zero. In either order.
 * @throws {DomainError}  if the bracket is not finite, f is NaN at a point visited, or both ends have the same sign.
 *
 * @example
 * findRoot((x) => x * x - 2, 0, 2); // 1.4142135623730951
 *
 * Source: R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4. Of the packages found for it
 * none is kept up.
 */
export function findRoot(
  f: (x: number) => number,
  lower: number,
  upper: number,
  options: FindRootOptions = {},
): number {
  const { tolerance = 0 } = options;
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) {
    throw new DomainError(`findRoot: the bracket is [${lower}, ${upper}]; both ends must be finite.`);
  }
  if (!(tolerance >= 0)) throw new DomainError(`findRoot: tolerance is ${tolerance}; expected 0 or more.`);

  // b is the best point so far, a the one before, [b, c] the bracket, e the step before the last.
  let a = lower;
  let b = upper;
  let fa = valueAt(f, a);
  let fb = valueAt(f, b);
  // Signs, not the product of the values, which may underflow to 0.
  if (Math.sign(fa) * Math.sign(fb) > 0) {
    throw new DomainError(
      `findRoot: f(${lower}) = ${fa} and f(${upper}) = ${fb} have the same sign; give a bracket in which f changes sign.`,
    );
  }
  let c = a;
  let fc = fa;
  let d = b - a;
  let e = d;
  for (;;) {
    if (Math.sign(fb) === Math.sign(fc)) {
      c = a;
      fc = fa;
      d = b - a;
      e = d;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      a = b;
      b = c;
      c = a;
      fa = fb;
      fb = fc;
      fc = fa;
    }
    const closest = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2 + Number.MIN_VALUE;
    // Of subnormal ends the halves would be rounded.
    const half = Number.isFinite(c - b) ? (c - b) / 2 : c / 2 - b / 2;
    if (Math.abs(half) <= closest || fb === 0) return b;

    const step = interpolated(a, b, c, fa, fb, fc);
    if (Math.abs(e) >= closest && Math.abs(fa) > Math.abs(fb) && isSafe(step, half, closest, e)) {
      e = d;
      d = step;
    } else {
      d = half;
      e = half;
    }
    a = b;
    fa = fb;
    b += Math.abs(d) > closest ? d : Math.sign(half) * closest;
    fb = valueAt(f, b);
  }
}

/** Step from b to the zero of the inverse parabola through three points, or of the secant where a and c are one. */
function interpolated(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  return (s * ((c - b) * q * (q - r) - (b - a) * (r - 1))) / -((q - 1) * (r - 1) * (s - 1));
}

/** Whether the step stays within three quarters of the bracket and is at most half the step before the last. */
function isSafe(step: number, half: number, closest: number, beforeLast: number): boolean {
  if (!(Math.sign(step) === Math.sign(half))) return false;
  return 2 * Math.abs(step) < Math.min(3 * Math.abs(half) - closest, Math.abs(beforeLast));
}

function valueAt(f: (x: number) => number, x: number): number {
  const y = f(x);
  if (Number.isNaN(y)) throw new DomainError(`findRoot: f(${x}) is NaN; give a bracket on which f is defined.`);
  return y;
}
