import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PrefixedSha256 } from '../src/key/sha256.js';

function expected(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test('is the SHA-256 of FIPS 180-4', () => {
  const published = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(new PrefixedSha256('').hex('abc')).toBe(published);
  expect(new PrefixedSha256('ab').hex('c')).toBe(published);
});

test('is that of Node for every length of the beginning and of the rest about the ends of blocks', () => {
  for (const first of [0, 1, 55, 56, 63, 64, 65, 127, 128, 1000]) {
    const beginning = 'x'.repeat(first);
    const hash = new PrefixedSha256(beginning);
    for (let rest = 0; rest <= 200; rest++) {
      const text = 'y'.repeat(rest);
      expect(hash.hex(text)).toBe(expected(beginning + text));
    }
  }
});

test('takes texts in UTF-8, of any length, and forgets the one before', () => {
  const hash = new PrefixedSha256('σ_w² = ');
  for (const text of ['1,76', 'ψ'.repeat(5000), '\u{1f4a9}é', '', 'a'.repeat(100_000), 'short']) {
    expect(hash.hex(text)).toBe(expected(`σ_w² = ${text}`));
  }
});
