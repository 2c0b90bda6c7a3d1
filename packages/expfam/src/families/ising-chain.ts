import { checkChain, checkSites, checkValues, type Rule, within } from '../check.js';
import { beyondSlope } from '../divergence.js';
import type { ExponentialFamily } from '../family.js';
import { constantJet, exponentialJet, type Jet, logarithm, plus, scaled, times } from '../jet.js';
import { maximise } from '../maximise.js';
import { isingErrors, isingInformation, symmetric } from './ising-information.js';
import { matrixPower } from './matrix-power.js';

const parameters = ['coupling', 'field'];
const RANGE = within(-100, 100);
const SPIN: Rule = { holds: (value) => value === 1 || value === -1, text: '1 or -1' };

/**
 * A chain of N spins ±1 in a field: θ = (K, h), T = (Σ σᵢσᵢ₊₁, Σ σᵢ), h = 1, and A = ln Z by transfer matrices, with its
 * derivatives carried along, in ln N products. The parameters are θ itself.
 *
 * A and its means have 14 digits of N. The Fisher information and the errors, at strong coupling smaller than the moments
 * by hundreds of powers of ten, have 12 of their own: without a field in closed form, in one as moments of the difference of
 * two copies of the chain. Where these cancel (an odd ring at strongly negative K in a field) they are refused.
 *
 * @param sites     N, at least 1; 3 for a ring.
 * @throws {DomainError}  if there are fewer sites, or more than 100,000.
 *
 * @example Three free spins and a bond between neighbours
 * isingChain(3, 'open').logPartition([1, 0]); // ln(8 cosh²1) = 2.9470
 */
export function isingChain(sites: number, boundary: 'periodic' | 'open'): ExponentialFamily<ArrayLike<number>> {
  checkChain('isingChain', sites, boundary);
  const bonds = boundary === 'periodic' ? sites : sites - 1;
  const checked = (natural: readonly number[]): readonly [number, number] => {
    checkValues('isingChain', parameters, natural, [RANGE, RANGE]);
    return [natural[0]!, natural[1]!];
  };
  const jetAt = (given: readonly number[]): Jet => {
    const natural = checked(given);
    return boundary === 'periodic' ? ring(sites, natural) : strand(sites, natural);
  };
  const statisticsOf = (spins: ArrayLike<number>): readonly number[] => {
    checkSites('isingChain', sites, spins);
    let [pairs, sum] = [0, 0];
    for (let i = 0; i < sites; i++) {
      checkValues('isingChain', [`spin ${i}`], [spins[i]!], [SPIN]);
      sum += spins[i]!;
      if (i < bonds) pairs += spins[i]! * spins[(i + 1) % sites]!;
    }
    return [pairs, sum];
  };
  return {
    name: 'ising-chain',
    parameters,
    statistics: ['Σ σσ′', 'Σ σ'],
    naturalOf(values) {
      checkValues('isingChain', parameters, values, [RANGE, RANGE]);
      return [...values];
    },
    parametersOf: (natural) => [...natural],
    jacobian: () => [
      [1, 0],
      [0, 1],
    ],
    statisticsOf,
    logBaseMeasure: () => 0,
    logPartition: (natural) => jetAt(natural).value,
    meanStatistics: (natural) => jetAt(natural).first,
    fisherInformation: (natural) => isingInformation(sites, boundary, checked(natural)),
    errorsOfOne: (natural) => isingErrors(sites, boundary, checked(natural)),
    divergence(p, q) {
      const [here, there] = [jetAt(p), jetAt(q)];
      const [k, h] = [q[0]! - p[0]!, q[1]! - p[1]!];
      // The nearest zero of Z is farther than π/2N, so that here the Fisher information is nearly a constant.
      if (!(sites * (Math.abs(k) + Math.abs(h)) < 0.1))
        return there.value - here.value - k * here.first[0] - h * here.first[1];
      return beyondSlope((t) => {
        const [pairs, mixed, sums] = jetAt([p[0]! + t * k, p[1]! + t * h]).second;
        return pairs * k * k + 2 * mixed * k * h + sums * h * h;
      });
    },
    likeliest(samples) {
      if (sites === 1) return 'one spin has no neighbour, so nothing is known of the coupling';
      const [pairs, sum] = meanOf(samples.map(statisticsOf));
      const found = maximise(
        ([k, h]) => {
          if (!(Math.abs(k!) <= 100 && Math.abs(h!) <= 100)) return OUTSIDE;
          const jet = jetAt([k!, h!]);
          return {
            value: k! * pairs + h! * sum - jet.value,
            gradient: [pairs - jet.first[0], sum - jet.first[1]],
            curvature: symmetric(...jet.second),
          };
        },
        [0, 0],
        LARGEST_FINITE,
      );
      return found ?? 'the samples are as ordered as can be, so a parameter is infinite';
    },
  };
}

