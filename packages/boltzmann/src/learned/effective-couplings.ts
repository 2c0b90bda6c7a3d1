import { DomainError } from '@rgflow/numerics';
import { checkFinite, type LearnedMachine, machineShape } from './machine.js';

/** Couplings between the visible units of a machine as spins, by their sites. */
export interface EffectiveCouplings {
  /** J of sets of different visible units: a field for one, a pair coupling for two, and so on; shape (sets). */
  readonly couplings: (sets: readonly (readonly number[])[]) => Float64Array;
  /** J of all pairs, row-major, shape (visible, visible), symmetric; 0 on the diagonal. */
  readonly pairs: () => Float64Array;
}

/**
 * The Hamiltonian that a machine has for its visible units alone, all hidden ones summed out, in spins σ = 2v - 1:
 *
 *     -F(v) = const + Σ Jᵢ σᵢ + Σ Jᵢⱼ σᵢσⱼ + Σ Jᵢⱼₖ σᵢσⱼσₖ + ...,
 *
 * the expansion in products of spins, which is unique. J of sites S is the mean of -F Πσᵢ, i in S, over all states with
 * equal weight: no sum over states is needed, since a hidden unit in the field x = θ + Σ wₖσₖ, wₖ = Wₖ/4,
 * θ = (c + ½ΣWₖ)/2, has the Fourier transform of ln cosh, and a mean of e^{itwσ} is a cosine. Per hidden unit,
 *
 *     J_S = ±∫₀^∞ dt Π_{S} sin(wᵢt) Π_{not S} cos(wₖt) · {cos θt, sin θt} / (t sinh(πt/2)),
 *
 * cos for an even number of sites, sin for an odd one, positive for one and two and negative for three and four, by
 * turns; to a single site its bias adds b/2 + ΣW/4. The trapezoid rule with steps of 2π/(20 + |θ| + Σ|w|) has an error
 * of e^-40.
 *
 * Exact, with no expansion in small weights; time as (80 + 4(|θ| + Σ|w|)) x visible² for all pairs of a hidden unit. So a
 * field |θ| + Σ|w| of more than LARGEST_FIELD, 100,000, as no trained machine has, is refused.
 *
 * @param machine  Of Bernoulli visible units.
 * @throws {ShapeError}   if the shapes do not fit together.
 * @throws {DomainError}  if the visible units are Gaussian, a weight or bias is not finite, or a hidden unit is in a field
 *                        of more than LARGEST_FIELD; of `couplings`, if a site does not exist or comes twice.
 *
 * @example One hidden unit between two spins, with weights 4K: J = ½ ln cosh 2K, a decimation of the chain
 * const machine = { visible: 'bernoulli', weights: [4, 4], visibleBiases: [-2, -2], hiddenBiases: [-4] }; // K = 1
 * effectiveCouplings(machine).couplings([[0, 1]]); // [0.6625]
 *
 * Source of the expansion: A. Decelle, C. Furtlehner, A. Navas Gómez and B. Seoane, arXiv:2309.02292; the integral is
 * ours.
 */
export function effectiveCouplings(machine: LearnedMachine): EffectiveCouplings {
  const where = 'effectiveCouplings';
  const { visible } = machineShape(where, machine);
  if (machine.visible !== 'bernoulli') {
    throw new DomainError(`${where}: the visible units are ${machine.visible}; only Bernoulli units are spins.`);
  }
  checkFinite(where, machine);
  const hidden = Array.from(machine.hiddenBiases, (_, j) => hiddenUnit(where, machine, j));
  return {
    couplings: (sets) => {
      for (const sites of sets) checkSites(where, sites, visible);
      const all = Float64Array.from(sets, (sites) => (sites.length === 1 ? ownField(machine, sites[0]!) : 0));
      for (const unit of hidden) addCouplings(unit, sets, all);
      return all;
    },
    pairs: () => {
      const all = new Float64Array(visible * visible);
      for (const unit of hidden) addPairs(unit, all);
      return all;
    },
  };
}

/** A hidden unit in the field θ + Σ wσ. */
interface HiddenField {
  readonly theta: number;
  readonly weights: Float64Array;
  /** Of the trapezoid rule. */
  readonly step: number;
  readonly nodes: number;
}

/** |θ| + Σ|w| that is integrated over: 400,000 nodes for each hidden unit. */
const LARGEST_FIELD = 1e5;
/** Beyond it e^(-πt/2) is below the last bit of what is summed. */
const LAST_NODE = 26;
/** How far the images of the integrand by the spacing of the nodes are away, where they are e^-40. */
const DISTANCE = 20;

