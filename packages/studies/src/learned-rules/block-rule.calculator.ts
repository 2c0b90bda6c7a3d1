import { blockInformation, blockRuleInformation, boltzmannDistribution, type SpinDistribution } from '@rgflow/ising';
import { enumeratedCouplings } from '@rgflow/ising/enumerated-couplings';
import { reachOfCouplings, ruleTable } from '@rgflow/ising/rules';
import { powerOfTwo } from '@rgflow/numerics';
import { type Calculation, CalculatorError } from '../calculator.js';
import { nullIfUndefined } from '../undefined-values.js';
import { TORUS_SIZE, torusDistribution } from './small-torus.js';

interface RuleQuestion {
  readonly coupling: number;
  readonly lattice: 'torus' | 'ring';
  readonly rule: 'decimation' | 'majority' | 'majority-up' | 'best';
  readonly block?: number | undefined;
  readonly blocks?: number | undefined;
}

/** A lattice that is small enough to be summed over, in blocks. */
interface BlockedLattice {
  readonly distribution: SpinDistribution;
  /** Sites of each block, shape (blocks, sites). */
  readonly blocks: readonly (readonly number[])[];
  /** What block 0 is asked to tell of. */
  readonly environment: readonly number[];
  /** Of two blocks, in blocks, the shorter way around. */
  readonly distance: (n: number, m: number) => number;
}

/**
 * What one block rule tells of the spins around and how far its block spins are coupled, exactly, by all states of a small
 * lattice.
 */
export function answer(question: RuleQuestion): Calculation {
  const lattice = latticeOf(question);
  const { distribution, blocks, environment } = lattice;
  const table = tableOf(question, lattice);
  const { block: whole, rules } = blockInformation(distribution, blocks[0]!, environment, [table]);
  const information = rules[0]!;
  const kept = whole > 0 ? information / whole : null;
  const couplings = enumeratedCouplings(distribution, blocks, table).map((j) => (Math.abs(j) < ROUNDING ? 0 : j));
  const shells = shellsOf(couplings, lattice);
  const reach = reachOfCouplings(shells);
  const [range, beyond] = [nullIfUndefined(reach.range), nullIfUndefined(reach.beyond)];
  const field = couplings[1]!;
  const many = shareOfMany(couplings);
  const none = 'none';
  return {
    json: { information, block: whole, kept, shells, range, beyond, field, many, ruleTable: table },
    table: {
      headers: ['r', 'block spins at r', 'J_r'],
      rows: shells.map(({ distance, neighbours, coupling }) => [distance, neighbours, coupling]),
    },
    values: [
      { symbol: 'I', value: information, meaning: 'what the block spin tells of the spins around, nats' },
      { symbol: 'I(block)', value: whole, meaning: 'what the whole block tells of them, nats: no rule tells more' },
      { symbol: 'kept', value: kept ?? none, meaning: 'I over I(block)' },
      {
        symbol: 'range',
        value: range ?? none,
        meaning: 'Σ z_r |J_r| r / Σ z_r |J_r|, in blocks; 1 for nearest neighbours',
      },
      { symbol: 'beyond', value: beyond ?? none, meaning: 'share of Σ z_r |J_r| beyond nearest neighbours' },
      { symbol: 'field', value: field, meaning: 'field on a block spin, 0 but for rules that prefer one sign' },
      { symbol: 'many', value: many ?? none, meaning: 'share of couplings of three block spins or more in Σ |J_A|' },
    ],
  };
}

/** More than rounding leaves of couplings that are 0. */
const ROUNDING = 1e-13;

/** As many spins as are summed over in a second or two. */
const MOST_SPINS = 20;

function latticeOf({ coupling, lattice, block, blocks }: RuleQuestion): BlockedLattice {
  if (!(coupling >= 0 && coupling <= 5)) {
    throw new CalculatorError(`calc block-rule: --coupling is ${coupling}; expected 0 to 5.`);
  }
  if (lattice === 'ring') return ring(coupling, block ?? 3, blocks ?? 6);
  const foreign = [block === undefined ? [] : '--block', blocks === undefined ? [] : '--blocks'].flat();
  if (foreign.length > 0) {
    throw new CalculatorError(
      `calc block-rule: ${foreign.join(' and ')} of --lattice ring; the torus is 4 × 4 spins in four blocks of 2 × 2. Leave it out.`,
    );
  }
  return torus(coupling);
}

