import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from '../../packages/node_modules/zod/index.js';

const VALUE = { value: 'float64' };

/** Five stages that do next to nothing, one after the other: what one costs is what the engine and the store take. */
export const one = defineStage({
  name: 'one',
  module: import.meta.url,
  params: z.object({ cell: z.int() }),
  inputs: {},
  outputs: { scale_one: table(VALUE) },
  run: ({ params: { cell } }) => ({ scale_one: [{ value: cell }] }),
});

export const two = after('two');
export const three = after('three');
export const four = after('four');
export const five = after('five');

/** One stage that returns many rows of four numbers. */
export const rows = defineStage({
  name: 'rows',
  module: import.meta.url,
  params: z.object({ count: z.int() }),
  inputs: {},
  outputs: { scale_rows: table({ a: 'float64', b: 'float64', c: 'float64', d: 'float64' }) },
  run: ({ params: { count } }) => ({
    scale_rows: Array.from({ length: count }, (_, i) => ({ a: i / 3, b: i / 7, c: Math.sin(i), d: Math.sqrt(i) })),
  }),
});

function after(name) {
  return defineStage({
    name,
    module: import.meta.url,
    params: z.object({}),
    inputs: { before: table(VALUE) },
    outputs: { [`scale_${name}`]: table(VALUE) },
    run: ({ inputs }) => ({ [`scale_${name}`]: inputs.before.map(({ value }) => ({ value: value + 1 })) }),
  });
}
