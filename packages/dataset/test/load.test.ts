import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  checkDataset,
  type DatasetName,
  datasetOf,
  datasets,
  findDataset,
  type ImageSet,
  loadDataset,
  loadFolder,
  PAPER_DATASET,
  split,
} from '../src/index.js';
import expected from './expected/images.json' with { type: 'json' };
import { idxBytes, tinyFiles, withFolder } from './tiny.js';

const published = { train: PAPER_DATASET.train, validation: PAPER_DATASET.validation };

/** Sums of integers divided once: only the last rounding may differ from numpy's pairwise sum. */
const MEAN_DIGITS = 12;

function expectFacts(set: ImageSet, facts: (typeof expected)['mnist']['train']): void {
  const perClass = new Array(set.classes).fill(0);
  for (const label of set.labels) perClass[label]++;
  let sum = 0;
  let squares = 0;
  for (const pixel of set.images) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / set.images.length / 255;
  const imageSum = (i: number) => set.images.subarray(i * set.pixels, (i + 1) * set.pixels).reduce((a, b) => a + b, 0);
  expect(set.count).toBe(facts.count);
  expect(set.images.length).toBe(set.count * set.pixels);
  expect(perClass).toEqual(facts.perClass);
  expect(Array.from(set.labels.subarray(0, 10))).toEqual(facts.firstLabels);
  expect(set.labels[set.count - 1]).toBe(facts.lastLabel);
  expect(imageSum(0)).toBe(facts.firstImageSum);
  expect(imageSum(set.count - 1)).toBe(facts.lastImageSum);
  expect(mean).toBeCloseTo(facts.mean, MEAN_DIGITS);
  expect(Math.sqrt(squares / set.images.length / 255 ** 2 - mean ** 2)).toBeCloseTo(
    facts.standardDeviation,
    MEAN_DIGITS,
  );
}

describe('MNIST', () => {
  const mnist = loadDataset('mnist');

  test('is what numpy reads from the same files, mean pixel 0.1307, standard deviation 0.3081', () => {
    expectFacts(mnist.train, expected.mnist.whole);
    expect(expected.mnist.whole.mean).toBeCloseTo(0.1307, 4);
    expect(expected.mnist.whole.standardDeviation).toBeCloseTo(0.3081, 4);
  });

  test('splits into the 50,000 + 10,000 + 10,000 images of mnist.pkl.gz', () => {
    const parts = split(mnist, published);
    expectFacts(parts.train, expected.mnist.train);
    expectFacts(parts.validation, expected.mnist.validation);
    expectFacts(parts.test, expected.mnist.test);
  });

  test('is not copied by a split', () => {
    expect(split(mnist, published).validation.images.buffer).toBe(mnist.train.images.buffer);
  });

  test('cannot be split into more than there is, or into half images', () => {
    expect(() => split(mnist, { train: 55_000, validation: 10_000 })).toThrow(
      'split: 55000 + 10000 images are asked for but the training file of mnist has 60000; ask for fewer.',
    );
    expect(() => split(mnist, { train: 0, validation: 10 })).toThrow('expected a positive integer');
    expect(() => split(mnist, { train: 10, validation: -1 })).toThrow('validation -1');
    expect(() => split(mnist, { train: Number.NaN, validation: 1 })).toThrow('train is NaN');
    expect(split(mnist, { train: 60_000, validation: 0 }).validation.count).toBe(0);
  });
});

