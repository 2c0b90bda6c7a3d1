import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineStage, type OutputRef, PlanBuilder, table } from '../src/index.js';
import { InstanceKeys, preimageOf, recipeKey } from '../src/key/recipe.js';
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

describe('the key of an instance of a plan', () => {
  const numbers = table({ value: 'float64' });
  const none = z.object({});
  const stage = defineStage({
    name: 'kl',
    module: import.meta.url,
    params: none,
    inputs: {},
    outputs: {},
    run: () => ({}),
  });
  const code = PREIMAGE.code;

  test('is that of its pre-image, whatever its parameters, stream and inputs', () => {
    const names = fc.uniqueArray(
      fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
      { maxLength: 4 },
    );
    const draws = fc.option(fc.constantFrom('kl', 'train'), { nil: undefined });
    fc.assert(
      fc.property(
        names,
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.string()),
        draws,
        (...given) => {
          const [inputs, params, stream, drawn] = given;
          const plan = new PlanBuilder();
          const source = { ...stage, name: 'source', outputs: { numbers } };
          const { numbers: output } = plan.add(source, { params: {}, inputs: {} }) as never as { numbers: OutputRef };
          const consumer = {
            ...stage,
            params: z.any(),
            inputs: Object.fromEntries(inputs.map((name) => [name, numbers])),
            ...(drawn === undefined ? {} : { draws: drawn }),
          };
          const wiring = { params, inputs: Object.fromEntries(inputs.map((name) => [name, output])) };
          plan.add(consumer as never, { ...wiring, ...(drawn === undefined ? {} : { stream }) } as never);
          const node = plan.build().nodes[1]!;
          const order = Object.keys(node.inputs);
          const digests = order.map((_, i) => String(i).repeat(64));
          const preimage = preimageOf(node, code, Object.fromEntries(order.map((name, i) => [name, digests[i]!])));
          const key = new InstanceKeys(() => code).keyOf(
            node,
            digests.map((digest) => ({ digest })),
          );
          expect(key).toBe(recipeKey(preimage));
        },
      ),
      { seed: 15 },
    );
  });
});
