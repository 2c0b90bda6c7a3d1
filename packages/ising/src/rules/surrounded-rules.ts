import { DomainError } from '@rgflow/numerics';
import type { BlockPairs } from './block-pairs.js';

/** What rules of blocks of 2 × 2 tell of the ring of spins beyond a buffer of one spin, in nats. */
export interface SurroundedRules {
  /** One rule of each class of those that symmetry makes alike, 2,552 of 65,536, the best first. */
  readonly rules: readonly ToldByRule[];
  /** What the whole block tells: no rule gives more. */
  readonly block: number;
  /** By the number of a rule: what its class tells. */
  readonly of: (rule: number) => number;
}

export interface ToldByRule {
  /** Bit v is the block spin, 1 up, of the block state v, whose bit i is 1 where spin i of the block is up. */
  readonly rule: number;
  readonly information: number;
}

/**
 * What each of all 65,536 rules of a block of 2 × 2 tells of the ring around it, from samples of the ring alone.
 *
 *     I(h : e) = H(h) - Σ_e P(e) H(h|e),    P(h|e) = Σ_v P(v|e) [rule(v) = h].
 *
 * P(v|e) is exact: given the ring, a block and its buffer are sixteen spins that know of nothing else. P(e) is that of the
 * samples, each of them turned, reflected and with its signs reversed in all 16 ways, which the lattice has no preference
 * among. So no critic is fitted, rules of one class tell the same, and differences between rules have hardly any noise.
 *
 * @param pairs  Blocks of side 2, buffer 1.
 * @throws {DomainError}  if blocks or rings are of other sizes, there are none, or K is out of range.
 */
export function surroundedRules(pairs: BlockPairs, coupling: number): SurroundedRules {
  if (!(coupling >= 0 && coupling <= 20)) {
    throw new DomainError(`surroundedRules: the coupling K is ${coupling}; expected 0 to 20.`);
  }
  const { count, blocks, surroundings } = pairs;
  if (!(count > 0 && blocks.length === count * 4 && surroundings.length === count * RING)) {
    throw new DomainError(
      `surroundedRules: ${blocks.length} spins of ${count} blocks and ${surroundings.length} around; give blocks of side 2 and buffer 1, of 4 spins with ${RING} around each.`,
    );
  }
  const { weights, conditionals } = conditionalsOf(weightsOf(surroundings), coupling);
  const classOf = ruleClasses();
  const numbers = [...new Set(classOf)];
  const told = informations(numbers, weights, conditionals);
  const byRule = new Map(numbers.map((rule, n) => [rule, told[n]!]));
  return {
    rules: numbers.map((rule, n) => ({ rule, information: told[n]! })).sort((p, q) => q.information - p.information),
    block: wholeBlock(weights, conditionals),
    of: (rule) => byRule.get(classOf[rule]!)!,
  };
}

const RING = 20;

/**
 * The buffer is a ring of twelve spins, from a corner on. Which spins of the ring around each has as neighbours, by their
 * place in `BlockPairs.surroundings`, and which of the block; a corner has two and none.
 */
const OUTSIDE = [[1, 6], [2], [3], [4, 7], [9], [11], [13, 18], [17], [16], [15, 12], [10], [8]] as const;
const INSIDE = [null, 0, 1, null, 1, 3, null, 3, 2, null, 2, 0] as const;
const BUFFER = OUTSIDE.length;

/** Of what surrounds a block only the sum of the spins beside each spin of the buffer counts: 20,736 surroundings. */
const LEVELS = OUTSIDE.map((beside) => beside.length + 1);
const SURROUNDINGS = LEVELS.reduce((product, levels) => product * levels, 1);

/** Share of each of the surroundings, digit k of whose number says how many of the spins beside spin k are up. */
function weightsOf(surroundings: Int8Array): Float64Array {
  const counts = new Float64Array(SURROUNDINGS);
  for (let first = 0; first < surroundings.length; first += RING) {
    counts[
      numberOf(OUTSIDE.map((beside) => beside.reduce((up, at) => up + (surroundings[first + at]! > 0 ? 1 : 0), 0)))
    ]!++;
  }
  const total = surroundings.length / RING;
  const weights = new Float64Array(SURROUNDINGS);
  counts.forEach((seen, number) => {
    if (seen === 0) return;
    const images = imagesOf(digitsOf(number));
    for (const image of images) weights[numberOf(image)]! += seen / total / images.length;
  });
  return weights;
}

function numberOf(digits: readonly number[]): number {
  return digits.reduceRight((number, digit, k) => number * LEVELS[k]! + digit, 0);
}

function digitsOf(number: number): readonly number[] {
  let rest = number;
  return LEVELS.map((levels) => {
    const digit = rest % levels;
    rest = Math.floor(rest / levels);
    return digit;
  });
}

/** A quarter turn is three steps along the buffer, a reflection goes the other way round; the signs are kept or reversed. */
function imagesOf(digits: readonly number[]): readonly (readonly number[])[] {
  return [0, 3, 6, 9].flatMap((turn) =>
    [1, -1].flatMap((way) => {
      const moved = digits.map((_, k) => digits[(turn + way * k + BUFFER) % BUFFER]!);
      return [moved, moved.map((digit, k) => LEVELS[k]! - 1 - digit)];
    }),
  );
}

