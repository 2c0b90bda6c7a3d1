import { expect, it } from 'vitest';
import { bytesOf } from '../src/options.js';

it('reads sizes of memory, decimal and binary', () => {
  expect([bytesOf('8GB'), bytesOf('512MiB'), bytesOf('1.5 GB'), bytesOf('640kB'), bytesOf('1KiB')]).toEqual([
    ...[8e9, 2 ** 29, 1.5e9, 640e3, 1024],
  ]);
  for (const text of ['8', '0GB', '-1GB', 'all', '8 gigabytes', '']) {
    expect(() => bytesOf(text)).toThrow('expected a number with kB, MB, GB or MiB, GiB, as in --memory 8GB.');
  }
});