describe('the data sets known by name', () => {
  test.each(datasets.map((d) => d.name))('%s: the pinned digests are those Python computes', (name: DatasetName) => {
    expect(datasets.find((d) => d.name === name)?.sha256).toEqual(expected[name].sha256);
  });

  test.each(datasets.filter(({ name }) => findDataset(name) !== null).map((d) => d.name))(
    '%s: its images are as many, as large and of as many classes as declared',
    (name: DatasetName) => {
      const { inputs, side, classes, train, test: held } = datasetOf(name);
      expect(inputs).toBe(side * side);
      const dataset = loadDataset(name);
      expect([dataset.train.count, dataset.test.count]).toEqual([train, held]);
      for (const set of [dataset.train, dataset.test]) {
        expect(set).toMatchObject({ pixels: inputs, classes });
        expect(new Set(set.labels).size).toBe(classes);
      }
      expectFacts(dataset.train, expected[name].whole);
      const [trained, validation] = [expected[name].train.count, expected[name].validation.count];
      expect(trained + validation).toBe(train);
      const parts = split(dataset, { train: trained, validation });
      expectFacts(parts.train, expected[name].train);
      expectFacts(parts.validation, expected[name].validation);
      expectFacts(parts.test, expected[name].test);
    },
  );

  test('a check names each file and where it is', () => {
    const check = checkDataset('mnist');
    expect(check.ok).toBe(true);
    expect(check.files.map((file) => file.problem)).toEqual([null, null, null, null]);
    expect(check.files[0]?.path).toBe(join(findDataset('mnist') ?? '', 'train-images-idx3-ubyte'));
  });

  test('a file that is not the published one is found by the check and refused by the loader', async () => {
    await withFolder({ 'train-labels-idx1-ubyte.gz': gzipSync(tinyFiles['train-labels-idx1-ubyte']) }, (folder) => {
      const check = checkDataset('mnist', folder);
      expect(check).toMatchObject({ ok: false, folder });
      expect(check.files.map((file) => file.problem)).toEqual(['missing', 'wrong digest', 'missing', 'missing']);
      expect(() => loadDataset('mnist', { folder })).toThrow(
        `${folder}: there must be a file train-images-idx3-ubyte or`,
      );
    });
    await withFolder(tinyFiles, (folder) => {
      expect(() => loadDataset('mnist', { folder })).toThrow(
        /train-images-idx3-ubyte: the SHA-256 of its \(uncompressed\) bytes must be ba891046/,
      );
    });
  });

  test('an unknown name is answered with those there are', () => {
    const misspelt = 'minst' as DatasetName; // as from a study file
    expect(() => loadDataset(misspelt)).toThrow("'minst' is not known; choose one of mnist, fashion-mnist");
  });

  test.skipIf(existsSync('/usr/share/datasets/fashion-mnist'))(
    'one that is not here is answered with how to get it',
    () => {
      expect(checkDataset('fashion-mnist')).toMatchObject({ ok: false, folder: null });
      expect(() => loadDataset('fashion-mnist', { folder: '/nowhere' })).toThrow(
        /none of its files is in \/nowhere or .*rgflow data fetch fashion-mnist/,
      );
    },
  );
});

describe('loadFolder', () => {
  test('reads the four files under their usual names', async () => {
    const dotted = Object.fromEntries(
      Object.entries(tinyFiles).map(([name, bytes]) => [`${name.replace('-idx', '.idx')}.gz`, gzipSync(bytes)]),
    );
    for (const files of [tinyFiles, dotted]) {
      const { name, train, test: held } = await withFolder(files, loadFolder);
      expect(name).toBe('tiny');
      expect(train).toMatchObject({ count: 3, pixels: 4, classes: 5 });
      expect(held).toMatchObject({ count: 1, pixels: 4, classes: 5 });
      expect(Array.from(train.images.subarray(8))).toEqual([8, 9, 10, 255]);
      expect(Array.from(train.labels)).toEqual([0, 2, 1]);
    }
  });

  test.each([
    [
      'a label too many',
      'train-labels-idx1-ubyte',
      idxBytes([4], [0, 1, 2, 3]),
      'one label for each of the 3 images but their shape is (4)',
    ],
    ['labels for images', 'train-images-idx3-ubyte', idxBytes([3], [0, 1, 2]), 'are images and labels swapped?'],
    [
      'images of two sizes',
      't10k-images-idx3-ubyte',
      idxBytes([1, 1, 2], [9, 9]),
      'those to train on have 4 pixels and those to test on 2',
    ],
  ])('refuses %s', async (_, name, bytes, message) => {
    await withFolder({ ...tinyFiles, [name]: bytes }, (folder) => {
      expect(() => loadFolder(folder)).toThrow(message);
    });
  });
});

test('what is wrong with a file is for the user to mend', () => {
  let thrown: unknown;
  try {
    loadFolder('/nowhere');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'DatasetError', problem: 'missing', failure: 'usage' });
});
