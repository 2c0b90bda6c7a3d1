import { cumulantsFromMoments, DomainError, logCosh, powerOfTwo, softplus, square } from '@rgflow/numerics';

/** The prior of a hidden unit h, by its cumulants. */
export interface HiddenUnit {
  readonly name: string;
  /** K(t) = ln E eᵗʰ = Σₙ κₙ tⁿ/n!. */
  readonly cumulantGeneratingFunction: (t: number) => number;
  /** κ₁, ..., κ_order. */
  readonly cumulants: (order: number) => readonly number[];
  /** Values of h and their probabilities: all there are, or Gauss's quadrature of the prior. Not of unbounded units. */
  readonly states?: readonly UnitState[];
}

export interface UnitState {
  readonly value: number;
  readonly probability: number;
}

/**
 * h ~ N(mean, variance): K(t) = mean t + variance t²/2, and no cumulant beyond the second. A Gaussian unit in a field c with
 * unit variance, e^{c h - h²/2}, is gaussianUnit(c, 1).
 *
 * @throws {DomainError}  if the mean is not finite or the variance not positive.
 */
export function gaussianUnit(mean: number, variance: number): HiddenUnit {
  if (!Number.isFinite(mean) || !(variance > 0 && variance < Number.POSITIVE_INFINITY)) {
    throw new DomainError(
      `gaussianUnit: mean ${mean} and variance ${variance}; expected finite numbers, the variance above 0.`,
    );
  }
  return {
    name: 'gaussian',
    cumulantGeneratingFunction: (t) => t * (mean + (variance * t) / 2),
    cumulants: (order) => orders(order).map((n) => (n === 1 ? mean : n === 2 ? variance : 0)),
  };
}

/**
 * h in {0, 1} with probability ∝ e^{field h}: with s = 1/(1 + e^{-field})
 *
 *     K(t) = ln[(1 + e^{field + t}) / (1 + e^{field})],
 *     κ₁ = s,  κ₂ = s(1-s),  κ₃ = s(1-s)(1-2s),  κ₄ = s(1-s)(1-6s+6s²), ...
 *
 * The series converges for |t| < √(π² + field²).
 *
 * @throws {DomainError}  if the field is not finite.
 *
 * @example
 * bernoulliUnit(0.3).cumulants(4); // [0.5744, 0.2445, -0.0364, -0.1141]
 */
export function bernoulliUnit(field: number): HiddenUnit {
  checkField('bernoulliUnit', field);
  return {
    name: 'bernoulli',
    cumulantGeneratingFunction: (t) =>
      Math.abs(t) < 1 ? Math.log1p(logistic(field) * Math.expm1(t)) : softplus(field + t) - softplus(field),
    cumulants: (order) => {
      // All moments are s. Near s = 1 the mirror image 1 - h has the small numbers; κₙ changes by (-1)ⁿ from the second on.
      const small = cumulantsFromMoments(orders(order).map(() => logistic(-Math.abs(field))));
      return small.map((kappa, i) => (i === 0 ? logistic(field) : field > 0 && i % 2 === 0 ? -kappa : kappa));
    },
    states: [
      { value: 0, probability: logistic(-field) },
      { value: 1, probability: logistic(field) },
    ],
  };
}

/**
 * h = ±1 with probability ∝ e^{field h}:
 *
 *     K(t) = ln[cosh(field + t) / cosh(field)],    in no field  t²/2 - t⁴/12 + t⁶/45 - ...
 *
 * The series converges for |t| < √(π²/4 + field²). The sum over states of a free spin, unlike its mean, has ln 2 more.
 *
 * @throws {DomainError}  if the field is not finite.
 *
 * @example
 * spinUnit(0).cumulants(6); // [0, 1, 0, -2, 0, 16]
 */
export function spinUnit(field: number): HiddenUnit {
  checkField('spinUnit', field);
  const bernoulli = bernoulliUnit(2 * field);
  return {
    name: 'spin',
    // h = 2k - 1 with k a Bernoulli unit of twice the field.
    cumulantGeneratingFunction: (t) =>
      Math.abs(t) < 1
        ? Math.log1p(2 * square(Math.sinh(t / 2)) + Math.tanh(field) * Math.sinh(t))
        : logCosh(field + t) - logCosh(field),
    cumulants: (order) =>
      bernoulli.cumulants(order).map((kappa, i) => (i === 0 ? Math.tanh(field) : powerOfTwo(i + 1) * kappa)),
    states: bernoulli.states!.map(({ value, probability }) => ({ value: 2 * value - 1, probability })),
  };
}

/**
 * Partial sums κ₁t, κ₁t + κ₂t²/2, ... of a unit's cumulant generating function, shape (order).
 *
 * @throws {DomainError}  if t is not finite or `order` not a positive integer.
 *
 * @example
 * cumulantPartialSums(bernoulliUnit(0.3), 0.7, 4); // [0.4021, 0.4620, 0.4599, 0.4588] -> 0.4589
 */
export function cumulantPartialSums(unit: HiddenUnit, t: number, order: number): readonly number[] {
  if (!Number.isFinite(t)) throw new DomainError(`cumulantPartialSums: t is ${t}; expected a finite number.`);
  let sum = 0;
  let power = 1; // tⁿ/n!
  return unit.cumulants(order).map((kappa, i) => {
    power *= t / (i + 1);
    sum += kappa * power;
    return sum;
  });
}

/** 1, ..., order. */
export function orders(order: number): readonly number[] {
  if (!(Number.isSafeInteger(order) && order >= 1)) {
    throw new DomainError(`cumulants: order is ${order}; expected a positive integer.`);
  }
  return Array.from({ length: order }, (_, i) => i + 1);
}

function checkField(where: string, field: number): void {
  if (!Number.isFinite(field)) throw new DomainError(`${where}: the field is ${field}; expected a finite number.`);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
