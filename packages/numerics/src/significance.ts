import { createRequire } from 'node:module';
import { DomainError } from './errors.js';
import type { Estimate } from './estimate.js';

const require = createRequire(import.meta.url);

/** I_x(a, b), of a library that is some 300 files: read when first asked for, since every store offers tests and few ask. */
function betainc(x: number, a: number, b: number): number {
  betaLibrary ??= require('@stdlib/math-base-special-betainc') as Betainc;
  return betaLibrary(x, a, b);
}

type Betainc = typeof import('@stdlib/math-base-special-betainc');
let betaLibrary: Betainc | undefined;

/** Likewise. */
function erfc(x: number): number {
  errorLibrary ??= require('@stdlib/math-base-special-erfc') as Erfc;
  return errorLibrary(x);
}

type Erfc = typeof import('@stdlib/math-base-special-erfc');
let errorLibrary: Erfc | undefined;

/** Whether two means differ, and how sure that is. */
export interface WelchTest {
  /** The second mean less the first. */
  readonly difference: number;
  /** √(se₁² + se₂²). */
  readonly standardError: number;
  readonly t: number;
  /** Of Welch and Satterthwaite; no whole number. */
  readonly degrees: number;
  /** Two-sided: how often means that do not differ would be as far apart. */
  readonly p: number;
}

/**
 * The two-sided p-value of Student's t: the probability of a value at least as far from zero,
 *
 *     p = P(|T| >= |t|) = I_x(ν/2, 1/2),    x = ν / (ν + t²),
 *
 * which keeps its digits where 1 - F(t) has none left. From a million degrees on, where I_x loses its own, by what is left
 * of the difference from a normal number, which infinitely many are. t = ±∞ has p = 0; NaN in either gives NaN.
 *
 * @param t        Any number.
 * @param degrees  Degrees of freedom ν > 0, whole or not, Infinity too.
 * @throws {DomainError}  if `degrees` is not above zero.
 *
 * @example
 * studentP(2.776445105, 4); // 0.05: the 5 % point of five samples
 *
 * Source: for many degrees G. W. Hill, Communications of the ACM 13, 617 (1970), eq. for u to the first order in 1/b.
 */
export function studentP(t: number, degrees: number): number {
  if (degrees <= 0) throw new DomainError(`studentP: degrees is ${degrees}; expected more than 0.`);
  if (Number.isNaN(t) || Number.isNaN(degrees)) return Number.NaN;
  if (degrees >= MANY_DEGREES) return nearlyNormalP(Math.abs(t), degrees);
  const slope = Math.abs(t) / Math.sqrt(degrees);
  const square = slope * slope; // t²/ν
  // Far out x is too small a number, but I_x goes with its power ν/2.
  if (slope > FAR_OUT)
    return betainc(1 / FAR_OUT / FAR_OUT, degrees / 2, 0.5) * Math.exp(degrees * Math.log(FAR_OUT / slope));
  // Near zero, where x would round to 1, from the other end.
  return Math.abs(t) < 1 && slope < 1
    ? 1 - betainc(square / (1 + square), 0.5, degrees / 2)
    : betainc(1 / (1 + square), degrees / 2, 0.5);
}

/** t / √ν beyond which 1 + t²/ν is t²/ν to all digits. */
const FAR_OUT = 1e10;

/** From here on what is left out of Hill's expansion is less than 1e-14 of p. */
const MANY_DEGREES = 1e6;

/** P(|T| >= t) by the normal number u that is as far out: y = √(a ln(1 + t²/ν)), u = y + (y³ + 3y) / 48a², a = ν - 1/2. */
function nearlyNormalP(t: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return erfc(t / Math.SQRT2);
  const slope = t / Math.sqrt(degrees);
  const y = Math.sqrt(degrees - 1 / 2) * Math.sqrt(Math.log1p(slope * slope));
  const u = y * (1 + (y * y + 3) / 48 / (degrees - 1 / 2) / (degrees - 1 / 2));
  return erfc(u / Math.SQRT2);
}

/**
 * Welch's test of two means of independent samples, whose variances may differ:
 *
 *     t = (x̄₂ - x̄₁) / √(se₁² + se₂²),    ν = (se₁² + se₂²)² / (se₁⁴ / (n₁ - 1) + se₂⁴ / (n₂ - 1)).
 *
 * With a single sample on a side, or no scatter on both, t, ν and p are NaN: nothing is known of how means scatter.
 *
 * @param first   Mean with its standard error, as of `estimate`.
 * @param second  Likewise, of samples that have nothing to do with the first.
 *
 * @example
 * welchTest(estimate([1, 2, 3]), estimate([2, 4, 6, 8])); // difference 3, t 2.121, degrees 4.2, p 0.098
 *
 * Source: B. L. Welch, Biometrika 34, 28 (1947).
 */
export function welchTest(first: Estimate, second: Estimate): WelchTest {
  const difference = second.value - first.value;
  const standardError = Math.hypot(first.standardError, second.standardError);
  if (first.samples < 2 || second.samples < 2 || !(standardError > 0)) {
    return { difference, standardError, t: Number.NaN, degrees: Number.NaN, p: Number.NaN };
  }
  const t = difference / standardError;
  // Shares of the variance of the difference: neither overflows.
  const [a, b] = [first.standardError / standardError, second.standardError / standardError];
  const [u, v] = [a * a, b * b];
  const degrees = 1 / ((u * u) / (first.samples - 1) + (v * v) / (second.samples - 1));
  return { difference, standardError, t, degrees, p: studentP(t, degrees) };
}

/**
 * p-values of several tests, corrected for their number by Holm's step-down procedure, which holds whatever the tests have
 * to do with each other: with p₍₁₎ <= ... <= p₍ₘ₎,
 *
 *     p'₍ₖ₎ = max over j <= k of min(1, (m - j + 1) p₍ⱼ₎).
 *
 * What is at most α after it is wrongly called different in at most a share α of all such families. NaN, a test that could
 * not be made, stays NaN and does not count.
 *
 * @param p  Shape (m).
 * @returns Shape (m), in the order of `p`.
 *
 * @example
 * holm([0.01, 0.04, 0.03]); // [0.03, 0.06, 0.06]
 *
 * Source: S. Holm, Scandinavian Journal of Statistics 6, 65 (1979).
 */
export function holm(p: ArrayLike<number>): number[] {
  const corrected = Array.from({ length: p.length }, () => Number.NaN);
  const order = Array.from(p, (_, i) => i).filter((i) => !Number.isNaN(p[i]!));
  order.sort((i, j) => p[i]! - p[j]!);
  let highest = 0;
  order.forEach((i, k) => {
    highest = Math.max(highest, Math.min(1, (order.length - k) * p[i]!));
    corrected[i] = highest;
  });
  return corrected;
}
