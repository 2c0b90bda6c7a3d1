import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../src/index.js';
import {
  addNoise,
  applyNuisances,
  brightenImages,
  coordinateOf,
  drawNuisances,
  type GreyImages,
  greyImages,
  imageBytes,
  type Motion,
  moveImages,
  NUISANCES,
  thickenImages,
} from '../src/transform/index.js';
import expected from './expected/transform.json' with { type: 'json' };

/** Values are kept in float32. */
const FLOAT32 = 2e-7;

const [rows, columns] = [6, 7];
const image: GreyImages = {
  values: Float32Array.from({ length: rows * columns }, (_, p) => {
    const [i, j] = [Math.floor(p / columns), p % columns];
    return ((31 * i * i + 17 * j + 5 * i * j) % 101) / 100;
  }),
  count: 1,
  rows,
  columns,
};
const digits = greyImages(loadDataset('mnist').train.images.subarray(0, 20 * 784), 28, 28);

function moved(images: GreyImages, right: number, down: number, turn: number): GreyImages {
  const same = (value: number) => new Array<number>(images.count).fill(value);
  return moveImages(images, { right: same(right), down: same(down), turn: same(turn) });
}

function thickened(images: GreyImages, steps: number): GreyImages {
  return thickenImages(images, new Array<number>(images.count).fill(steps));
}

function expectClose(actual: GreyImages, values: ArrayLike<number>, tolerance = FLOAT32): void {
  expect(actual.values).toHaveLength(values.length);
  const farthest = actual.values.reduce((most, value, p) => Math.max(most, Math.abs(value - values[p]!)), 0);
  expect(farthest).toBeLessThanOrEqual(tolerance);
}

/** Where the ink of an image is, in pixels from its corner. */
function centreOfMass({ values, columns }: GreyImages, index: number, pixels: number): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  values.subarray(index * pixels, (index + 1) * pixels).forEach((value, p) => {
    mass += value;
    x += value * (p % columns);
    y += value * Math.floor(p / columns);
  });
  return { x: x / mass, y: y / mass };
}

describe('grey images', () => {
  test('and back are the same bytes', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(imageBytes(greyImages(bytes, 16, 16))).toEqual(bytes);
  });

  test('are cut to what eight bits hold', () => {
    const values = Float32Array.of(-0.2, 0, 0.499 / 255, 0.51 / 255, 1, 1.7);
    expect([...imageBytes({ values, count: 1, rows: 2, columns: 3 })]).toEqual([0, 0, 0, 1, 255, 255]);
  });

  test('that are not whole are refused', () => {
    expect(() => greyImages(new Uint8Array(785), 28, 28)).toThrow('785 bytes; expected whole images of 28 x 28');
  });
});

describe('moving', () => {
  test.each(expected.moved)('by ($right, $down) and $turn degrees is what SciPy interpolates', (motion) => {
    expectClose(moved(image, motion.right, motion.down, motion.turn), motion.values);
  });

  test('by nothing changes nothing', () => {
    expect(moved(digits, 0, 0, 0).values).toEqual(digits.values);
  });

  test('by whole pixels only moves them', () => {
    const right = moved(digits, 3, 0, 0);
    for (const p of [300, 301, 406, 500]) expect(right.values[p + 3]).toBe(digits.values[p]);
  });

  test('twice is moving by the sum, for whole pixels within the frame', () => {
    expect(moved(moved(digits, 2, -1, 0), -1, 2, 0).values).toEqual(moved(digits, 1, 1, 0).values);
  });

  test('moves the centre of the ink by the shift, for fractions of a pixel too', () => {
    const shifted = moved(digits, 1.3, -0.7, 0);
    for (let k = 0; k < digits.count; k++) {
      const [from, to] = [centreOfMass(digits, k, 784), centreOfMass(shifted, k, 784)];
      expect(to.x - from.x).toBeCloseTo(1.3, 5);
      expect(to.y - from.y).toBeCloseTo(-0.7, 5);
    }
  });

  test('a quarter turn takes the right edge to the top, and four of them nothing', () => {
    const dot = { values: new Float32Array(25), count: 1, rows: 5, columns: 5 };
    dot.values[2 * 5 + 4] = 1;
    const turned = moved(dot, 0, 0, 90);
    expect(turned.values[2]).toBeCloseTo(1, 6);
    let around = digits;
    for (let quarter = 0; quarter < 4; quarter++) around = moved(around, 0, 0, 90);
    expectClose(around, digits.values);
  });

  test('treats each image by its own numbers', () => {
    const two = greyImages(loadDataset('mnist').train.images.subarray(0, 2 * 784), 28, 28);
    const motion: Motion = { right: [0, 2], down: [0, 0], turn: [0, 0] };
    const out = moveImages(two, motion);
    expect(out.values.subarray(0, 784)).toEqual(two.values.subarray(0, 784));
    expect(out.values.subarray(784)).toEqual(moved(two, 2, 0, 0).values.subarray(784));
  });

  test('wants one finite number for each image', () => {
    expect(() => moveImages(digits, { right: [1], down: [1], turn: [0] })).toThrow('right has 1 values for 20 images');
    expect(() => moved(digits, 0, Number.NaN, 0)).toThrow('down of image 0 is NaN');
  });
});

