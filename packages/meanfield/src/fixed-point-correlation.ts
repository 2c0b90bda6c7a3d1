import { square } from '@rgflow/numerics';
import type { Activation } from './activation.js';
import type { FixedPointVariance } from './fixed-point-variance.js';
import { type HermiteCoefficients, hermiteSeries } from './hermite-series.js';
import { AVERAGE_ERROR } from './rounding.js';

/** The correlation that a deep layer settles at for two inputs, stable for small deviations. */
interface FixedPointCorrelation {
  readonly phase: 'ordered' | 'critical' | 'chaotic';
  readonly chi1: number;
  readonly chi1Bound: number;
  readonly rho: number;
  readonly rhoBound: number;
  /** 1 - χ_c, χ_c the slope of the correlation map at ρ*: the factor by which a deviation shrinks in a layer. */
  readonly gap: number;
  readonly gapBound: number;
}

/**
 * The stable fixed point ρ* of the correlation between the preactivations of two inputs that have both reached q*,
 *
 *     ρ' = [σ_w² E φ(√q z₁) φ(√q z₂) + σ_b²] / q,    E z₁z₂ = ρ.
 *
 * ρ = 1 is always a fixed point, with slope χ₁ = σ_w² E φ'(√q z)². It is stable for χ₁ < 1, the ordered phase; for χ₁ > 1,
 * the chaotic one, there is another one below. With the Hermite coefficients aₙ of φ(√q z), ρ' - ρ = -(1 - ρ) P(ρ) / q with
 *
 *     P(ρ) = σ_w² Σₙ≥₂ aₙ² (ρ + ρ² + ... + ρⁿ⁻¹) - (σ_b² + σ_w² a₀²),
 *
 * from which the root at 1 is gone without any cancellation: P(1) = q (χ₁ - 1) and 1 - χ_c = (1 - ρ*) P'(ρ*) / q. P is
 * convex, so Newton's method from above goes down to ρ* without overshooting. All of this is as accurate next to the
 * critical line as elsewhere, relative to 1; `chi1Bound` bounds what rounding leaves, and where χ₁ - 1 is within it the
 * phase is 'critical'.
 *
 * @param fixedPoint  Of the variance; q > 0, or the phase is that of σ_w² φ'(0)².
 *
 * Source: B. Poole et al., arXiv:1606.05340 (the map); the form in P is ours.
 */
export function fixedPointCorrelation(
  sigmaW2: number,
  sigmaB2: number,
  fixedPoint: FixedPointVariance,
  activation: Activation,
): FixedPointCorrelation {
  const { q, averages, qBound } = fixedPoint;
  const chi1 = sigmaW2 * averages.meanSquaredDerivative;
  // Then χ₁ = χ_q, which is less than 1 where there is a fixed point, and no quadrature was needed.
  if (activation.homogeneous !== null) return atUnity(chi1, chi1 - 1, 0, 0);
  if (q === 0) return atUnity(chi1, chi1 - 1, chi1 === sigmaW2 ? 0 : chi1 * AVERAGE_ERROR, 0);
  const relativeBound = qBound / q;
  // E φ'² falls with q, ever more slowly, so its change per relative change of q is less than it has fallen so far.
  const fallen = sigmaW2 * square(activation.derivative(0, activation.value(0))) - chi1;
  const direct = chi1 * AVERAGE_ERROR + Math.abs(fallen) * relativeBound;
  if (chi1 - 1 < -FAR) return atUnity(chi1, chi1 - 1, direct, 0);

  const known = fixedPoint.series;
  const series = known === undefined ? hermiteSeries(q, activation) : () => known;
  const map: CorrelationMap = {
    sigmaW2,
    constant: sigmaB2 + sigmaW2 * square(series(0).values[0]!),
    meanSquare: averages.meanSquare,
    q,
    relativeBound,
    series,
    isByQuadrature: known === undefined,
  };
  const isAbove = (rho: number) => evaluate(map, rho, lastOrder(rho)).value > 0;
  const far = chi1 - 1 > FAR ? FIRST_GUESSES.find(isAbove) : undefined;
  if (far !== undefined) {
    return { phase: 'chaotic', chi1, chi1Bound: direct, ...descend(map, far, lastOrder(far)) };
  }
  const atOne = evaluate(map, 1, LAST_ORDER);
  // Next to 1 the sum is better than the difference χ₁ - 1, for which it may not lack an order.
  const summed = Math.abs(chi1 - 1) <= FAR && series(LAST_ORDER).complete;
  const excess = summed ? atOne.value / q : chi1 - 1;
  const excessBound = summed ? boundsOf(map, 1, 0, LAST_ORDER).value / q : direct;
  if (!(excess > excessBound)) return atUnity(1 + excess, excess, excessBound, (excessBound * q) / atOne.slope);
  return { phase: 'chaotic', chi1: 1 + excess, chi1Bound: excessBound, ...descend(map, 1, LAST_ORDER) };
}

/** Farther than this from χ₁ = 1 the phase is plain, and 1 - χ loses no more than three digits by subtraction. */
const FAR = 1e-3;

/** Where to look for ρ* first, with the orders below that matter there: ρⁿ < 1e-18. */
const FIRST_GUESSES = [0.25, 0.5, 0.75, 0.9];

function lastOrder(rho: number): number {
  return Math.ceil(Math.log(1e-18) / Math.log(rho));
}

/** Suffices for ρ = 1 up to q = 40. Beyond, the rest of the sum counts as error. */
const LAST_ORDER = 8191;