/** A likelihood that still climbs here has its top at infinity: tanh 20 is 1 to the last bit. */
const LARGEST_FINITE = 20;

const OUTSIDE = { value: Number.NEGATIVE_INFINITY, gradient: [0, 0], curvature: symmetric(1, 0, 1) };

function meanOf(statistics: readonly (readonly number[])[]): readonly [number, number] {
  let [first, second] = [0, 0];
  for (const [a, b] of statistics) {
    first += a!;
    second += b!;
  }
  return [first / statistics.length, second / statistics.length];
}

/** A symmetric matrix of positive functions, in units of e^logScale. */
interface Transfer {
  readonly up: Jet;
  readonly down: Jet;
  readonly mixed: Jet;
  readonly logScale: number;
}

/** ln tr Tᴺ, T(σ, σ') = e^(Kσσ' + h(σ + σ')/2). */
function ring(sites: number, natural: readonly number[]): Jet {
  const { up, down, logScale } = matrixPower(transfer(natural), sites, ONE, product);
  return shifted(logarithm(plus(up, down)), logScale);
}

/** ln vᵀ Tᴺ⁻¹ v with v(σ) = e^(hσ/2), the other halves of the fields at the ends. */
function strand(sites: number, natural: readonly number[]): Jet {
  const { up, down, mixed, logScale } = matrixPower(transfer(natural), sites - 1, ONE, product);
  const [, field] = natural as [number, number];
  const size = Math.abs(field);
  const ends = (sign: number) => exponentialJet(sign * field - size, 0, sign);
  const sum = plus(plus(times(up, ends(1)), times(down, ends(-1))), scaled(mixed, 2 * Math.exp(-size)));
  return shifted(logarithm(sum), logScale + size);
}

function transfer([coupling, field]: readonly number[]): Transfer {
  const logScale = Math.max(coupling! + Math.abs(field!), -coupling!);
  return {
    up: exponentialJet(coupling! + field! - logScale, 1, 1),
    down: exponentialJet(coupling! - field! - logScale, 1, -1),
    mixed: exponentialJet(-coupling! - logScale, -1, 0),
    logScale,
  };
}

const ONE: Transfer = { up: constantJet(1), down: constantJet(1), mixed: constantJet(0), logScale: 0 };

/** Powers of one symmetric matrix commute, so that their products are symmetric. */
function product(a: Transfer, b: Transfer): Transfer {
  const up = plus(times(a.up, b.up), times(a.mixed, b.mixed));
  const mixed = plus(times(a.up, b.mixed), times(a.mixed, b.down));
  const down = plus(times(a.mixed, b.mixed), times(a.down, b.down));
  const scale = 1 / Math.max(up.value, mixed.value, down.value);
  return {
    up: scaled(up, scale),
    mixed: scaled(mixed, scale),
    down: scaled(down, scale),
    logScale: a.logScale + b.logScale - Math.log(scale),
  };
}

function shifted(f: Jet, by: number): Jet {
  return { ...f, value: f.value + by };
}
