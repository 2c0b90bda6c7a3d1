import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DatasetError, type DatasetProblem, readIdx } from '../src/index.js';
import { idxBytes, tinyFiles, withFolder } from './tiny.js';

const images = tinyFiles['train-images-idx3-ubyte'];

describe('readIdx', () => {
  test('an array of any rank comes back as it was written, gzipped or not', () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 255 }), (shape, first) => {
        const size = shape.reduce((product, length) => product * length, 1);
        const entries = Array.from({ length: size }, (_, i) => (first + i) % 256);
        for (const bytes of [idxBytes(shape, entries), gzipSync(idxBytes(shape, entries))]) {
          const array = readIdx(bytes);
          expect(array.shape).toEqual(shape);
          expect(Array.from(array.data)).toEqual(entries);
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  test('gzip is recognised by the bytes, whatever the name of the file', async () => {
    await withFolder({ 'images.idx': gzipSync(images), 'images.gz': images }, (folder) => {
      expect(readIdx(join(folder, 'images.idx'))).toEqual(readIdx(join(folder, 'images.gz')));
    });
  });

  test('the digest is that of the uncompressed bytes', () => {
    const sha256 = createHash('sha256').update(images).digest('hex');
    expect(readIdx(gzipSync(images), { sha256 }).shape).toEqual([3, 2, 2]);
    const other = Uint8Array.from(images);
    other[20] = 77;
    expect(() => readIdx(other, { sha256, name: 'images' })).toThrow(
      `images: the SHA-256 of its (uncompressed) bytes must be ${sha256} but is`,
    );
  });

  test.each<[DatasetProblem, string, Uint8Array, string]>([
    ['truncated', 'an empty file', new Uint8Array(0), 'a header of at least 4 bytes but this has 0'],
    ['truncated', 'half a header', images.subarray(0, 9), 'a header for rank 3 has 16 bytes but the file has 9'],
    [
      'truncated',
      'missing entries',
      images.subarray(0, -5),
      'shape (3, 2, 2) needs 28 bytes but the file has 23, 5 too few',
    ],
    [
      'trailing bytes',
      'more entries',
      Buffer.concat([images, images]),
      'needs 28 bytes but the file has 56, 28 too many',
    ],
    [
      'wrong magic',
      'another kind of file',
      Buffer.from('%PDF-1.7'),
      'begins with the bytes 00 00 but this with 25 50 44 46',
    ],
    ['wrong magic', 'an unknown type', idxBytes([1], [1], 0x42), 'type 0x42 (none of IDX)'],
    ['wrong type', 'real numbers', idxBytes([1], [0, 0, 0, 0], 0x0d), 'type 0x0d (float32); only unsigned bytes'],
    ['truncated', 'half a gzip file', gzipSync(images).subarray(0, 30), 'cannot be unpacked (unexpected end of file)'],
    ['not gzip', 'a damaged gzip file', Buffer.from([0x1f, 0x8b, 0xff, 0, 0, 0, 0, 0, 0, 0]), 'cannot be unpacked'],
  ])('%s: %s', (problem, _, bytes, message) => {
    const thrown = caught(() => readIdx(bytes, { name: 'x.idx' }));
    expect(thrown).toBeInstanceOf(DatasetError);
    expect(thrown).toMatchObject({ problem, message: expect.stringContaining(message) });
    expect((thrown as Error).message).toMatch(/^x\.idx: .*; .*\.$/);
  });

  test('a file that is not there is named', () => {
    expect(() => readIdx('/nowhere/images')).toThrow(/^\/nowhere\/images: cannot be read \(ENOENT.*give the path/);
  });
});

function caught(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
