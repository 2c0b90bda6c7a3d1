/** 128 bits as four unsigned 32-bit words, least significant first. */
export type Counter = readonly [number, number, number, number];

/** 64 bits as two unsigned 32-bit words, least significant first. */
export type Key = readonly [number, number];

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/**
 * The block of four random 32-bit words that Philox 4x32-10 assigns to a counter under a key. A bijection of the
 * counter: a pure function, with no state to carry along, so any element of a stream can be had without the ones before.
 *
 * @param counter  Four unsigned 32-bit words.
 * @param key      Two unsigned 32-bit words.
 *
 * @example The first known-answer vector
 * philox4x32([0, 0, 0, 0], [0, 0]); // [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11; constants of Random123.
 */
export function philox4x32(counter: Counter, key: Key): [number, number, number, number] {
  const block = new Uint32Array(4);
  philoxBlock(counter[0], counter[1], counter[2], counter[3], key, block);
  return [block[0]!, block[1]!, block[2]!, block[3]!];
}

/** `philox4x32` without the tuples, for loops: writes the four words to `out`. */
export function philoxBlock(c0: number, c1: number, c2: number, c3: number, key: Key, out: Uint32Array): void {
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Upper 32 bits of the unsigned 64-bit product, from 16-bit halves because a double holds only 53 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = Math.imul(aHigh, bLow) >>> 0;
  const carried = (middle & 0xffff) + (Math.imul(aLow, bHigh) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + Math.floor(carried / 0x10000)) | 0;
}