function torus(coupling: number): BlockedLattice {
  const blocks = [0, 1, 2, 3].map((n) => {
    const first = 2 * TORUS_SIZE * (n >> 1) + 2 * (n & 1);
    return [first, first + 1, first + TORUS_SIZE, first + TORUS_SIZE + 1];
  });
  return {
    distribution: torusDistribution(coupling),
    blocks,
    environment: blocks.slice(1).flat(),
    distance: (n, m) => Math.hypot((n >> 1) - (m >> 1), (n & 1) - (m & 1)),
  };
}

function ring(coupling: number, size: number, count: number): BlockedLattice {
  if (!(size >= 2 && size <= 4 && count >= 3 && size * count <= MOST_SPINS)) {
    throw new CalculatorError(
      `calc block-rule: --block ${size} and --blocks ${count}; expected blocks of 2 to 4 spins, 3 or more of them and ${MOST_SPINS} spins at most.`,
    );
  }
  const spins = size * count;
  const distribution = boltzmannDistribution(spins, (spin) => {
    let sum = 0;
    for (let i = 0; i < spins; i++) sum += spin(i) * spin((i + 1) % spins);
    return coupling * sum;
  });
  return {
    distribution,
    blocks: Array.from({ length: count }, (_, n) => Array.from({ length: size }, (_, k) => n * size + k)),
    // On a ring its two neighbours stand for all others.
    environment: [size, spins - 1],
    distance: (n, m) => Math.min(Math.abs(n - m), count - Math.abs(n - m)),
  };
}

/**
 * P(1|v) of each state of a block, 0 or 1. Decimation keeps, and ties go to, the middle spin or that before it.
 */
function tableOf({ rule, coupling, lattice }: RuleQuestion, { distribution, blocks, environment }: BlockedLattice) {
  const spins = blocks[0]!.length;
  const kept = lattice === 'ring' ? Math.floor((spins - 1) / 2) : 0;
  const ofOne = Array.from({ length: spins }, (_, k) => (k === kept ? 1 : 0));
  switch (rule) {
    case 'decimation':
      return ruleTable({ weights: ofOne, threshold: 0 });
    case 'majority':
      return ruleTable({ weights: ofOne.map((weight) => 1 + weight / 2), threshold: 0 });
    case 'majority-up':
      return ruleTable({ weights: ofOne.map(() => 1), threshold: 0.5 });
    case 'best': {
      const { optimum, optimalRule } = blockRuleInformation(distribution, blocks[0]!, environment);
      if (!(optimum > ROUNDING)) {
        throw new CalculatorError(
          `calc block-rule: at --coupling ${coupling} no rule tells anything, and none is best; give a larger one.`,
        );
      }
      return Array.from({ length: powerOfTwo(spins) }, (_, v) => (optimalRule >> v) & 1);
    }
    default:
      return rule satisfies never;
  }
}

interface Shell {
  readonly distance: number;
  /** Of one block. */
  readonly neighbours: number;
  readonly coupling: number;
}

/** Pair couplings by distance, from the nearest on: those of block 0 with the others, for blocks are alike. */
function shellsOf(couplings: Float64Array, { blocks, distance }: BlockedLattice): readonly Shell[] {
  const others = blocks.slice(1).map((_, n) => ({ distance: distance(0, n + 1), coupling: couplings[1 | (2 << n)]! }));
  const distances = [...new Set(others.map((other) => other.distance))].sort((a, b) => a - b);
  return distances.map((at) => {
    const there = others.filter((other) => other.distance === at);
    const sum = there.reduce((total, { coupling }) => total + coupling, 0);
    return { distance: at, neighbours: there.length, coupling: sum / there.length };
  });
}

/** Of couplings of three spins or more among those of two or more. */
function shareOfMany(couplings: Float64Array): number | null {
  let [pairs, more] = [0, 0];
  couplings.forEach((coupling, set) => {
    const spins = Array.from(set.toString(2)).filter((bit) => bit === '1').length;
    if (spins === 2) pairs += Math.abs(coupling);
    if (spins > 2) more += Math.abs(coupling);
  });
  return pairs + more > 0 ? more / (pairs + more) : null;
}