function hiddenUnit(where: string, { weights, hiddenBiases }: LearnedMachine, j: number): HiddenField {
  const hidden = hiddenBiases.length;
  const own = Float64Array.from({ length: weights.length / hidden }, (_, i) => weights[i * hidden + j]! / 4);
  const [sum, size] = own.reduce(([s, a], w) => [s + w, a + Math.abs(w)] as const, [0, 0] as readonly [number, number]);
  const theta = hiddenBiases[j]! / 2 + sum;
  const field = Math.abs(theta) + size;
  if (field > LARGEST_FIELD) {
    throw new DomainError(
      `${where}: hidden unit ${j} is in a field |θ| + Σ|w| of up to ${field.toPrecision(2)}; expected at most ` +
        `${LARGEST_FIELD}, since the time grows with it. Weights of that size are of a training that ran away: lower its rate.`,
    );
  }
  const step = (2 * Math.PI) / (DISTANCE + Math.abs(theta) + size);
  return { theta, weights: own, step, nodes: Math.ceil(LAST_NODE / step) };
}

function checkSites(where: string, sites: readonly number[], visible: number): void {
  const exist = sites.every((i) => Number.isInteger(i) && i >= 0 && i < visible);
  if (exist && sites.length >= 1 && new Set(sites).size === sites.length) return;
  throw new DomainError(
    `${where}: the sites are (${sites.join(', ')}); expected one or more different ones of 0 to ${visible - 1}.`,
  );
}

/** Of a visible unit: its bias, and what it takes of the linear part of each hidden one. */
function ownField({ weights, visibleBiases, hiddenBiases }: LearnedMachine, i: number): number {
  const hidden = hiddenBiases.length;
  let sum = 0;
  for (let j = 0; j < hidden; j++) sum += weights[i * hidden + j]!;
  return visibleBiases[i]! / 2 + sum / 4;
}

/** J of these sets by one hidden unit. */
function addCouplings(unit: HiddenField, sets: readonly (readonly number[])[], all: Float64Array): void {
  // i^m of the sines, and the sign of the transform.
  const signs = sets.map(({ length }) => (length % 4 === 1 || length % 4 === 2 ? 1 : -1));
  forEachNode(unit, ({ even, odd, tangents }) => {
    sets.forEach((sites, n) => {
      const product = sites.reduce((p, i) => p * tangents[i]!, sites.length % 2 === 1 ? odd : even);
      all[n]! += signs[n]! * product;
    });
  });
  sets.forEach((sites, n) => {
    all[n]! += (unit.step * atZero(unit, sites)) / 2;
  });
}

/** The integrand at t = 0: of one site or two, where there are as many sines as factors of t. */
function atZero({ theta, weights }: HiddenField, sites: readonly number[]): number {
  if (sites.length > 2) return 0;
  const second = sites.length === 2 ? weights[sites[1]!]! : theta;
  return (2 / Math.PI) * weights[sites[0]!]! * second;
}

function addPairs(unit: HiddenField, pairs: Float64Array): void {
  const { weights, step } = unit;
  addProducts(step / Math.PI, weights, pairs);
  forEachNode(unit, ({ even, tangents }) => addProducts(even, tangents, pairs));
}

/** factor xᵢxⱼ of all i and j that differ. */
function addProducts(factor: number, x: Float64Array, pairs: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const both = factor * x[i]! * x[j]!;
      pairs[i * n + j]! += both;
      pairs[j * n + i]! += both;
    }
  }
}

/**
 * All nodes but 0: the integrand without sites, times the step, for even and odd numbers of them, and what a site makes
 * of it.
 */
function forEachNode(
  { theta, weights, step, nodes }: HiddenField,
  visit: (node: { readonly even: number; readonly odd: number; readonly tangents: Float64Array }) => void,
): void {
  const tangents = new Float64Array(weights.length);
  for (let node = 1; node <= nodes; node++) {
    const t = node * step;
    let factor = step / (t * Math.sinh((Math.PI * t) / 2));
    // A sine is a tangent times one of the cosines, none of which is 0 at a double.
    weights.forEach((w, i) => {
      tangents[i] = Math.tan(w * t);
      factor *= Math.cos(w * t);
    });
    visit({ even: factor * Math.cos(theta * t), odd: factor * Math.sin(theta * t), tangents });
  }
}
