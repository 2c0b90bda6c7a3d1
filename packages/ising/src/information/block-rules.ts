import { DomainError } from '@rgflow/numerics';
import type { SpinDistribution } from '../enumeration/boltzmann.js';
import { marginal } from '../enumeration/marginal.js';
import { multiInformation } from './multi-information.js';

/** What a block's spin can tell of the spins beyond a buffer, by each rule, in nats. */
export interface BlockRuleInformation {
  /** The block spin is the block's first spin. */
  readonly decimation: number;
  /** It is the sign of the block's sum, of the first spin where the sum is 0. */
  readonly majority: number;
  /** The most any rule gives. */
  readonly optimum: number;
  /** A rule that gives it: bit v is the block spin (1 up) of the block state v. */
  readonly optimalRule: number;
  /** What the whole block tells: no rule gives more. */
  readonly block: number;
}

/**
 * Real-space mutual information I(h : E) between the block spin h, a function of the block's spins, and the environment E
 * beyond a buffer, in nats: by decimation, by majority, and by the best of all 2^(2^block) rules.
 *
 * Spins that are neither in the block nor the environment are the buffer, summed over.
 *
 * @param block        Sites of the block, 1 to 4 of them.
 * @param environment  Sites of the environment, at most 12.
 * @throws {DomainError} if the block or the environment is empty, too large or overlaps the other.
 *
 * Source: M. Koch-Janusz and Z. Ringel, Nature Physics 14, 578 (2018); P. M. Lenggenhager et al., Phys. Rev. X 10, 011037 (2020).
 */
export function blockRuleInformation(
  distribution: SpinDistribution,
  block: readonly number[],
  environment: readonly number[],
): BlockRuleInformation {
  if (!(block.length >= 1 && block.length <= 4 && environment.length >= 1 && environment.length <= 12)) {
    throw new DomainError(
      `blockRuleInformation: a block of ${block.length} and an environment of ${environment.length} spins; give 1 to 4 and ` +
        '1 to 12.',
    );
  }
  const shared = block.find((site) => environment.includes(site));
  if (shared !== undefined) {
    throw new DomainError(
      `blockRuleInformation: spin ${shared} is in the block and in the environment; give it to one.`,
    );
  }
  const joint = marginal(distribution, [...block, ...environment]);
  const blockStates = 2 ** block.length;
  const table = jointTable(joint, blockStates);
  // A rule and its opposite tell the same: the last block state may be taken as down.
  let [optimum, optimalRule] = [0, 0];
  for (let rule = 0; rule < 2 ** (blockStates - 1); rule++) {
    const told = informationOfRule(table, rule);
    // Of rules that tell the same but for rounding, the first.
    if (told > optimum + TIE) [optimum, optimalRule] = [told, rule];
  }
  return {
    decimation: informationOfRule(
      table,
      ruleOf(blockStates, (v) => (v & 1) === 1),
    ),
    majority: informationOfRule(
      table,
      ruleOf(blockStates, (v) => isMajorityUp(v, block.length)),
    ),
    optimum,
    optimalRule,
    block: sharedInformation(joint, block.length),
  };
}

/** In nats. */
const TIE = 1e-13;

/** Rows p(v, ·) of the block states v over the environment. */
function jointTable({ probabilities }: SpinDistribution, blockStates: number): Float64Array[] {
  const environments = probabilities.length / blockStates;
  return Array.from({ length: blockStates }, (_, v) =>
    Float64Array.from({ length: environments }, (_, e) => probabilities[e * blockStates + v]!),
  );
}

/** I(h : E) = Σ p(h, e) ln[p(h, e) / (p(h) p(e))]. */
function informationOfRule(table: readonly Float64Array[], rule: number): number {
  const environments = table[0]!.length;
  let [up, information] = [0, 0];
  for (let e = 0; e < environments; e++) {
    let [pUp, p] = [0, 0];
    for (let v = 0; v < table.length; v++) {
      const x = table[v]![e]!;
      p += x;
      if ((rule >> v) & 1) pUp += x;
    }
    up += pUp;
    information += xlogx(pUp) + xlogx(Math.max(0, p - pUp)) - xlogx(p);
  }
  return Math.max(0, information - xlogx(up) - xlogx(Math.max(0, 1 - up)));
}

function xlogx(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}

function ruleOf(blockStates: number, isUp: (v: number) => boolean): number {
  let rule = 0;
  for (let v = 0; v < blockStates; v++) if (isUp(v)) rule |= 1 << v;
  return rule >>> 0;
}

function isMajorityUp(v: number, spins: number): boolean {
  let sum = 0;
  for (let i = 0; i < spins; i++) sum += 2 * ((v >> i) & 1) - 1;
  return sum > 0 || (sum === 0 && (v & 1) === 1);
}

/** I(block : environment) from multi-informations: that of all less those of the two parts. */
function sharedInformation(joint: SpinDistribution, blockSize: number): number {
  const sites = Array.from({ length: joint.spins }, (_, i) => i);
  const block = marginal(joint, sites.slice(0, blockSize));
  const environment = marginal(joint, sites.slice(blockSize));
  return multiInformation(joint) - multiInformation(block) - multiInformation(environment);
}
