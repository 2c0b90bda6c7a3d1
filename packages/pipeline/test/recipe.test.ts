import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recipeKey } from '../src/key/recipe.js';
import type { Preimage } from '../src/records.js';

const PREIMAGE: Preimage = {
  keyVersion: 3,
  stage: 'kl',
  code: {
    modules: { '@rgflow/kl/layer': 'ab'.repeat(32) },
    externals: ['zod@4.6.7'],
    environment: { SCHEDULE: null },
  },
  params: { sigmaW2: 1.5, depth: 30, name: 'mnist', shuffle: false, layers: [1, 2] },
  inputs: { activations: 'cd'.repeat(32) },
  stream: { seed: 0, sigmaW2: 1.5 },
  draws: 'kl',
};

// Made in Python from the canonical text: expected/recipe_key.py.
const { recipeKey: GOLDEN_KEY } = JSON.parse(
  readFileSync(new URL('./expected/recipe-key.json', import.meta.url), 'utf8'),
) as { recipeKey: string };

describe('a recipe key', () => {
  test('of a known pre-image is known, on every platform and Node version', () => {
    expect(recipeKey(PREIMAGE)).toBe(GOLDEN_KEY);
  });

  test('does not depend on the order of anything named', () => {
    const { draws, stream, inputs, params, code, stage, keyVersion } = PREIMAGE;
    const reversed = Object.fromEntries(Object.entries(params).reverse());
    expect(recipeKey({ draws: draws!, stream, inputs, params: reversed, code, stage, keyVersion })).toBe(GOLDEN_KEY);
  });

  test.each([
    ['the stage', { stage: 'mi' }],
    ['the key version', { keyVersion: 1 }],
    ['a parameter', { params: { ...PREIMAGE.params, sigmaW2: 1.6 } }],
    ['the type of a parameter', { params: { ...PREIMAGE.params, sigmaW2: '1.5' } }],
    ['an input', { inputs: { activations: 'ce'.repeat(32) } }],
    ['the name of an input', { inputs: { samples: 'cd'.repeat(32) } }],
    ['the stream', { stream: { seed: 1, sigmaW2: 1.5 } }],
    ['having no stream', { stream: null }],
    ['a variable of the environment', { code: { ...PREIMAGE.code, environment: { SCHEDULE: '1' } } }],
    ['the name it draws by', { draws: 'train' }],
    ['a module', { code: { ...PREIMAGE.code, modules: { '@rgflow/kl/layer': 'ac'.repeat(32) } } }],
    ['a package', { code: { ...PREIMAGE.code, externals: ['zod@4.6.8'] } }],
  ] as [string, Partial<Preimage>][])('depends on %s', (_, change) => {
    expect(recipeKey({ ...PREIMAGE, ...change })).not.toBe(GOLDEN_KEY);
  });
});