/** Of χ₁ and of χ₁ - 1: far below 1 the one has more digits, close to it the other. */
function atUnity(chi1: number, excess: number, chi1Bound: number, rhoBound: number): FixedPointCorrelation {
  const critical = !(Math.abs(excess) > chi1Bound);
  return {
    phase: critical ? 'critical' : 'ordered',
    chi1,
    chi1Bound,
    rho: 1,
    rhoBound: critical ? Math.min(1, rhoBound) : 0,
    gap: critical ? 0 : -excess,
    gapBound: chi1Bound,
  };
}

/** Of a squared coefficient by the series about q = 0. */
const SERIES_ERROR = 1e-9;

interface CorrelationMap {
  readonly sigmaW2: number;
  /** σ_b² + σ_w² a₀². */
  readonly constant: number;
  readonly meanSquare: number;
  readonly q: number;
  readonly relativeBound: number;
  readonly series: (lastOrder: number) => HermiteCoefficients;
  readonly isByQuadrature: boolean;
}

/**
 * Newton's method from a point at or above ρ*, in ρ or in 1 - ρ, whichever is small and so has more digits, until it goes
 * down no further.
 */
function descend(
  map: CorrelationMap,
  from: number,
  order: number,
): Pick<FixedPointCorrelation, 'rho' | 'rhoBound' | 'gap' | 'gapBound'> {
  // Without biases, and φ odd, uncorrelated is a fixed point.
  let rho = map.constant === 0 ? 0 : from;
  let distance = 1 - rho;
  for (;;) {
    const { value, slope } = evaluate(map, rho, order);
    const step = Math.min(value / slope, rho);
    const next = rho > 0.5 ? 1 - (distance + step) : rho - step;
    // Twice the spacing of doubles at ρ, which is what P can resolve.
    if (step > 2 * Number.EPSILON * rho && next < rho) {
      distance = rho > 0.5 ? distance + step : 1 - next;
      rho = next;
      continue;
    }
    const bounds = boundsOf(map, rho, distance, order);
    const rhoBound = bounds.value / slope + 3 * Number.EPSILON * rho;
    const gap = (distance * slope) / map.q;
    return {
      rho,
      rhoBound: Math.min(1, rhoBound),
      gap,
      gapBound:
        bounds.chiSlope * rhoBound +
        gap * (8 * Number.EPSILON + 4 * map.relativeBound) +
        (distance * bounds.slope) / map.q,
    };
  }
}

/** P(ρ) and P'(ρ) from the orders up to `order`. */
function evaluate(map: CorrelationMap, rho: number, order: number): { value: number; slope: number } {
  const { values, complete } = map.series(order);
  const last = complete ? values.length - 1 : order;
  let power = 1; // ρⁿ⁻²
  let sum = 0; // ρ + ... + ρⁿ⁻¹
  let slope = 0; // its derivative
  let value = 0;
  let valueSlope = 0;
  let rest = map.meanSquare - square(values[0]!) - square(values[1]!);
  for (let n = 2; n <= last; n++) {
    sum += power * rho;
    slope += (n - 1) * power;
    power *= rho;
    const square = values[n]! * values[n]!;
    rest -= square;
    value += square * sum;
    valueSlope += square * slope;
  }
  // The orders not made share a sum that hardly grows any more, and Σ aₙ² = V tells how much they are.
  if (!complete && rest > 0) {
    value += rest * sum;
    valueSlope += rest * slope;
  }
  return { value: map.sigmaW2 * value - map.constant, slope: map.sigmaW2 * valueSlope };
}

/** Bounds on the errors of P(ρ) and P'(ρ), and dχ_c/dρ; `distance` is 1 - ρ. */
function boundsOf(
  map: CorrelationMap,
  rho: number,
  distance: number,
  order: number,
): { value: number; slope: number; chiSlope: number } {
  const { sigmaW2, constant, meanSquare } = map;
  const { values, complete } = map.series(order);
  const last = complete ? values.length - 1 : order;
  let power = 1;
  let sum = 0;
  let slope = 0;
  let roundings = 0;
  let terms = 0;
  let chiSlope = 0;
  let rest = meanSquare - square(values[0]!) - square(values[1]!);
  for (let n = 2; n <= last; n++) {
    sum += power * rho;
    slope += (n - 1) * power;
    const a = Math.abs(values[n]!);
    rest -= a * a;
    roundings += a * sum;
    terms += a * a * sum;
    chiSlope += a * a * n * (n - 1) * power;
    power *= rho;
  }
  const incomplete = !complete && rest > 0;
  // The rest is a difference from V, with the rounding of V.
  const rounding = 4 * Number.EPSILON * meanSquare;
  const missing = incomplete ? rest * Math.max(0, rho / distance - sum) + rounding * sum : 0;
  const missingSlope = incomplete ? rest * Math.max(0, 1 / (distance * distance) - slope) + rounding * slope : 0;
  return {
    // Each coefficient carries the rounding of the whole function, if it is an integral of it. The sum is about the constant
    // near the root; it goes at most with the cube of q.
    value:
      sigmaW2 *
        (map.isByQuadrature ? 2 * Number.EPSILON * Math.sqrt(meanSquare) * roundings + missing : SERIES_ERROR * terms) +
      constant * (AVERAGE_ERROR + 3 * map.relativeBound),
    slope: sigmaW2 * missingSlope,
    chiSlope: (sigmaW2 * chiSlope) / map.q,
  };
}
