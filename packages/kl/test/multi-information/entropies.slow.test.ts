import { estimate } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import { LARGEST_BIAS, LEAST_NEIGHBOUR_SAMPLES, nearestNeighbourEntropy } from '../../src/multi-information/index.js';
import { CLOSED_FORMS, samplesOf } from './closed-forms.js';

const random = RandomStream.named('entropies.slow.test');

/** 2,000 trials know the bias to a third of what passes for none. */
test.each(CLOSED_FORMS)('nearest neighbours have a bias that passes for none: %s', (_, form, entropy) => {
  const found = estimate(
    Array.from({ length: 2000 }, (_, trial) =>
      nearestNeighbourEntropy(samplesOf(form, LEAST_NEIGHBOUR_SAMPLES, random.split('trial', { trial }))),
    ),
  );
  expect(found.standardError).toBeLessThan(0.0008);
  expect(Math.abs(found.value - entropy)).toBeLessThan(LARGEST_BIAS + 2 * found.standardError);
});
