import { centred } from './centred.js';
import { DomainError } from './errors.js';

/** A stochastic result: a number is only as good as its error. */
export interface Estimate {
  readonly value: number;
  /** One standard deviation of `value`; NaN where it cannot be known, as from a single sample. */
  readonly standardError: number;
  /** How many independent samples it rests on. */
  readonly samples: number;
}

/**
 * Mean of independent samples with its standard error:
 *
 *     value = (1/n) Σᵢ xᵢ,    standardError = √( Σᵢ (xᵢ - value)² / (n (n - 1)) ).
 *
 * The samples must be independent: successive states of a Markov chain are not, and the error would come out too small.
 * A single sample has `standardError` NaN. NaN among the samples makes both numbers NaN.
 *
 * @param samples  Shape (n), n >= 1.
 * @throws {DomainError}  if there is no sample.
 *
 * @example Three throws
 * estimate([1, 2, 3]); // { value: 2, standardError: 0.5774, samples: 3 }
 */
export function estimate(samples: ArrayLike<number>): Estimate {
  const n = samples.length;
  if (!(n >= 1)) throw new DomainError('estimate: there are no samples; the mean of nothing is not a number.');
  const { mean, unit, sumOfSquares } = centred(samples);
  return {
    value: mean,
    standardError: n === 1 ? Number.NaN : unit * Math.sqrt(sumOfSquares / (n * (n - 1))),
    samples: n,
  };
}

/**
 * A number with its error as a reader expects it: the error with one significant digit (two where the first is a 1, which
 * one digit would round by up to a half), the value to the same place: `0.1308 ± 0.0004`, `52.1 ± 1.2`.
 *
 * A common power of ten is taken out of numbers below 1e-4 or from 1e7 on. An error that is not known is printed `± ?`, and
 * the value then with six significant digits.
 *
 * @example
 * formatEstimate({ value: 0.13081, standardError: 0.00042 }); // '0.1308 ± 0.0004'
 */
export function formatEstimate({ value, standardError }: Pick<Estimate, 'value' | 'standardError'>): string {
  if (!Number.isFinite(value) || !(standardError >= 0) || standardError === Number.POSITIVE_INFINITY) {
    return `${shortest(value)} ± ${standardError === Number.POSITIVE_INFINITY ? '∞' : '?'}`;
  }
  // An error of the size of a rounding, as of a fit through as many points as it has parameters, is none.
  if (standardError <= 1e-12 * Math.abs(value)) return `${shortest(value)} ± 0`;

  const magnitude = decimalExponent(Math.max(Math.abs(value), standardError));
  const power = magnitude < -4 || magnitude >= 7 ? magnitude : 0;
  const [shown, error] = [inPowersOfTen(value, power), inPowersOfTen(standardError, power)];
  const place = placeOfLastDigit(error);
  const body = `${fixed(shown, place)} ± ${fixed(error, place)}`;
  return power === 0 ? body : `(${body})e${power}`;
}

/** x / 10^power; 10^-324 alone would be 0. */
function inPowersOfTen(x: number, power: number): number {
  return power < -300 ? (x * 1e300) / Number(`1e${power + 300}`) : x / Number(`1e${power}`);
}

/** The power of ten of the last digit worth printing, for an error. */
function placeOfLastDigit(error: number): number {
  const digits = error.toExponential(1); // '4.2e-4', already rounded up where 9.96 becomes 10
  const exponent = Number(digits.slice(digits.indexOf('e') + 1));
  return digits.startsWith('1') ? exponent - 1 : exponent;
}

/** Rounded at the place 10^place, without a minus sign before nothing but zeros. */
function fixed(x: number, place: number): string {
  const unit = Number(`1e${place}`);
  const text = place <= 0 ? x.toFixed(Math.min(100, -place)) : String(Math.round(x / unit) * unit);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

function decimalExponent(x: number): number {
  const text = x.toExponential();
  return Number(text.slice(text.indexOf('e') + 1));
}

function shortest(x: number): string {
  return Number.isFinite(x) ? String(Number(x.toPrecision(6))) : String(x);
}
