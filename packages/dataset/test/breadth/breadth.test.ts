import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  type BreadthSet,
  breadthLadder,
  contentDigest,
  digitRung,
  drawImages,
  fetchFurtherSet,
  findFurtherSet,
  furtherSets,
  loadFurtherSet,
} from '../../src/breadth/index.js';
import { filesOfTar } from '../../src/breadth/tar.js';
import { greyOfColour } from '../../src/breadth/upright.js';
import type { ImageSet } from '../../src/index.js';
import { idxBytes, withFolder } from '../tiny.js';

const random = RandomStream.named('breadth test');
const pixels = (count: number, value: (at: number) => number) =>
  Array.from({ length: count * 784 }, (_, at) => value(at));

describe('the ladder', () => {
  const only =
    (...sets: readonly BreadthSet[]) =>
    (set: BreadthSet) =>
      sets.includes(set);

  test('grows digit by digit, then set by set, and names what is not there with how to get it', () => {
    const { rungs, missing } = breadthLadder('digits-first', only('mnist', 'fashion-mnist', 'cifar-10'));
    expect(rungs.map(({ name }) => name)).toEqual([
      'digit-0',
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((last) => `digits-0-${last}`),
      'digits+fashion',
      'digits+fashion+cifar-10',
    ]);
    expect(rungs.map(({ classes }) => classes)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30]);
    expect(missing.map(({ set }) => set)).toEqual(['emnist-letters', 'kmnist']);
    expect(missing[0]!.source).toContain('gzip.zip');
    expect(missing[1]!.source).toContain('rgflow data fetch kmnist');
    for (const [index, { parts }] of rungs.slice(1).entries()) {
      for (const { set, classes } of rungs[index]!.parts) {
        expect(parts.find((part) => part.set === set)!.classes).toEqual(expect.arrayContaining([...classes]));
      }
    }
  });

  test('in the other order begins with Fashion-MNIST; without it with what is there', () => {
    const both = breadthLadder('fashion-first', only('mnist', 'fashion-mnist'));
    expect(both.rungs.map(({ name }) => name).slice(8)).toEqual(['fashion-0-8', 'fashion-0-9', 'fashion+digits']);
    const { rungs, missing } = breadthLadder('fashion-first', only('mnist'));
    expect(rungs.map(({ name }) => name)).toEqual(['digits']);
    expect(missing[0]!.set).toBe('fashion-mnist');
  });

  test('MNIST is always there', () => {
    expect(breadthLadder('digits-first').rungs.length).toBeGreaterThanOrEqual(10);
    expect(digitRung(7)).toEqual({ name: 'digit-7', parts: [{ set: 'mnist', classes: [7] }], classes: 1 });
    expect(() => digitRung(10)).toThrow('expected 0 to 9');
  });
});

describe('images of a rung', () => {
  test('are as many of each class as of any other, none twice, on real MNIST', () => {
    const { images, labels, classes } = drawImages([{ set: 'mnist', classes: [3, 8] }], 501, random);
    expect(classes).toBe(2);
    expect([0, 1].map((label) => labels.filter((each) => each === label).length)).toEqual([251, 250]);
    const rows = new Set(Array.from({ length: 501 }, (_, row) => images.subarray(row * 784, row * 784 + 784).join()));
    expect(rows.size).toBe(501);
    const ordered = labels.slice().sort();
    expect(labels).not.toEqual(ordered);
  });

  test('of a class do not depend on what else is drawn', () => {
    const set: ImageSet = {
      images: Uint8Array.from({ length: 40 }, (_, at) => at),
      labels: Uint8Array.from({ length: 40 }, (_, at) => at % 2),
      count: 40,
      pixels: 1,
      classes: 2,
    };
    const of = () => set;
    const alone = drawImages([{ set: 'mnist', classes: [1] }], 10, random, of);
    const both = drawImages([{ set: 'mnist', classes: [0, 1] }], 20, random, of);
    const ofOne = [...both.images].filter((_, at) => both.labels[at] === 1);
    expect(ofOne.sort()).toEqual([...alone.images].sort());
    expect(() => drawImages([{ set: 'mnist', classes: [1] }], 21, random, of)).toThrow('it has 20; ask for fewer');
    expect(() => drawImages([], 3, random, of)).toThrow('expected at least one of each');
  });
});

