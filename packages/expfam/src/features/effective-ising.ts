import { DomainError, type Estimate, square } from '@rgflow/numerics';
import { maximise } from '../maximise.js';
import { inverse, transformed } from '../small-matrix.js';
import { type ChainOptions, checkFeatures, type Features } from './features.js';

/** The Ising chain that neighbours of a layer look like. */
export interface EffectiveIsing {
  /** K; null where it is infinite. */
  readonly coupling: Estimate | null;
  /** h; null where it was not fitted, or with the coupling. */
  readonly field: Estimate | null;
  readonly reason: string | null;
}

export interface PseudoLikelihoodOptions extends ChainOptions {
  /** 'fitted', or 'none' for h = 0. */
  readonly field: 'fitted' | 'none';
}

/**
 * Coupling and field of the Ising chain whose conditional laws of one spin given its neighbours make spins likeliest
 * (pseudo-likelihood):
 *
 *     p(σᵢ | rest) = e^(σᵢ xᵢ) / 2 cosh xᵢ,    xᵢ = K (σᵢ₋₁ + σᵢ₊₁) + h,
 *
 * with one neighbour at the ends of an open chain. Consistent for samples of an Ising chain; of other spins it is what their
 * conditionals are nearest to. The errors take rows to be independent, and nothing else: the curvature about the scatter of
 * the rows' scores; of one row they are NaN. Only how often each spin was seen among each sum of neighbours counts, so any
 * number of rows takes one pass.
 *
 * Independent units have K = 0 whatever made them so: an untrained layer, or one whose units are permuted.
 *
 * @param spins  Shape (samples, units), entries ±1, at least 2 units, 3 on a ring; see `featureSpins`.
 * @throws {ShapeError}   if the shape does not fit the data, or there are too few units.
 * @throws {DomainError}  if an entry is neither 1 nor -1.
 *
 * @example
 * isingPseudoLikelihood(spins, { boundary: 'open', field: 'none' }).coupling; // 0.50 ± 0.01
 *
 * Source: J. Besag, Statistician 24, 179 (1975).
 */
export function isingPseudoLikelihood(spins: Features, options: PseudoLikelihoodOptions): EffectiveIsing {
  const where = 'isingPseudoLikelihood';
  const { boundary, field } = options;
  checkSpins(where, spins, boundary);
  const [samples, units] = spins.shape;
  const rows = new Float64Array(samples * CLASSES);
  const totals = new Float64Array(CLASSES);
  forEachSite(spins, boundary, (row, spin, neighbours) => {
    const kind = classOf(spin, neighbours);
    rows[row * CLASSES + kind]!++;
    totals[kind]!++;
  });
  const variables = field === 'fitted' ? 2 : 1;
  const at = (theta: readonly number[]) => pseudoLikelihood(totals, theta, variables, samples * units);
  const start = new Array<number>(variables).fill(0);
  const found = isUnbounded(totals, variables) ? null : maximise(at, start, LARGEST_FINITE);
  const bread = found === null ? null : inverse(at(found).curvature);
  if (found === null || bread === null) {
    return { coupling: null, field: null, reason: 'the spins are as ordered as can be, so a parameter is infinite' };
  }
  const covariance = transformed(bread, scatterOfScores(rows, found, variables, samples * units));
  const [coupling, fitted] = found.map((value, i): Estimate => {
    // One row has no scatter: at the top its score is 0.
    return { value, standardError: samples > 1 ? Math.sqrt(covariance[i]![i]!) : Number.NaN, samples };
  });
  return { coupling: coupling!, field: fitted ?? null, reason: null };
}

/**
 * K = artanh of the mean product of neighbours, which is the coupling of an infinite or open chain without a field; the
 * error is that of the mean over rows. With a field, or a mean, use the pseudo-likelihood.
 *
 * @param spins  As for `isingPseudoLikelihood`.
 *
 * @example Neighbours that agree three times of four
 * isingFromCorrelation({ shape: [4, 2], data: [1, 1, -1, -1, 1, 1, 1, -1] }, { boundary: 'open' }).coupling; // artanh ½ =
 * 0.5493
 */
export function isingFromCorrelation(spins: Features, { boundary }: ChainOptions): EffectiveIsing {
  checkSpins('isingFromCorrelation', spins, boundary);
  const [samples, units] = spins.shape;
  const bonds = boundary === 'periodic' ? units : units - 1;
  // Whole numbers, each bond counted from both ends.
  const products = new Float64Array(samples);
  forEachSite(spins, boundary, (row, spin, neighbours) => {
    products[row]! += spin * neighbours;
  });
  const correlation = products.reduce((a, b) => a + b) / (2 * bonds * samples);
  if (!(Math.abs(correlation) < 1)) {
    return { coupling: null, field: null, reason: 'all neighbours agree, or none do, so the coupling is infinite' };
  }
  let squares = 0;
  for (const product of products) squares += square(product / (2 * bonds) - correlation);
  const error = Math.sqrt(squares / (samples * (samples - 1)));
  const coupling = { value: Math.atanh(correlation), standardError: error / (1 - square(correlation)), samples };
  return { coupling, field: null, reason: null };
}