describe('thickening', () => {
  test.each(expected.thickened)('by $steps steps is what SciPy dilates or erodes', ({ steps, values }) => {
    expectClose(thickened(image, steps), values);
  });

  test('by nothing changes nothing', () => {
    expect(thickened(digits, 0).values).toEqual(digits.values);
  });

  test('by whole steps composes', () => {
    expect(thickened(thickened(digits, 1), 2).values).toEqual(thickened(digits, 3).values);
    expect(thickened(thickened(digits, -1), -1).values).toEqual(thickened(digits, -2).values);
  });

  test('is thinning of the negative', () => {
    const negative = { ...digits, values: digits.values.map((value) => 1 - value) };
    expectClose(
      thickened(negative, 1.4),
      thickened(digits, -1.4).values.map((value) => 1 - value),
    );
  });

  test('adds ink the more, the more steps', () => {
    const ink = [-1, -0.5, 0, 0.3, 0.8, 1, 2].map((steps) =>
      thickened(digits, steps).values.reduce((a, b) => a + b, 0),
    );
    expect(ink).toEqual([...ink].sort((a, b) => a - b));
  });
});

describe('brightness and noise', () => {
  test('a gain multiplies the grey values of its image', () => {
    const out = brightenImages(digits, new Array<number>(20).fill(0.5));
    expectClose(
      out,
      digits.values.map((value) => value / 2),
    );
  });

  test('noise has its level, image by image', () => {
    const black = { values: new Float32Array(2 * 10_000), count: 2, rows: 100, columns: 100 };
    const noisy = addNoise(black, [0, 0.3], RandomStream.named('test'));
    expect(noisy.values.subarray(0, 10_000).every((value) => value === 0)).toBe(true);
    const squares = noisy.values.subarray(10_000).reduce((sum, value) => sum + value * value, 0);
    // The variance of 10,000 normal numbers has a standard error of 1.4 per cent; four of them.
    expect(Math.abs(squares / 10_000 / 0.09 - 1)).toBeLessThan(0.057);
  });

  test('a negative level is refused', () => {
    expect(() => addNoise(image, [-0.1], RandomStream.named('test'))).toThrow('level of image 0 is -0.1');
  });
});

describe('nuisances', () => {
  const still = { shift: 0, rotation: 0, thickness: 0, brightness: 0, noise: 0 };
  const random = RandomStream.named('nuisance', { seed: 7 });
  const drawn = drawNuisances(20, random);

  test('are standard normal and independent of each other', () => {
    const many = drawNuisances(4000, random);
    // Four standard errors of a mean, a variance and a correlation of 4,000 normal numbers.
    const [ofMean, ofVariance] = [4 / Math.sqrt(4000), 4 * Math.sqrt(2 / 4000)];
    const columnsOf = NUISANCES.map((nuisance) => coordinateOf(many, nuisance));
    for (const [k, u] of columnsOf.entries()) {
      expect(Math.abs(u.reduce((a, b) => a + b, 0) / 4000)).toBeLessThan(ofMean);
      expect(Math.abs(u.reduce((a, b) => a + b * b, 0) / 4000 - 1)).toBeLessThan(ofVariance);
      for (const v of columnsOf.slice(k + 1)) {
        expect(Math.abs(u.reduce((a, b, i) => a + b * v[i]!, 0) / 4000)).toBeLessThan(ofMean);
      }
    }
  });

  test('are the same for the same stream', () => {
    expect(drawNuisances(20, RandomStream.named('nuisance', { seed: 7 }))).toEqual(drawn);
    expect(drawNuisances(20, RandomStream.named('nuisance', { seed: 8 }))).not.toEqual(drawn);
  });

  test('without spread make every image three fifths as bright, in noise of one twentieth', () => {
    const out = applyNuisances(digits, drawn, still, random);
    const noise = out.values.map((value, p) => value - 0.6 * digits.values[p]!);
    const variance = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
    expect(Math.sqrt(variance)).toBeCloseTo(0.05, 2);
  });

  test('shift by their coordinate times the spread', () => {
    const out = applyNuisances(digits, drawn, { ...still, shift: 1 }, random);
    const without = applyNuisances(digits, drawn, still, random);
    const clean = (images: GreyImages, other: GreyImages, shift: Motion) => {
      const noise = other.values.map((value, p) => value - 0.6 * digits.values[p]!);
      const wanted = moveImages(digits, shift).values.map((value, p) => 0.6 * value + noise[p]!);
      // Two roundings more than elsewhere.
      expectClose(images, wanted, 4 * FLOAT32);
    };
    const [right, down] = [coordinateOf(drawn, 'shift-x'), coordinateOf(drawn, 'shift-y')];
    clean(out, without, { right, down, turn: new Float64Array(20) });
  });

  test('with a spread that is none are refused', () => {
    expect(() => applyNuisances(digits, drawn, { ...still, noise: -1 }, random)).toThrow('spread of noise is -1');
  });
});