describe('further sets', () => {
  test('EMNIST letters are turned upright, and counted from 0', async () => {
    // One image whose pixel at row 2, column 5 is bright: as published, rows and columns are exchanged.
    const files = {
      'emnist-letters-train-images-idx3-ubyte': idxBytes(
        [2, 28, 28],
        pixels(2, (at) => (at === 5 * 28 + 2 ? 200 : 0)),
      ),
      'emnist-letters-train-labels-idx1-ubyte.gz': gzipSync(idxBytes([2], [1, 26])),
    };
    await withFolder(files, (folder) => {
      const { set, asPublished } = loadFurtherSet('emnist-letters', folder);
      expect(set.images.indexOf(200)).toBe(2 * 28 + 5);
      expect([...set.labels]).toEqual([0, 25]);
      expect([set.count, set.pixels, set.classes, asPublished]).toEqual([2, 784, 26, false]);
      expect(contentDigest('emnist-letters', folder)).toMatch(/^[0-9a-f]{64}$/);
    });
  });

  test('a label of 0, which EMNIST letters do not have, is refused', async () => {
    const files = {
      'emnist-letters-train-images-idx3-ubyte': idxBytes(
        [1, 28, 28],
        pixels(1, () => 0),
      ),
      'emnist-letters-train-labels-idx1-ubyte': idxBytes([1], [0]),
    };
    await withFolder(files, (folder) => {
      expect(() => loadFurtherSet('emnist-letters', folder)).toThrow('and 26 classes');
    });
  });

  test('KMNIST is read unpacked as it is, and packed only if it is the published one', async () => {
    const images = idxBytes(
      [3, 28, 28],
      pixels(3, (at) => at % 256),
    );
    const labels = idxBytes([3], [9, 0, 4]);
    await withFolder({ 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels }, (folder) => {
      const { set, asPublished } = loadFurtherSet('kmnist', folder);
      expect([...set.labels]).toEqual([9, 0, 4]);
      expect(asPublished).toBe(false);
    });
    await withFolder(
      { 'train-images-idx3-ubyte.gz': gzipSync(images), 'train-labels-idx1-ubyte': labels },
      (folder) => {
        expect(() => loadFurtherSet('kmnist', folder)).toThrow(/SHA-256 is .*; expected 51467d22.*kmnist.txt states/);
      },
    );
  });

  test('CIFAR-10 becomes grey and 28 x 28: by Rec. 601 and means over areas', () => {
    const record = new Uint8Array(3073).fill(100);
    record[0] = 7;
    // The first row of pixels: pure red, 255.
    record.fill(255, 1, 33);
    record.fill(0, 1 + 1024, 1 + 1024 + 32);
    record.fill(0, 1 + 2048, 1 + 2048 + 32);
    const { images, labels } = greyOfColour(record);
    expect([...labels]).toEqual([7]);
    const red = 0.299 * 255;
    // The first row covers seven eighths of the first row of the original, and one eighth of the next; the second none of
    // it.
    expect(images[0]).toBe(Math.round((7 * red + 100) / 8));
    expect(images[27]).toBe(images[0]);
    expect([...images.subarray(28)]).toEqual(new Array(27 * 28).fill(100));
  });

  test('a gradient keeps its mean and its slope when it is made smaller', () => {
    const record = new Uint8Array(3073);
    for (let plane = 0; plane < 3; plane++) {
      for (let pixel = 0; pixel < 1024; pixel++) record[1 + plane * 1024 + pixel] = 8 * (pixel % 32);
    }
    const { images } = greyOfColour(record);
    // Column i covers 8i/7 to 8(i + 1)/7; of a ramp with 8 a pixel its mean is 8 (8 (i + 1/2) / 7 - 1/2), but for corners.
    for (let column = 0; column < 28; column++) {
      expect(Math.abs(images[5 * 28 + column]! - 8 * ((8 * (column + 0.5)) / 7 - 0.5))).toBeLessThan(1.1);
    }
  });

  test('CIFAR-10 is read from its five files, and damaged ones are refused', async () => {
    const record = (label: number) => new Uint8Array(3073).fill(label);
    const files = Object.fromEntries([1, 2, 3, 4, 5].map((batch) => [`data_batch_${batch}.bin`, record(batch)]));
    await withFolder(files, (folder) => {
      const { set, asPublished } = loadFurtherSet('cifar-10', folder);
      expect([[...set.labels], set.count, asPublished]).toEqual([[1, 2, 3, 4, 5], 5, false]);
      expect(set.images[784]).toBe(2);
    });
    await withFolder({ ...files, 'data_batch_3.bin': record(3).subarray(5) }, (folder) => {
      expect(() => loadFurtherSet('cifar-10', folder)).toThrow('3068 bytes; expected a multiple of 3073');
    });
    await withFolder({ 'cifar-10-binary.tar.gz': gzipSync(new Uint8Array(1024)) }, (folder) => {
      expect(() => loadFurtherSet('cifar-10', folder)).toThrow('expected c4a38c50');
    });
  });

  test('a tar is read by the names of its files', () => {
    const header = (name: string, size: number) => {
      const block = Buffer.alloc(512);
      block.write(name, 0, 'latin1');
      block.write(`${size.toString(8).padStart(11, '0')} `, 124, 'latin1');
      return block;
    };
    const archive = Buffer.concat([
      header('batches/', 0),
      header('batches/one.bin', 3),
      Buffer.from('abc').subarray(0, 3),
      Buffer.alloc(509),
      header('batches/two.bin', 512),
      Buffer.alloc(512, 7),
      Buffer.alloc(1024),
    ]);
    const files = filesOfTar(archive, 'a.tar');
    expect(Buffer.from(files.get('one.bin')!).toString()).toBe('abc');
    expect(files.get('two.bin')).toHaveLength(512);
    expect(() => filesOfTar(archive.subarray(0, 1100), 'a.tar')).not.toThrow();
    expect(() => filesOfTar(archive.subarray(0, 2100), 'a.tar')).toThrow('ends within batches/two.bin');
  });

  test('what is not there is named with how to get it, and whether anybody saw it is said', () => {
    for (const { name, seen, digestsFrom } of furtherSets) {
      expect(seen).toBe(false);
      expect(digestsFrom).toContain('tensorflow/datasets');
      if (findFurtherSet(name) !== null) continue;
      expect(() => loadFurtherSet(name)).toThrow(/its files are not in .*; it comes from /);
    }
  });

  test('nothing takes its name that has not the stated digest', async () => {
    const server = createServer((_, response) => response.end('something else')).listen(0);
    const { port } = server.address() as { port: number };
    try {
      await withFolder({}, async (folder) => {
        const fetched = fetchFurtherSet('kmnist', folder, { url: `http://127.0.0.1:${port}` });
        await expect(fetched).rejects.toThrow('expected 51467d22');
        expect(findFurtherSet('kmnist', folder)).toBe(null);
        await expect(fetchFurtherSet('emnist-letters', folder)).rejects.toThrow('it comes from NIST');
      });
    } finally {
      server.close();
    }
  });
});