/** A spin of 2 among a sum of neighbours of -2, ..., 2. */
const CLASSES = 10;
const classOf = (spin: number, neighbours: number) => (spin + 1) / 2 + 2 * (neighbours + 2);
const spinOf = (kind: number) => 2 * (kind % 2) - 1;
const neighboursOf = (kind: number) => Math.floor(kind / 2) - 2;

/** Farther than any top that is finite: at 20 and beyond, tanh is 1 to the last bit. */
const LARGEST_FINITE = 50;

/**
 * Whether in some direction of (K, h) no spin that was seen becomes less likely, however far one goes: then there is no
 * likeliest place. The directions that need a look are those in which one sum of neighbours makes no difference.
 */
function isUnbounded(totals: Float64Array, variables: number): boolean {
  const directions = variables === 1 ? [[1]] : [-2, -1, 0, 1, 2].map((neighbours) => [1, -neighbours]);
  return directions.some((direction) =>
    [1, -1].some((sign) =>
      totals.every((count, kind) => count === 0 || sign * spinOf(kind) * fieldAt(kind, direction) >= 0),
    ),
  );
}

function pseudoLikelihood(totals: Float64Array, theta: readonly number[], variables: number, sites: number) {
  let value = 0;
  const gradient = new Array<number>(variables).fill(0);
  const curvature = gradient.map(() => new Array<number>(variables).fill(0));
  totals.forEach((count, kind) => {
    const inputs = [neighboursOf(kind), 1];
    const x = fieldAt(kind, theta);
    const share = count / sites;
    value += share * (spinOf(kind) * x - Math.abs(x) - Math.log1p(Math.exp(-2 * Math.abs(x))));
    const rest = spinOf(kind) - Math.tanh(x);
    // 1 - tanh²x, without a difference of nearly equal numbers.
    const slope = square(2 / (Math.exp(x) + Math.exp(-x)));
    for (let i = 0; i < variables; i++) {
      gradient[i]! += share * rest * inputs[i]!;
      for (let j = 0; j < variables; j++) curvature[i]![j]! += share * slope * inputs[i]! * inputs[j]!;
    }
  });
  return { value, gradient, curvature };
}

function scatterOfScores(rows: Float64Array, theta: readonly number[], variables: number, sites: number) {
  const scores = Array.from({ length: CLASSES }, (_, kind) => {
    const rest = (spinOf(kind) - Math.tanh(fieldAt(kind, theta))) / sites;
    return [neighboursOf(kind) * rest, rest];
  });
  const scatter = Array.from({ length: variables }, () => new Array<number>(variables).fill(0));
  for (let row = 0; row < rows.length; row += CLASSES) {
    const score = [0, 0];
    for (let kind = 0; kind < CLASSES; kind++) {
      score[0]! += rows[row + kind]! * scores[kind]![0]!;
      score[1]! += rows[row + kind]! * scores[kind]![1]!;
    }
    for (let i = 0; i < variables; i++) {
      for (let j = 0; j < variables; j++) scatter[i]![j]! += score[i]! * score[j]!;
    }
  }
  return scatter;
}

function fieldAt(kind: number, [coupling, field = 0]: readonly number[]): number {
  return coupling! * neighboursOf(kind) + field;
}

function forEachSite(
  { shape: [samples, units], data }: Features,
  boundary: 'periodic' | 'open',
  visit: (row: number, spin: number, neighbours: number) => void,
): void {
  const wraps = boundary === 'periodic';
  for (let row = 0; row < samples; row++) {
    const at = row * units;
    for (let unit = 0; unit < units; unit++) {
      const before = unit > 0 ? data[at + unit - 1]! : wraps ? data[at + units - 1]! : 0;
      const after = unit + 1 < units ? data[at + unit + 1]! : wraps ? data[at]! : 0;
      visit(row, data[at + unit]!, before + after);
    }
  }
}

function checkSpins(where: string, spins: Features, boundary: 'periodic' | 'open'): void {
  checkFeatures(where, spins, boundary === 'periodic' ? 3 : 2);
  const units = spins.shape[1];
  for (let i = 0; i < spins.data.length; i++) {
    const spin = spins.data[i]!;
    if (spin !== 1 && spin !== -1) {
      throw new DomainError(
        `${where}: unit ${i % units} of sample ${Math.floor(i / units)} is ${spin}; expected 1 or -1.`,
      );
    }
  }
}
