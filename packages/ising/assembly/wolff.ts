import { refill, WORDS } from './words';

/**
 * Wolff's cluster algorithm on a size x size torus. Memory from `heapBase()` on: 64 random words, a stack of size^2 sites
 * (four bytes each), then size^2 spins (a byte each, +1 or -1). One module instance is one lattice.
 *
 * test/wolff-reference.ts is the same in TypeScript and must give the same spins: change both or none.
 */
let size: i32 = 0;
let sites: i32 = 0;
/** A neighbour joins if a random word is below it; 2^32 takes all. */
let threshold: u64 = 0;
/** ceil(2^32 / size): (site * reciprocal) >> 32 is the row of a site, exactly for sites below 2^20. */
let reciprocal: u64 = 0;
let words: usize = 0;
let stack: usize = 0;
let spins: usize = 0;
let used: i32 = WORDS;

/** Where memory that this module does not use itself begins, 64-byte aligned. */
export function heapBase(): usize {
  return (__heap_base + 63) & ~63;
}

/** Address of the spins. */
export function setUp(sizeOfLattice: i32, joining: f64): usize {
  size = sizeOfLattice;
  sites = size * size;
  threshold = <u64>joining;
  reciprocal = ((<u64>1 << 32) + <u64>size - 1) / <u64>size;
  words = heapBase();
  stack = words + 4 * WORDS;
  spins = stack + 4 * <usize>sites;
  memory.fill(spins, 1, sites);
  return spins;
}

/** Grows and flips `count` clusters one after the other; the number of spins flipped. */
export function flipClusters(count: i32, key0: u32, key1: u32): f64 {
  let flipped: f64 = 0;
  for (let i = 0; i < count; i++) flipped += <f64>flipCluster(key0, key1);
  return flipped;
}

function flipCluster(key0: u32, key1: u32): i32 {
  const seed = <i32>((<u64>next(key0, key1) * <u64>sites) >> 32);
  const old = load<i8>(spins + seed);
  store<i8>(spins + seed, -old);
  store<i32>(stack, seed);
  let waiting = 1;
  let flipped = 1;
  while (waiting > 0) {
    waiting--;
    const site = load<i32>(stack + ((<usize>waiting) << 2));
    const column = site - <i32>((<u64>site * reciprocal) >> 32) * size;
    const before = waiting;
    waiting = join(column == size - 1 ? site + 1 - size : site + 1, old, waiting, key0, key1);
    waiting = join(column == 0 ? site - 1 + size : site - 1, old, waiting, key0, key1);
    waiting = join(site + size >= sites ? site + size - sites : site + size, old, waiting, key0, key1);
    waiting = join(site < size ? site - size + sites : site - size, old, waiting, key0, key1);
    flipped += waiting - before;
  }
  return flipped;
}

/** Flips a neighbour that joins and puts it on the stack; the new height of the stack. */
// @ts-ignore: decorator
@inline
function join(site: i32, old: i8, waiting: i32, key0: u32, key1: u32): i32 {
  if (load<i8>(spins + site) != old) return waiting;
  if (<u64>next(key0, key1) >= threshold) return waiting;
  store<i8>(spins + site, -old);
  store<i32>(stack + ((<usize>waiting) << 2), site);
  return waiting + 1;
}

// @ts-ignore: decorator
@inline
function next(key0: u32, key1: u32): u32 {
  if (used == WORDS) {
    refill(words, key0, key1);
    used = 0;
  }
  const word = load<u32>(words + ((<usize>used) << 2));
  used++;
  return word;
}
