import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream, type StreamValues } from '../src/index.js';
import { kolmogorovSmirnov, normalCdf } from './kolmogorov.js';

interface ExpectedStream {
  readonly path: readonly [string, StreamValues][];
  readonly key: readonly [number, number];
  readonly elements: readonly { index: number; uint32: number; uniform: number; normal: number }[];
}

const expected = (file: string) => JSON.parse(readFileSync(new URL(`./expected/${file}`, import.meta.url), 'utf8'));
const streams: ExpectedStream[] = expected('streams.json');

// Seeds are fixed, so these tests never flicker; the levels say how surprising the fixed outcome may be.
const SMALLEST_P_VALUE = 1e-3;
const SIGMAS = 4;
const N = 200_000;

function streamAt(path: ExpectedStream['path']): RandomStream {
  const [root, ...rest] = path;
  return rest.reduce((stream, [name, values]) => stream.split(name, values), RandomStream.named(root![0], root![1]));
}

describe('known values', () => {
  test.each(streams.map((stream) => [JSON.stringify(stream.path), stream] as const))('%s', (_, stream) => {
    const random = streamAt(stream.path);
    expect(random.key).toEqual(stream.key);
    for (const { index, uint32, uniform, normal } of stream.elements) {
      expect(random.uint32(1, index)[0]).toBe(uint32);
      expect(random.uniform(1, index)[0]).toBe(uniform);
      expect(Math.abs(random.normals(new Float32Array(1), index)[0]! - normal)).toBeLessThan(2 ** -23 * 4);
    }
  });

  test('normal numbers keep their bits from release to release', () => {
    for (const { key, first, bits } of expected('normals.json').blocks) {
      const stream = RandomStream.named('golden').split('normals', { first });
      expect(stream.key).toEqual(key);
      expect([...new Uint32Array(stream.normals(new Float32Array(bits.length), first).buffer)]).toEqual(bits);
    }
  });
});

describe('identities', () => {
  test('an element depends on the key and its index, not on where reading began', () => {
    const stream = RandomStream.named('identities');
    const all = {
      normals: stream.normals(new Float32Array(64)),
      uniform: stream.uniform(64),
      uint32: stream.uint32(64),
    };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 63 }), (a, b) => {
        const [first, end] = [Math.min(a, b), Math.max(a, b)];
        expect(stream.normals(new Float32Array(end - first), first)).toEqual(all.normals.slice(first, end));
        expect(stream.uniform(end - first, first)).toEqual(all.uniform.slice(first, end));
        expect(stream.uint32(end - first, first)).toEqual(all.uint32.slice(first, end));
      }),
      { seed: 3 },
    );
  });

  test('the order of the values does not matter', () => {
    expect(RandomStream.named('s', { a: 1, b: 2 }).key).toEqual(RandomStream.named('s', { b: 2, a: 1 }).key);
  });

  test('zero and minus zero are the same value', () => {
    expect(RandomStream.named('s', { a: -0 }).key).toEqual(RandomStream.named('s', { a: 0 }).key);
  });

  test('values of different types, names and parents give different streams', () => {
    const root = RandomStream.named('s');
    const keys = [
      root,
      ...[1, '1', true, 'true', null, 'null', 0, false, ''].map((a) => RandomStream.named('s', { a })),
      RandomStream.named('s', { b: 1 }),
      RandomStream.named('s', { a: 1, b: 1 }),
      RandomStream.named('t'),
      root.split('s'),
      root.split('s').split('s'),
      RandomStream.named('t').split('s'),
    ].map((stream) => stream.key.join());
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('a permutation holds every number once', () => {
    for (const n of [0, 1, 2, 17, 1000]) {
      const permutation = RandomStream.named('permutation', { n }).permutation(n);
      expect([...permutation].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    }
  });
});

describe('distributions', () => {
  const normals = RandomStream.named('distributions').normals(new Float32Array(N));
  const uniform = RandomStream.named('distributions').uniform(N);

  test.each([
    { moment: 1, value: 0, variance: 1 },
    { moment: 2, value: 1, variance: 2 },
    { moment: 3, value: 0, variance: 15 },
    { moment: 4, value: 3, variance: 96 },
  ])('normal numbers have their moment of order $moment', ({ moment, value, variance }) => {
    const mean = normals.reduce((sum, x) => sum + x ** moment, 0) / N;
    expect(Math.abs(mean - value)).toBeLessThan(SIGMAS * Math.sqrt(variance / N));
  });

  test('normal numbers pass Kolmogorov–Smirnov', () => {
    expect(kolmogorovSmirnov(normals, normalCdf)).toBeGreaterThan(SMALLEST_P_VALUE);
  });

  test('each of the four normal numbers of a block passes Kolmogorov–Smirnov by itself', () => {
    for (const lane of [0, 1, 2, 3]) {
      const draws = normals.filter((_, i) => i % 4 === lane);
      expect(kolmogorovSmirnov(draws, normalCdf)).toBeGreaterThan(SMALLEST_P_VALUE);
    }
  });

  test('uniform numbers pass Kolmogorov–Smirnov and lie in [0, 1)', () => {
    expect(kolmogorovSmirnov(uniform, (x) => x)).toBeGreaterThan(SMALLEST_P_VALUE);
    expect(uniform.every((x) => x >= 0 && x < 1)).toBe(true);
  });

  test('Kolmogorov–Smirnov would notice a shift of one hundredth', () => {
    expect(
      kolmogorovSmirnov(
        normals.map((x) => x + 0.01),
        normalCdf,
      ),
    ).toBeLessThan(SMALLEST_P_VALUE);
  });

  test.each([1, 2, 3, 10, 1000])('integers below %i are equally likely', (below) => {
    const counts = new Float64Array(below);
    for (const value of RandomStream.named('integers').integers(N, below)) counts[value]! += 1;
    const chi2 = counts.reduce((sum, count) => sum + (count - N / below) ** 2 / (N / below), 0);
    expect(Math.abs(chi2 - (below - 1))).toBeLessThanOrEqual(SIGMAS * Math.sqrt(2 * (below - 1)));
  });

  test('integers below 3 * 2^30 have no bias towards the small ones', () => {
    const below = 3 * 2 ** 30;
    const third = RandomStream.named('bias')
      .integers(20_000, below)
      .filter((value) => value < 2 ** 30).length;
    expect(Math.abs(third - 20_000 / 3)).toBeLessThan(SIGMAS * Math.sqrt((20_000 * 2) / 9));
  });

  test('every permutation of three is equally likely', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = RandomStream.named('three', { seed }).permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(SIGMAS * Math.sqrt(1000));
  });
});

