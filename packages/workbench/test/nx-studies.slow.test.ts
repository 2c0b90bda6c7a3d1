import { expect, it } from 'vitest';
import { affectedStudies } from './affected-studies.js';

it('a change of what stages are made of affects the studies of all files', () => {
  expect(affectedStudies('packages/kl/src/layer.ts').length).toBeGreaterThan(30);
});
