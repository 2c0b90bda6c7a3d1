import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { gaussianChain, isingChain, maximumLikelihoodErrors } from '../src/index.js';

interface Known {
  readonly sites: number;
  readonly boundary: 'periodic' | 'open';
  readonly coupling: number;
  readonly field: number;
  readonly fisherInformation: readonly (readonly number[])[];
  readonly standardErrors: readonly number[];
}

/** By counting of states, in 900 digits. */
const known = JSON.parse(readFileSync(new URL('./expected/strong-chains.json', import.meta.url), 'utf8')) as Known[];

const ROUNDING = 1e-12;

function off(actual: number, wanted: number): number {
  return wanted === 0 ? Math.abs(actual) : Math.abs(actual / wanted - 1);
}

/** The largest difference, by entries; null where it is refused. */
function largestOff({ sites, boundary, coupling, field, fisherInformation, standardErrors }: Known): number | null {
  const chain = isingChain(sites, boundary);
  const errors = maximumLikelihoodErrors(chain, [coupling, field]);
  if (errors === null) return null;
  const information = chain.fisherInformation([coupling, field]);
  const [[pairs, mixed], [, sums]] = fisherInformation as [[number, number], [number, number]];
  const size = Math.sqrt(pairs) * Math.sqrt(sums);
  return Math.max(
    off(information[0]![0]!, pairs),
    off(information[1]![1]!, sums),
    Math.abs(information[0]![1]! - mixed) / size,
    ...standardErrors.map((wanted, i) => off(errors[i]!, wanted)),
  );
}

test('Ising chains have their Fisher information and errors to twelve digits, up to K = 100, or refuse', () => {
  const found = known.map((each) => ({ ...each, off: largestOff(each) }));
  expect(found.filter(({ off }) => off !== null && !(off < ROUNDING))).toEqual([]);
  const refused = found.filter(({ off }) => off === null);
  expect(refused.length).toBeLessThan(70);
  expect(refused.filter(({ coupling, field }) => field === 0 || (coupling > 0 && coupling < 100))).toEqual([]);
});

test('a chain whose terms cancel is refused, and its likeliest parameters have no errors', () => {
  expect(() => isingChain(15, 'periodic').fisherInformation([-50, 0.3])).toThrow(
    'of 15 sites at coupling -50 and field 0.3 the Fisher information is a difference of terms that a double cannot hold',
  );
  expect(maximumLikelihoodErrors(isingChain(15, 'periodic'), [-50, 0.3])).toBeNull();
});

test('a long chain has the digits of a short one', () => {
  // N sech²K, and N e^(2K) less what its ends lack.
  const open = isingChain(100_000, 'open')
    .fisherInformation([2, 0])
    .map((row, i) => row[i]!);
  const [y, lambda] = [Math.exp(-4), Math.tanh(2)];
  expect(off(open[0]!, (99_999 * 4 * y) / ((1 + y) * (1 + y)))).toBeLessThan(1e-14);
  expect(off(open[1]!, 100_000 * Math.exp(4) - (2 * lambda) / ((1 - lambda) * (1 - lambda)))).toBeLessThan(1e-12);
  // In a field N c q/R³, q = e^(-4K), R² = sinh²h + q.
  const [ring] = [isingChain(100_000, 'periodic').fisherInformation([1, 0.3])];
  const root = Math.sqrt(Math.sinh(0.3) * Math.sinh(0.3) + Math.exp(-4));
  expect(off(ring[1]![1]!, (100_000 * Math.cosh(0.3) * Math.exp(-4)) / (root * root * root))).toBeLessThan(1e-11);
});

test('a Gaussian chain has its errors up to the massless point', () => {
  // Three sites: λ = a - 2c once, a + c twice, so that I = Σ 2/λ² (1, cos q)², det I = 2 · (2/λ₀²)(2/λ₁²)(3/2)².
  for (const gap of [0.5, 2 ** -10, 2 ** -30, 2 ** -50]) {
    const coupling = (1 - gap) / 2;
    const [soft, stiff] = [2 / (gap * gap), 2 / ((1 + coupling) * (1 + coupling))];
    const det = 4.5 * soft * stiff;
    const [precision, other] = maximumLikelihoodErrors(gaussianChain(3, 'periodic'), [-0.5, coupling])!;
    expect(off(precision!, 2 * Math.sqrt((soft + stiff / 2) / det))).toBeLessThan(ROUNDING);
    expect(off(other!, Math.sqrt((soft + 2 * stiff) / det))).toBeLessThan(ROUNDING);
  }
});