describe('independence', () => {
  const parent = RandomStream.named('parent', { seed: 0 });
  const draw = (stream: RandomStream) => stream.normals(new Float32Array(N));
  const correlation = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0) / N;

  test.each([
    ['a stream and its child', draw(parent), draw(parent.split('child'))],
    ['children of neighbouring values', draw(parent.split('w', { layer: 1 })), draw(parent.split('w', { layer: 2 }))],
    ['an element and the next', draw(parent).subarray(0, N - 1), draw(parent).subarray(1)],
  ])('%s are uncorrelated, and so are their squares', (_, x, y) => {
    const m = Math.min(x.length, y.length);
    const squares = (z: Float32Array) => z.map((value) => value * value - 1).subarray(0, m);
    expect(Math.abs(correlation(x.subarray(0, m), y.subarray(0, m)))).toBeLessThan(SIGMAS / Math.sqrt(N));
    expect(Math.abs(correlation(squares(x), squares(y)))).toBeLessThan((SIGMAS * 2) / Math.sqrt(N));
  });

  test('kinds of draw do not repeat each other', () => {
    const words = new Set(parent.uint32(4000));
    const uniformWords = [...parent.uniform(4000)].map((x) => Math.floor(x * 2 ** 27));
    expect(
      uniformWords.filter((word) => [...Array(32).keys()].some((low) => words.has(word * 32 + low))).length,
    ).toBeLessThan(5);
  });
});

describe('failures', () => {
  test('a value that equals nothing names itself and its stream', () => {
    expect(() => RandomStream.named('train', { sigmaW2: Number.NaN })).toThrow(
      "RandomStream: value sigmaW2 of stream 'train' is NaN; give a string, a number other than NaN, a boolean or null.",
    );
  });

  test('counts and ranges are checked', () => {
    const stream = RandomStream.named('failures');
    expect(() => stream.uniform(-1)).toThrow('RandomStream.uniform: the count is -1; give a whole number.');
    expect(() => stream.uint32(1.5)).toThrow('the count is 1.5');
    expect(() => stream.normals(new Float32Array(2), Number.NaN)).toThrow('first is NaN');
    expect(() => stream.integers(1, 0)).toThrow('below is 0; give an integer from 1 to 2^32.');
  });
});
