import { describe, expect, test } from 'vitest';
import { didYouMean, nearestNames } from '../src/declare/did-you-mean.js';

describe('a name that is not there', () => {
  const stages = ['dataset', 'initialise', 'train', 'activations', 'kl', 'fit'];
  const paths = ['network.depth', 'network.sigmaW2', 'training.epochs', 'seed'];

  test.each([
    ['a slip of the pen', 'trian', stages, 'train'],
    ['two letters in the wrong order', 'fti', stages, 'fit'],
    ['a beginning', 'act', stages, 'activations'],
    ['other capitals', 'KL', stages, 'kl'],
    ['a path in another case', 'network.sigma_w2', paths, 'network.sigmaW2'],
    ['a path at the wrong place', 'depth', paths, 'network.depth'],
    ['a path with a slip in its section', 'trainng.epochs', paths, 'training.epochs'],
  ])('is suggested for %s', (_, given, names, expected) => {
    expect(nearestNames(given, names)[0]).toBe(expected);
    expect(didYouMean(given, names)).toMatch(`; did you mean ${expected}`);
  });

  test('is listed among all where none comes near, and nothing is said where there are none', () => {
    expect(didYouMean('temperature', paths)).toBe(
      '; the names are network.depth, network.sigmaW2, training.epochs, seed',
    );
    expect(didYouMean('network.other', paths)).toContain('; the names are');
    expect(didYouMean('xy', ['kl'])).toBe('; the names are kl');
    expect(didYouMean('x', [])).toBe('');
  });

  test('is one of at most three, the nearest first', () => {
    expect(didYouMean('epoch0', ['epoch12', 'epoch1', 'epoch3', 'epoch2'])).toBe(
      '; did you mean epoch1 or epoch3 or epoch2?',
    );
  });
});
