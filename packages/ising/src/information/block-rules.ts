import { DomainError, powerOfTwo } from '@rgflow/numerics';
import type { SpinDistribution } from '../enumeration/boltzmann.js';
import { marginal } from '../enumeration/marginal.js';
import { preciseSum } from '../enumeration/precise-sum.js';
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
 * Spins that are neither in the block nor the environment are the buffer, summed over. A rule that draws h at random tells
 * no more than the best of these: I is convex in P(h|block), and every such rule is a mixture of those that do not. All
 * rules of a block of 4 before 8 spins take a third of a second, before 12 spins 16 times as long.
 *
 * @param block        Sites of the block, 1 to 4 of them.
 * @param environment  Sites of the environment, at most 12.
 * @throws {DomainError} if the block or the environment is empty, too large or overlaps the other.
 *
 * Source: M. Koch-Janusz and Z. Ringel, Nature Physics 14, 578 (2018); P. M. Lenggenhager et al., Phys. Rev. X 10, 011037
 * (2020).
 */
export function blockRuleInformation(
  distribution: SpinDistribution,
  block: readonly number[],
  environment: readonly number[],
): BlockRuleInformation {
  checkBlock('blockRuleInformation', block, environment);
  const joint = marginal(distribution, [...block, ...environment]);
  const table = jointTable(joint, powerOfTwo(block.length));
  const ofRule = (isUp: (v: number) => boolean) =>
    informationOfRule(
      table,
      table.map((_, v) => (isUp(v) ? 1 : 0)),
    );
  return {
    decimation: ofRule((v) => (v & 1) === 1),
    majority: ofRule((v) => isMajorityUp(v, block.length)),
    ...bestRule(withoutRepetition(table)),
    block: sharedInformation(joint, block.length),
  };
}

/**
 * I(h : E) in nats of one rule, which may draw the block spin at random.
 *
 * @param environment  Sites of the environment, at most 16.
 * @param rule         P(h = +1 | v) for each state v of the block, bit i of v the spin of `block[i]`. Shape (2^block).
 * @throws {DomainError} as `blockRuleInformation`, or if the rule is not as long or not of probabilities.
 *
 * Source: M. Koch-Janusz and Z. Ringel, Nature Physics 14, 578 (2018).
 */
export function ruleInformation(
  distribution: SpinDistribution,
  block: readonly number[],
  environment: readonly number[],
  rule: readonly number[],
): number {
  checkBlock('ruleInformation', block, environment, MOST_ENVIRONMENT);
  checkRule('ruleInformation', rule, block);
  return informationOfRule(jointTable(marginal(distribution, [...block, ...environment]), rule.length), rule);
}

/**
 * What each of some rules tells, and the block kept whole, in nats; as `ruleInformation`, whose environment is read once for
 * all of them.
 *
 * @param rules  P(h = +1 | v) of each, shape (rules, 2^block).
 * @throws {DomainError} as `ruleInformation`.
 */
export function blockInformation(
  distribution: SpinDistribution,
  block: readonly number[],
  environment: readonly number[],
  rules: readonly (readonly number[])[],
): { readonly block: number; readonly rules: readonly number[] } {
  checkBlock('blockInformation', block, environment, MOST_ENVIRONMENT);
  for (const rule of rules) checkRule('blockInformation', rule, block);
  const table = jointTable(marginal(distribution, [...block, ...environment]), powerOfTwo(block.length));
  const sums = columnSums(table);
  let whole = 0;
  for (const row of table) {
    const ofState = preciseSum(row.length, (e) => row[e]!);
    whole += preciseSum(row.length, (e) => (row[e]! > 0 ? row[e]! * Math.log(row[e]! / (ofState * sums[e]!)) : 0));
  }
  return { block: whole, rules: rules.map((rule) => informationOfRule(table, rule)) };
}

/** Spins of an environment before which one rule takes a fraction of a second. */
const MOST_ENVIRONMENT = 16;

function checkBlock(where: string, block: readonly number[], environment: readonly number[], most = 12): void {
  if (!(block.length >= 1 && block.length <= 4 && environment.length >= 1 && environment.length <= most)) {
    throw new DomainError(
      `${where}: a block of ${block.length} and an environment of ${environment.length} spins; give 1 to 4 and 1 to ${most}.`,
    );
  }
  const shared = block.find((site) => environment.includes(site));
  if (shared === undefined) return;
  throw new DomainError(`${where}: spin ${shared} is in the block and in the environment; give it to one.`);
}

