import {
  type AnyStage,
  defineStage,
  digestOf,
  encodeTable,
  type OutputRecord,
  type RecipeRecord,
  table,
  tensor,
} from '@rgflow/pipeline';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { contractChanges } from '../src/contract-change.js';

const columns = { layer: 'int32', kl: 'float64?' } as const;
const bytes = encodeTable(columns, [{ layer: 1, kl: null }]);
const digest = digestOf(bytes);

const declared = {
  name: 'kl',
  module: import.meta.url,
  params: z.strictObject({ samples: z.int() }),
  inputs: { state: tensor('float32', ['unit']) },
  outputs: { kl_layer: table(columns), sums: tensor('float64', ['sample', 2]) },
  draws: 'kl',
  run: () => ({ kl_layer: [], sums: [] }),
} as const;

const summary = {
  layer: 0,
  dtype: 'float64',
  shape: [7, 2],
  mean: 0,
  variance: 0,
  min: 0,
  max: 0,
  digest: 't',
  bytes: 1,
} as const;
const outputs: readonly OutputRecord[] = [
  { name: 'kl_layer', digest, kind: 'table', rows: 1, bytes: bytes.length, objects: [digest] },
  { name: 'sums', digest: 't', kind: 'tensor', rows: 7, bytes: 1, objects: ['t'], tensors: [summary] },
];
const recipe: RecipeRecord = {
  recipeKey: 'key',
  stage: 'kl',
  preimage: {
    keyVersion: 1,
    stage: 'kl',
    code: { modules: {}, externals: [] },
    params: { samples: 100 },
    inputs: { state: 's' },
    stream: { seed: 0 },
  },
  outputs,
  numerics: {},
};

/** The stage as it is declared now, but for what is given. */
const changes = (now: Readonly<Record<string, unknown>>, of: RecipeRecord = recipe) =>
  contractChanges(defineStage({ ...declared, ...now } as never) as AnyStage, of, {
    read: async (wanted) => (wanted === digest ? bytes : null),
  });

it('a stage that declares what it did has not changed', async () => {
  expect(await changes({})).toEqual([]);
});

it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  [
    'a new column',
    { outputs: { ...declared.outputs, kl_layer: table({ ...columns, kl_se: 'float64' }) } },
    ['column kl_layer.kl_se is new'],
  ],
  [
    'a column less',
    { outputs: { ...declared.outputs, kl_layer: table({ layer: 'int32' }) } },
    ['column kl_layer.kl is gone'],
  ],
  [
    'a column that is never null any more',
    { outputs: { ...declared.outputs, kl_layer: table({ layer: 'int32', kl: 'float64' }) } },
    ['column kl_layer.kl: was Float64?, is Float64'],
  ],
  [
    'columns in another order',
    { outputs: { ...declared.outputs, kl_layer: table({ kl: 'float64?', layer: 'int32' }) } },
    ['columns of kl_layer have another order'],
  ],
  ['an output less', { outputs: { kl_layer: declared.outputs.kl_layer } }, ['output sums is gone']],
  [
    'another dtype',
    { outputs: { ...declared.outputs, sums: tensor('float32', ['sample', 2]) } },
    ['output sums: dtype or shape changed'],
  ],
  [
    'another size',
    { outputs: { ...declared.outputs, sums: tensor('float64', ['sample', 3]) } },
    ['output sums: dtype or shape changed'],
  ],
  [
    'a table for a tensor',
    { outputs: { ...declared.outputs, sums: table(columns) } },
    ['output sums: was a tensor, is a table'],
  ],
  [
    'a new parameter',
    { params: z.strictObject({ samples: z.int(), skip: z.int().default(0) }) },
    ['parameter skip is new'],
  ],
  ['a parameter that is refused', { params: z.strictObject({ samples: z.int().max(10) }) }, ['its parameters changed']],
  ['a new input', { inputs: { ...declared.inputs, other: tensor('float32', ['unit']) } }, ['input other is new']],
  ['no random numbers any more', { draws: undefined }, ['it draws random numbers, or no longer does']],
])('%s is told', async (_, now, told) => {
  expect(await changes(now)).toEqual(told);
});
