import type { Digest } from '@rgflow/pipeline';
import { doubled } from './integers.js';

/** A digest is eight words of four bytes: of its first half and then of its second, each from the least significant on. */
const WORDS = 8;
const BYTES = 4 * WORDS;
/** Where the bytes of each word begin. */
const PLACES = [12, 8, 4, 0, 28, 24, 20, 16];

/** What a hexadecimal digit counts, by its code; 16 where it is none. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? 16 : digit;
});

/**
 * Digests by the numbers 0, 1, 2, ... in the order in which they came: 32 bytes each, and 8 to 16 more for finding them. A
 * `Map` of their texts would be three times as much. None is ever taken out.
 */
export class DigestTable {
  #words = new Int32Array(64 * WORDS);
  /** A number and one, at the place that the digest says or the next free one; 0 where it is free. Half are, at least. */
  #places = new Int32Array(128);
  #count = 0;
  readonly #asked = new Int32Array(WORDS);
  readonly #bytes = Buffer.alloc(BYTES);

  get count(): number {
    return this.#count;
  }

  /** The number of a digest, -1 if it is not here. */
  numberOf(digest: Digest): number {
    if (!this.#ask(digest)) return -1;
    return this.#places[this.#placeOf(this.#asked, 0)]! - 1;
  }

  /** The number of a digest, which is put in if it is not here yet. @throws {RangeError} if it is none. */
  add(digest: Digest): number {
    if (!this.#ask(digest)) {
      throw new RangeError(`store: ${JSON.stringify(digest)} is no digest; expected 64 hexadecimal digits.`);
    }
    return this.#add(this.#asked, 0);
  }

  /** Puts in digests whose words lie one after the other, and tells their numbers. */
  addAll(words: Int32Array): Int32Array {
    const numbers = new Int32Array(words.length / WORDS);
    this.#makeRoom(Math.max(this.#count, numbers.length));
    for (let i = 0; i < numbers.length; i++) numbers[i] = this.#add(words, i * WORDS);
    return numbers;
  }

  digest(number: number): Digest {
    for (let word = 0; word < WORDS; word++)
      this.#bytes.writeInt32BE(this.#words[number * WORDS + word]!, PLACES[word]!);
    return this.#bytes.toString('hex');
  }

  /** Reads a digest into the words that are asked for; false if it is none. (A call of `Buffer.write` takes longer.) */
  #ask(digest: Digest): boolean {
    if (digest.length !== 2 * BYTES) return false;
    let wrong = 0;
    for (let word = 0; word < WORDS; word++) {
      const from = 2 * PLACES[word]!;
      let value = 0;
      for (let at = from; at < from + 8; at++) {
        const code = digest.charCodeAt(at);
        const nibble = NIBBLES[code & 127]!;
        wrong |= nibble | (code & ~127);
        value = (value << 4) | (nibble & 15);
      }
      this.#asked[word] = value;
    }
    return wrong < 16;
  }

  #add(from: Int32Array, at: number): number {
    const place = this.#placeOf(from, at);
    const known = this.#places[place]! - 1;
    if (known >= 0) return known;
    const number = this.#count++;
    for (let word = 0; word < WORDS; word++) this.#words[number * WORDS + word] = from[at + word]!;
    this.#places[place] = number + 1;
    this.#makeRoom(this.#count + 1);
    return number;
  }

  /** For so many digests in all. */
  #makeRoom(count: number): void {
    while (this.#words.length < count * WORDS) this.#words = doubled(this.#words);
    let places = this.#places.length;
    while (2 * count > places) places *= 2;
    if (places > this.#places.length) this.#spread(places);
  }

  /** Where a digest is, or would be put. */
  #placeOf(from: Int32Array, at: number): number {
    const mask = this.#places.length - 1;
    // A digest is as good as drawn at random: its beginning serves as the hash.
    for (let place = from[at]! & mask; ; place = (place + 1) & mask) {
      const number = this.#places[place]! - 1;
      if (number < 0 || this.#is(number, from, at)) return place;
    }
  }

  #is(number: number, from: Int32Array, at: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.#words[number * WORDS + word] !== from[at + word]) return false;
    }
    return true;
  }

  #spread(places: number): void {
    this.#places = new Int32Array(places);
    const mask = this.#places.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let place = this.#words[number * WORDS]! & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = number + 1;
    }
  }
}