function checkRule(where: string, rule: readonly number[], block: readonly number[]): void {
  if (rule.length === powerOfTwo(block.length) && rule.every((p) => p >= 0 && p <= 1)) return;
  throw new DomainError(
    `${where}: the rule is [${rule.join(', ')}]; give ${powerOfTwo(block.length)} probabilities, one for each state of the block.`,
  );
}

/** Rows p(v, ·) of the block states v over the environment. */
function jointTable({ probabilities }: SpinDistribution, blockStates: number): Float64Array[] {
  const environments = probabilities.length / blockStates;
  return Array.from({ length: blockStates }, (_, v) =>
    Float64Array.from({ length: environments }, (_, e) => probabilities[e * blockStates + v]!),
  );
}

/** I(h : E) = Σ p(h, e) ln[p(h, e) / (p(h) p(e))]. */
function informationOfRule(table: readonly Float64Array[], rule: readonly number[]): number {
  const up = new Float64Array(table[0]!.length);
  for (const [v, row] of table.entries()) for (let e = 0; e < up.length; e++) up[e]! += rule[v]! * row[e]!;
  return informationOf(up, columnSums(table));
}

/** I of a bit and e, from p(up, e) and p(e). */
function informationOf(up: Float64Array, all: Float64Array): number {
  let [totalUp, total, information] = [0, 0, 0];
  for (let e = 0; e < all.length; e++) {
    const [u, a] = [up[e]!, all[e]!];
    totalUp += u;
    total += a;
    information += xlogx(u) + xlogx(a - u) - xlogx(a);
  }
  return Math.max(0, information - xlogx(totalUp) - xlogx(total - totalUp));
}

function columnSums(table: readonly Float64Array[]): Float64Array {
  return table[0]!.map((_, e) => table.reduce((sum, row) => sum + row[e]!, 0));
}

/** Environments that say the same of the block, p(v|e) = p(v|e') to 12 digits, taken for one. */
function withoutRepetition(table: readonly Float64Array[]): Float64Array[] {
  const merged = new Map<string, number[]>();
  for (const [e, all] of columnSums(table).entries()) {
    const key = table.map((row) => (row[e]! / all).toPrecision(12)).join();
    const column = merged.get(key);
    if (column === undefined)
      merged.set(
        key,
        table.map((row) => row[e]!),
      );
    else for (const [v, row] of table.entries()) column[v]! += row[e]!;
  }
  const columns = [...merged.values()];
  return table.map((_, v) => Float64Array.from(columns, (column) => column[v]!));
}

function bestRule(table: readonly Float64Array[]): { optimum: number; optimalRule: number } {
  // p(up, ·) of a rule is that of its lower block states plus that of its upper ones.
  const half = table.length / 2;
  const all = columnSums(table);
  const lower = sumsOfSubsets(table.slice(0, half), all.length);
  // A rule and its opposite tell the same: the last block state may be taken as down.
  const upper = sumsOfSubsets(table.slice(half, -1), all.length);
  const up = new Float64Array(all.length);
  let [optimum, optimalRule] = [0, 0];
  for (const [high, fromUpper] of upper.entries()) {
    for (const [low, fromLower] of lower.entries()) {
      for (let e = 0; e < up.length; e++) up[e] = fromLower[e]! + fromUpper[e]!;
      const told = informationOf(up, all);
      // Of rules that tell the same but for rounding, the first.
      if (told > optimum + TIE) [optimum, optimalRule] = [told, low | (high << half)];
    }
  }
  return { optimum, optimalRule };
}

/** In nats. */
const TIE = 1e-13;

/** Of rows r₀, r₁, ..., the sum of those whose bit in a subset's number is 1, for every subset. Shape (2^rows, columns). */
function sumsOfSubsets(rows: readonly Float64Array[], columns: number): Float64Array[] {
  const sums = [new Float64Array(columns)];
  for (const row of rows) sums.push(...sums.map((sum) => sum.map((x, e) => x + row[e]!)));
  return sums;
}

function xlogx(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
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
