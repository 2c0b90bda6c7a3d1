import { describe, expect, it } from 'vitest';
import { DigestTable } from '../src/digest-table.js';
import { keyOf } from './records.js';

/** The four words of each half, the least significant first. */
const wordsOf = (digest: string): number[] =>
  [24, 16, 8, 0, 56, 48, 40, 32].map((at) => Number.parseInt(digest.slice(at, at + 8), 16) | 0);

describe('a table of digests', () => {
  it('numbers them in the order in which they come, each once', () => {
    const table = new DigestTable();
    const digests = Array.from({ length: 5000 }, (_, i) => keyOf(String(i % 3000)));
    expect(digests.map((digest) => table.add(digest))).toEqual(digests.map((_, i) => i % 3000));
    expect(table.count).toBe(3000);
    for (const [i, digest] of digests.slice(0, 3000).entries()) {
      expect(table.digest(i)).toBe(digest);
      expect(table.numberOf(digest)).toBe(i);
    }
    expect(table.numberOf(keyOf('absent'))).toBe(-1);
  });

  it('tells digests apart that begin alike, and takes many at once', () => {
    const table = new DigestTable();
    const alike = Array.from({ length: 300 }, (_, i) => `${'00'.repeat(30)}${i.toString(16).padStart(4, '0')}`);
    const numbers = table.addAll(Int32Array.from([...alike, ...alike].flatMap(wordsOf)));
    expect([...numbers]).toEqual([...alike.keys(), ...alike.keys()]);
    expect(alike.map((digest) => table.digest(table.numberOf(digest)))).toEqual(alike);
  });

  it.each(['', 'ab', 'x'.repeat(64), `${'ab'.repeat(31)}zz`])('takes no %j for a digest', (text) => {
    const table = new DigestTable();
    expect(table.numberOf(text)).toBe(-1);
    expect(() => table.add(text)).toThrow('expected 64 hexadecimal digits');
  });
});
