import { readFileSync } from 'node:fs';
import { estimate } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  chosenEntropy,
  LARGEST_BIAS,
  LEAST_NEIGHBOUR_SAMPLES,
  nearestNeighbourEntropy,
} from '../../src/multi-information/index.js';
import { CLOSED_FORMS, entropyOf, NORMAL, samplesOf } from './closed-forms.js';
import { neighbourBias } from './neighbour-bias.js';

const random = RandomStream.named('estimator.test');

describe('chosenEntropy', () => {
  test('takes nearest neighbours wherever units are measured to be more than 0.002 nats from normal ones', () => {
    expect(LARGEST_BIAS).toBe(0.002);
    expect(chosenEntropy(0.00201, 2000)).toBe('nearest-neighbour');
    expect(chosenEntropy(0.3, 1e6)).toBe('nearest-neighbour');
    expect(chosenEntropy(0.002, 2000)).toBe('normal');
    expect(chosenEntropy(-0.004, 2000)).toBe('normal');
  });

  test('takes neither where the control by nearest neighbours may itself be further off', () => {
    expect(chosenEntropy(0, LEAST_NEIGHBOUR_SAMPLES - 1)).toBe('none');
    expect(chosenEntropy(0.3, 100)).toBe('none');
  });
});

describe('the bias of nearest neighbours', () => {
  const samples = [500, 1000, LEAST_NEIGHBOUR_SAMPLES, 4000];
  const biases = CLOSED_FORMS.map((form) => ({ form, found: samples.map((n) => neighbourBias(form, n)) }));

  test.each(biases)('passes for none from the least number of samples on: $form.name', ({ found }) => {
    expect(Math.abs(found[2]!)).toBeLessThan(LARGEST_BIAS);
    expect(Math.abs(found[3]!)).toBeLessThan(Math.abs(found[2]!));
  });

  test('does not with half of them', () => {
    expect(Math.max(...biases.map(({ found }) => Math.abs(found[1]!)))).toBeGreaterThan(LARGEST_BIAS);
  });

  test('by quadrature is that of draws', () => {
    for (const form of CLOSED_FORMS) {
      const draws = Array.from({ length: 1500 }, (_, trial) =>
        nearestNeighbourEntropy(samplesOf(form, 30, random.split('trial', { trial }))),
      );
      const { value, standardError } = estimate(draws);
      expect(Math.abs(value - entropyOf(form) - neighbourBias(form, 30))).toBeLessThan(4 * standardError);
    }
  });

  test('is that of the table of the README', () => {
    const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = biases.map(({ form, found }) => {
      const ofForm = NORMAL + Math.log(form.variance) / 2 - entropyOf(form);
      return `| ${[form.name, ...found.map((bias) => bias.toFixed(4)), Math.abs(ofForm).toFixed(4)].join(' | ')} |`;
    });
    const first = text.indexOf('| normal | ');
    expect(text.slice(first, text.indexOf('\n\n', first)).split('\n')).toEqual(rows);
  });
});
