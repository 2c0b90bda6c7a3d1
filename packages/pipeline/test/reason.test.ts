import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parametersOf, snakeCase } from '../src/declare/parameters.js';
import { differencesOf, nearestPreimage, reasonFor } from '../src/key/reason.js';
import type { Preimage } from '../src/records.js';

const BASE: Preimage = {
  keyVersion: 1,
  stage: 'kl',
  code: { modules: { '@rgflow/kl/layer': '1', '@rgflow/kl/fit': '1' }, externals: ['zod@4.6.7'] },
  params: { sigmaW2: 1.5, estimator: 'gaussian' },
  inputs: { activations: 'a' },
  stream: { seed: 0 },
};
const code = (layer: string, externals = ['zod@4.6.7']): Preimage['code'] => ({
  modules: { ...BASE.code.modules, '@rgflow/kl/layer': layer },
  externals,
});

describe('the reason to run again', () => {
  test.each([
    ['param: sigmaW2 1.5 -> 1.6', { params: { ...BASE.params, sigmaW2: 1.6 } }],
    ['param: estimator gaussian -> exact', { params: { ...BASE.params, estimator: 'exact' } }],
    ['param: layers none -> [1,2]', { params: { ...BASE.params, layers: [1, 2] } }],
    ['param: estimator gaussian -> none', { params: { sigmaW2: 1.5 } }],
    ['param: seed 0 -> 1', { stream: { seed: 1 } }],
    ['param: seed 0 -> none', { stream: null }],
    ['input: activations changed', { inputs: { activations: 'b' } }],
    ['code: @rgflow/kl/layer', { code: code('2') }],
    ['code: zod@4.6.8', { code: code('1', ['zod@4.6.8']) }],
    ['code: a package is no longer used', { code: code('1', []) }],
    ['code: the key format of the engine changed', { keyVersion: 2 }],
    ['object missing', {}],
    [
      'code: @rgflow/kl/layer; param: sigmaW2 1.5 -> 1.6; input: activations changed',
      { code: code('2'), params: { ...BASE.params, sigmaW2: 1.6 }, inputs: { activations: 'b' } },
    ],
  ] as [string, Partial<Preimage>][])('is "%s"', (sentence, change) => {
    expect(reasonFor({ ...BASE, ...change }, [BASE])).toBe(sentence);
  });

  test('of a stage that was never run is that', () => {
    expect(reasonFor(BASE, [])).toBe('new: kl was never run before');
    expect(nearestPreimage(BASE, [])).toBeNull();
  });

  test('lists three files and counts the rest', () => {
    const modules = { a: '1', b: '1', c: '1', d: '1', e: '1' };
    const before = { ...BASE, code: { modules: {}, externals: [] } };
    expect(differencesOf(before, { ...BASE, code: { modules, externals: [] } })).toEqual(['code: a, b, c and 2 more']);
  });

  test('is told against the nearest: parameters first, then inputs, then code, then the newest', () => {
    const otherParams = { ...BASE, params: { ...BASE.params, sigmaW2: 9 } };
    const otherInputs = { ...BASE, inputs: { activations: 'z' } };
    const otherCode = { ...BASE, code: code('0') };
    const wanted = { ...BASE, code: code('3') };
    expect(nearestPreimage(wanted, [otherParams, otherInputs, otherCode])).toBe(otherCode);
    expect(nearestPreimage(wanted, [otherParams, otherInputs])).toBe(otherInputs);
    expect(nearestPreimage(wanted, [otherCode, BASE])).toBe(otherCode);
    const sameCode = { ...BASE, params: { ...BASE.params, sigmaW2: 8 }, code: code('3') };
    const neighbour = { ...wanted, params: { ...BASE.params, sigmaW2: 7 } };
    expect(nearestPreimage(neighbour, [otherParams, sameCode])).toBe(sameCode);
  });

  test('is found for a cell that was run long ago, among thousands', () => {
    const cells = Array.from({ length: 3000 }, (_, seed) => ({ ...BASE, stream: { seed } }));
    expect(reasonFor({ ...BASE, stream: { seed: 2999 }, code: code('2') }, cells)).toBe('code: @rgflow/kl/layer');
    expect(reasonFor({ ...BASE, stream: { seed: -1 } }, cells)).toBe('param: seed 0 -> -1');
  });
});

describe('the parameters of a schema', () => {
  test('are its leaves with their SQL types', () => {
    const schema = z.object({
      network: z.object({ depth: z.int(), sigmaW2: z.number() }),
      name: z.enum(['a', 'b']),
      fixed: z.literal(3),
      on: z.boolean().default(true),
      limit: z.number().nullable(),
      either: z.union([z.number(), z.string()]),
      hidden: z.array(z.int()),
    });
    expect(parametersOf(schema)).toEqual([
      { path: 'network.depth', type: 'BIGINT' },
      { path: 'network.sigmaW2', type: 'DOUBLE' },
      { path: 'name', type: 'VARCHAR' },
      { path: 'fixed', type: 'DOUBLE' },
      { path: 'on', type: 'BOOLEAN', default: true },
      { path: 'limit', type: 'DOUBLE' },
      { path: 'either', type: 'OTHER' },
      { path: 'hidden', type: 'OTHER', list: true },
    ]);
    expect(parametersOf(z.object({}))).toEqual([]);
  });

  test('have snake_case columns', () => {
    expect(['sigmaW2', 'learningRate', 'seed'].map(snakeCase)).toEqual(['sigma_w2', 'learning_rate', 'seed']);
  });
});
