import { DomainError } from '@rgflow/numerics';
import { describe, expect, test } from 'vitest';
import { lastImages, secondMoments } from '../src/index.js';

const images = { shape: [3, 2], data: Uint8Array.of(0, 51, 102, 153, 204, 255) };

describe('the last images of a set', () => {
  test('are its end, and so are the last labels', () => {
    expect(lastImages('test', images, 2)).toEqual({ shape: [2, 2], data: Uint8Array.of(102, 153, 204, 255) });
    expect(lastImages('test', images, 3).data).toEqual(images.data);
    expect(lastImages('test', { shape: [3], data: Uint8Array.of(7, 8, 9) }, 1)).toEqual({
      shape: [1],
      data: Uint8Array.of(9),
    });
  });

  test('are not copied', () => {
    expect(lastImages('test', images, 1).data.buffer).toBe(images.data.buffer);
  });

  test('cannot be more than there are, nor none', () => {
    expect(() => lastImages('kl', images, 4)).toThrow(DomainError);
    expect(() => lastImages('kl', images, 4)).toThrow('kl: images is 4 but the validation set has 3; ask for fewer.');
    for (const count of [0, -1, 1.5, Number.NaN]) {
      expect(() => lastImages('kl', images, count)).toThrow(`kl: images is ${count}; expected a positive integer.`);
    }
  });
});

test('the second moment of an image is the mean square of its grey values from 0 to 1', () => {
  const [black, mixed] = secondMoments({ shape: [2, 2], data: Uint8Array.of(0, 0, 51, 255) });
  expect(black).toBe(0);
  expect(mixed).toBeCloseTo((0.04 + 1) / 2, 15);
});
