import { DomainError, findRoot, logCosh, powerOfTwo } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { checkSteps, type DecimationEntropies, type DecimationStep } from '../decimation-step.js';
import { CRITICAL_COUPLING } from './critical-coupling.js';
import { energyPerBond } from './energy.js';
import { logPartitionPerSite } from './partition.js';

/** α* = 4 K_c / ln cosh 4K_c = 4 K_c / ln 3, which puts the fixed point of the truncated flow at the exact K_c. */
export const CRITICAL_ALPHA = (4 * CRITICAL_COUPLING) / Math.log(3);

/** α of the recursion of H. J. Maris and L. P. Kadanoff, Am. J. Phys. 46, 652 (1978), K' + L' as one coupling. */
export const MARIS_KADANOFF_ALPHA = 1.5;

export interface TruncatedOptions {
  /** 0 < α < 2: 1 drops all new couplings, 3/2 is Maris and Kadanoff's. Default α* = 1.6045. */
  readonly alpha?: number;
}

/**
 * s⁽ⁿ⁾ of the square lattice as published: checkerboard decimation truncated to one coupling,
 *
 *     K' = (α/4) ln cosh 4K,    K₀' = 2K₀ + ln 2 + (ln cosh 2K)/2 + (ln cosh 4K)/8,
 *     s⁽ⁿ⁾ = [2K u(K) - 2⁻ⁿ K₀⁽ⁿ⁾ - 2¹⁻ⁿ K⁽ⁿ⁾ u(K⁽ⁿ⁾)] / ln 2 + 1 - 2⁻ⁿ.
 *
 * It is not the relative entropy of any two distributions: Z is not preserved. Above K_c it decreases with n and turns
 * negative (by step 12 from K = 0.846 on), below K_c it is 7 to 29 % too small at n = 1; `exactSquareRelativeEntropy` is
 * the true one. At K = K_c with α*, s⁽ⁿ⁾ = 0.451003650717 (1 - 2⁻ⁿ).
 *
 * @param coupling  K >= 0.
 * @param steps     n >= 0.
 * @throws {DomainError} if K is negative or not finite, α not between 0 and 2, or `steps` not a whole number up to 1000.
 *
 * @example
 * truncatedRelativeEntropy(0.4, 1).steps[1].relativeEntropy; // 0.17253253513
 *
 * Source: eqs. (2.43) and (2.50) of arXiv:2107.06898.
 */
export function truncatedRelativeEntropy(
  coupling: number,
  steps: number,
  options: TruncatedOptions = {},
): DecimationEntropies {
  const { alpha = CRITICAL_ALPHA } = options;
  checkCoupling('truncatedRelativeEntropy', coupling);
  checkAlpha('truncatedRelativeEntropy', alpha);
  checkSteps('truncatedRelativeEntropy', steps);
  const initialEnergy = 2 * coupling * energyPerBond(coupling);
  let current = coupling;
  let constantPerSite = 0; // 2⁻ⁿ K₀⁽ⁿ⁾ - (1 - 2⁻ⁿ) ln 2
  const told: DecimationStep[] = [];
  for (let step = 0; step <= steps; step++) {
    const relativeEntropy =
      (initialEnergy - constantPerSite - powerOfTwo(1 - step) * current * energyPerBond(current)) / Math.LN2;
    told.push({
      step,
      coupling: current,
      field: 0,
      constant: powerOfTwo(step) * constantPerSite + (powerOfTwo(step) - 1) * Math.LN2,
      relativeEntropy,
      relativeEntropyUnnormalised: relativeEntropy - (1 - powerOfTwo(-step)),
    });
    constantPerSite += powerOfTwo(-(step + 1)) * constantOf(current);
    current = truncatedStep(current, alpha);
  }
  return {
    steps: told,
    asymptote: (initialEnergy - constantOfAllSteps(coupling, alpha)) / Math.LN2,
    freeEnergyPerSite: -logPartitionPerSite(coupling),
  };
}

/** K' = (α/4) ln cosh 4K. */
export function truncatedStep(coupling: number, alpha: number): number {
  return (alpha / 4) * logCosh(4 * coupling);
}

/** The unstable fixed point of the truncated flow. */
export interface TruncatedFixedPoint {
  /** K* = (α/4) ln cosh 4K*. */
  readonly coupling: number;
  /** dK'/dK = α tanh 4K*. */
  readonly eigenvalue: number;
  /** ν = ln √2 / ln eigenvalue, lengths growing by √2 a step; exactly 1 for the square lattice. */
  readonly correlationLengthExponent: number;
}

/**
 * Fixed point of K' = (α/4) ln cosh 4K other than 0.
 *
 * @throws {DomainError} unless 1 < α < 2: up to α = 1 every coupling flows to 0.
 *
 * @example
 * truncatedFixedPoint(1.5).coupling; // 0.506981019077567
 *
 * Source: eqs. (2.40) and (2.44) of arXiv:2107.06898.
 */
export function truncatedFixedPoint(alpha: number): TruncatedFixedPoint {
  checkAlpha('truncatedFixedPoint', alpha);
  if (!(alpha > 1)) {
    throw new DomainError(
      `truncatedFixedPoint: alpha is ${alpha}; there is a fixed point other than 0 only for alpha above 1.`,
    );
  }
  // From above, K' = α(K - ln 2 / 4) gives one end; below α K / 4 nothing is left of the quadratic K' = 2αK².
  const upper = (alpha * Math.LN2) / (4 * (alpha - 1));
  const coupling = findRoot((K) => truncatedStep(K, alpha) - K, 1 / (2 * alpha), upper);
  const eigenvalue = alpha * Math.tanh(4 * coupling);
  return { coupling, eigenvalue, correlationLengthExponent: Math.LN2 / 2 / Math.log(eigenvalue) };
}

/** K₀' - 2K₀ - ln 2. */
function constantOf(coupling: number): number {
  return logCosh(2 * coupling) / 2 + logCosh(4 * coupling) / 8;
}

/** Σₘ 2⁻⁽ᵐ⁺¹⁾ constantOf(K⁽ᵐ⁾), the tail in closed form where ln cosh x is x - ln 2 and the flow linear. */
function constantOfAllSteps(coupling: number, alpha: number): number {
  let sum = 0;
  let current = coupling;
  for (let weight = 0.5; weight > 1e-20; weight /= 2) {
    if (current > LINEAR_ABOVE && alpha > 1) {
      const fixed = (alpha * Math.LN2) / (4 * (alpha - 1));
      const couplings = 2 * fixed + (current - fixed) / (1 - alpha / 2); // Σₘ 2⁻ᵐ K⁽ᵐ⁾
      return sum + weight * (1.5 * couplings - 1.25 * Math.LN2);
    }
    sum += weight * constantOf(current);
    current = truncatedStep(current, alpha);
  }
  return sum;
}

/** e^(-4 · 10) is 4e-18. */
const LINEAR_ABOVE = 10;

function checkAlpha(where: string, alpha: number): void {
  if (alpha > 0 && alpha < 2) return;
  throw new DomainError(
    `${where}: alpha is ${alpha}; give a number between 0 and 2. (From 2 on a strong coupling grows as fast as the lattice ` +
      'shrinks, and s⁽ⁿ⁾ has no limit.)',
  );
}