/** P(v|e) of the surroundings that occur, shape (occurring, 16), and their weights. */
function conditionalsOf(all: Float64Array, coupling: number) {
  const occurring = Array.from(all.keys()).filter((number) => all[number]! > 0);
  const conditionals = new Float64Array(16 * occurring.length);
  occurring.forEach((number, e) => {
    const digits = digitsOf(number);
    let total = 0;
    for (let v = 0; v < 16; v++) total += conditionals[16 * e + v] = weightOfBlock(v, digits, coupling);
    for (let v = 0; v < 16; v++) conditionals[16 * e + v]! /= total;
  });
  return { weights: Float64Array.from(occurring, (number) => all[number]!), conditionals };
}

const spinOf = (v: number, i: number) => 2 * ((v >> i) & 1) - 1;

/** Of a block state given its surroundings, the buffer summed over: the trace of twelve transfer matrices. */
function weightOfBlock(v: number, digits: readonly number[], coupling: number): number {
  const [s0, s1, s2, s3] = [0, 1, 2, 3].map((i) => spinOf(v, i)) as [number, number, number, number];
  const [like, unlike] = [Math.exp(coupling), Math.exp(-coupling)];
  // Rows of the product so far: from spin 0 of the buffer being down, and up, to the last one being down or up.
  let [dd, du, ud, uu] = [1, 0, 0, 1];
  for (let k = 0; k < BUFFER; k++) {
    const at = INSIDE[k];
    const field = 2 * digits[k]! - (LEVELS[k]! - 1) + (at == null ? 0 : spinOf(v, at));
    const [down, up] = [Math.exp(-coupling * field), Math.exp(coupling * field)];
    [dd, du] = [(dd * like + du * unlike) * down, (dd * unlike + du * like) * up];
    [ud, uu] = [(ud * like + uu * unlike) * down, (ud * unlike + uu * like) * up];
  }
  return Math.exp(coupling * (s0 * s1 + s2 * s3 + s0 * s2 + s1 * s3)) * (dd + uu);
}

/** For each rule the least of those that symmetry makes of it: of the square, of all signs, of that of the block spin. */
function ruleClasses(): Uint16Array {
  const turned = (v: number) => ((v & 1) << 1) | ((v & 2) << 2) | ((v & 8) >> 1) | ((v & 4) >> 2);
  const reflected = (v: number) => (v & 9) | ((v & 2) << 1) | ((v & 4) >> 1);
  const states = Array.from({ length: 16 }, (_, v) => v);
  const maps = [0, 1, 2, 3].flatMap((turns) => {
    const moved = states.map((v) => [0, 1, 2].slice(0, turns).reduce(turned, v));
    return [moved, moved.map(reflected)].flatMap((map) => [map, map.map((v) => 15 - v)]);
  });
  return Uint16Array.from({ length: 65_536 }, (_, rule) => {
    let least = rule;
    for (const map of maps) {
      let image = 0;
      for (let v = 0; v < 16; v++) image |= ((rule >> map[v]!) & 1) << v;
      least = Math.min(least, image, 65_535 - image);
    }
    return least;
  });
}

function informations(rules: readonly number[], weights: Float64Array, conditionals: Float64Array): Float64Array {
  const up = new Float64Array(rules.length);
  const told = new Float64Array(rules.length);
  const [low, high] = [new Float64Array(256), new Float64Array(256)];
  for (let e = 0; e < weights.length; e++) {
    sumsOfSubsets(conditionals, 16 * e, low);
    sumsOfSubsets(conditionals, 16 * e + 8, high);
    const weight = weights[e]!;
    for (let n = 0; n < rules.length; n++) {
      const p = low[rules[n]! & 255]! + high[rules[n]! >> 8]!;
      up[n]! += weight * p;
      told[n]! -= weight * entropyOfBit(p);
    }
  }
  return told.map((known, n) => Math.max(0, known + entropyOfBit(up[n]!)));
}

/** Of eight numbers from a place on, the sum of those whose bit in a subset's number is 1. */
function sumsOfSubsets(numbers: Float64Array, first: number, sums: Float64Array): void {
  for (let i = 0; i < 8; i++) {
    for (let subset = 0; subset < 1 << i; subset++) sums[subset | (1 << i)] = sums[subset]! + numbers[first + i]!;
  }
}

function wholeBlock(weights: Float64Array, conditionals: Float64Array): number {
  const means = new Float64Array(16);
  let told = 0;
  conditionals.forEach((p, at) => {
    const weight = weights[at >> 4]!;
    means[at & 15]! += weight * p;
    told += weight * xlogx(p);
  });
  return means.reduce((rest, p) => rest - xlogx(p), told);
}

function entropyOfBit(p: number): number {
  return -xlogx(p) - xlogx(1 - p);
}

function xlogx(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}
