import { square } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { energyPerBond, energySlopePerBond, modulus, WEAK } from './energy.js';
import { overQuarterTurn } from './partition.js';

/** What there is to know about the four neighbours of a site of the infinite square lattice: their correlations. */
export interface NeighbourCorrelations {
  /** u, of the site and a neighbour. */
  readonly nearest: number;
  /** ⟨σ₀₀ σ₁₁⟩, of two neighbours around a corner. */
  readonly diagonal: number;
  /** ⟨σ₀₀ σ₂₀⟩, of two neighbours on opposite sides. */
  readonly straight: number;
  /** Q, of all four. */
  readonly all: number;
}

/**
 * Correlations of the neighbours of a site: the pairs to 1e-14, all four to 1e-13. The pairs are Toeplitz determinants of
 * the elements
 *
 *     aₙ = (1/π) ∫₀^π cos(nθ - δ) dθ,    δ = arg(1 - α₁e^(iθ)) - arg(1 - α₂e^(iθ)),
 *
 * ⟨σ₀₀σ₁₁⟩ = a₀ with α₁ = 0, α₂ = 1/sinh² 2K; ⟨σ₀₀σ₂₀⟩ = a₀² - a₁a₋₁ with α₁ = tanh K e^(-2K), α₂ = coth K e^(-2K). That of
 * all four follows from Callen's identity for a bond, with t = tanh 2K,
 *
 *     u = A (1 + w) + B (w + Q),    w = 2⟨σ₀₀σ₁₁⟩ + ⟨σ₀₀σ₂₀⟩,    A = t(2 + t²)/(4 + 4t²),    B = -t³/(4 + 4t²).
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite.
 *
 * @example At the critical coupling
 * neighbourCorrelations(CRITICAL_COUPLING).diagonal; // 2/π
 *
 * Source: B. M. McCoy and T. T. Wu, The Two-Dimensional Ising Model (1973), chapter VIII; H. B. Callen, Phys. Lett. 4, 161
 * (1963).
 */
export function neighbourCorrelations(coupling: number): NeighbourCorrelations {
  checkCoupling('neighbourCorrelations', coupling);
  if (coupling < WEAK) {
    const second = square(coupling);
    return { nearest: coupling, diagonal: 2 * second, straight: second, all: plaquetteSeries(coupling).value };
  }
  const nearest = energyPerBond(coupling);
  const diagonal = toeplitzElement(0, 0, inverseSinhSquared(coupling).value);
  const [first, second] = rowParameters(coupling);
  const [back, centre, forward] = ROW_ELEMENTS.map((n) => toeplitzElement(n, first.value, second.value)) as Three;
  const straight = square(centre) - forward * back;
  const all =
    coupling < SERIES_BELOW ? plaquetteSeries(coupling).value : plaquette(coupling, nearest, diagonal, straight);
  return { nearest, diagonal, straight, all };
}

/** Their derivatives by K. Infinite at K_c. */
export function neighbourCorrelationSlopes(coupling: number): NeighbourCorrelations {
  checkCoupling('neighbourCorrelationSlopes', coupling);
  if (coupling < WEAK) {
    return { nearest: 1, diagonal: 4 * coupling, straight: 2 * coupling, all: plaquetteSeries(coupling).slope };
  }
  const values = neighbourCorrelations(coupling);
  const nearest = energySlopePerBond(coupling);
  const diagonal = toeplitzSlope(0, constant(0), inverseSinhSquared(coupling));
  const [first, second] = rowParameters(coupling);
  const [back, centre, forward] = ROW_ELEMENTS.map((n) => toeplitzElement(n, first.value, second.value)) as Three;
  const [backSlope, centreSlope, forwardSlope] = ROW_ELEMENTS.map((n) => toeplitzSlope(n, first, second)) as Three;
  const straight = 2 * centre * centreSlope - forwardSlope * back - forward * backSlope;
  const all =
    coupling < SERIES_BELOW
      ? plaquetteSeries(coupling).slope
      : plaquetteSlope(coupling, values, nearest, 2 * diagonal + straight);
  return { nearest, diagonal, straight, all };
}

/** a₋₁, a₀ and a₁. */
const ROW_ELEMENTS = [-1, 0, 1];
type Three = [number, number, number];

/** A number with its derivative by K. */
interface Dual {
  readonly value: number;
  readonly slope: number;
}

function constant(value: number): Dual {
  return { value, slope: 0 };
}

/** aₙ. */
function toeplitzElement(n: number, first: number, second: number): number {
  return overHalfTurn((theta) => Math.cos(n * theta - argument(first, theta) + argument(second, theta)));
}

/** daₙ/dK; the derivative of arg(1 - αe^(iθ)) by α is -sin θ / |1 - αe^(iθ)|². */
function toeplitzSlope(n: number, first: Dual, second: Dual): number {
  return overHalfTurn((theta) => {
    const phase = argument(first.value, theta) - argument(second.value, theta);
    return Math.sin(n * theta - phase) * (argumentSlope(first, theta) - argumentSlope(second, theta));
  });
}

/** (1/π) ∫₀^π f. */
function overHalfTurn(f: (theta: number) => number): number {
  return (2 / Math.PI) * overQuarterTurn((half) => f(2 * half));
}

/** arg(1 - αe^(iθ)), the real part 1 - α cos θ with its digits where α is near 1 and θ near 0. */
function argument(alpha: number, theta: number): number {
  return Math.atan2(-alpha * Math.sin(theta), 1 - alpha + 2 * alpha * square(Math.sin(theta / 2)));
}

function argumentSlope({ value, slope }: Dual, theta: number): number {
  if (slope === 0) return 0;
  return (-Math.sin(theta) / (square(1 - value) + 4 * value * square(Math.sin(theta / 2)))) * slope;
}

function inverseSinhSquared(coupling: number): Dual {
  const value = 1 / square(Math.sinh(2 * coupling));
  return { value, slope: (-4 * value) / Math.tanh(2 * coupling) };
}

/** α₁ = tanh K e^(-2K) and α₂ = coth K e^(-2K). */
function rowParameters(coupling: number): [Dual, Dual] {
  const tanh = Math.tanh(coupling);
  const e = Math.exp(-2 * coupling);
  return [
    { value: tanh * e, slope: e * (1 - square(tanh) - 2 * tanh) },
    { value: e / tanh, slope: e * (1 - 1 / square(tanh) - 2 / tanh) },
  ];
}

/** Q from Callen's identity. */
function plaquette(coupling: number, nearest: number, diagonal: number, straight: number): number {
  const { A, B } = callenCoefficients(coupling);
  const w = 2 * diagonal + straight;
  return (nearest - A * (1 + w)) / B - w;
}

/** dQ/dK from the derivative of the identity. */
function plaquetteSlope(coupling: number, values: NeighbourCorrelations, nearestSlope: number, wSlope: number): number {
  const { A, B, t, tSlope } = callenCoefficients(coupling);
  const ASlope = (tSlope * (2 + square(t) + square(square(t)))) / (4 * square(1 + square(t)));
  const BSlope = (-tSlope * (3 * square(t) + square(square(t)))) / (4 * square(1 + square(t)));
  const w = 2 * values.diagonal + values.straight;
  return (nearestSlope - ASlope * (1 + w) - A * wSlope - BSlope * (w + values.all)) / B - wSlope;
}

function callenCoefficients(coupling: number): { A: number; B: number; t: number; tSlope: number } {
  const { t, sech } = modulus(coupling);
  return {
    A: (t * (2 + square(t))) / (4 * (1 + square(t))),
    B: -(t * square(t)) / (4 * (1 + square(t))),
    t,
    tSlope: 2 * square(sech),
  };
}

/** Below it Callen's identity, divided by K³, has fewer digits than the series, which has 1e-15 relative up to it. */
const SERIES_BELOW = 0.05;

/**
 * Coefficients of v⁴, v⁶, ..., v = tanh K, from the Toeplitz elements in exact integers: test/expected/plaquette_series.py.
 */
const PLAQUETTE_SERIES = [7, 20, 52, 164, 612, 2532, 11120, 50740, 237988];

function plaquetteSeries(coupling: number): Dual {
  const v = Math.tanh(coupling);
  let value = 0;
  let slope = 0;
  for (let i = PLAQUETTE_SERIES.length - 1; i >= 0; i--) {
    value = value * v * v + PLAQUETTE_SERIES[i]!;
    slope = slope * v * v + (2 * i + 4) * PLAQUETTE_SERIES[i]!;
  }
  return { value: value * square(square(v)), slope: slope * v * square(v) * (1 - v * v) };
}
