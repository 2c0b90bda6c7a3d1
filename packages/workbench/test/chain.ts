import { defineStage, type Plan, PlanBuilder, tensor } from '@rgflow/pipeline';
import { z } from 'zod';

/** Any module will do: what is tested is wiring. */
const module = new URL('../dist/usage-error.js', import.meta.url).href;
const state = tensor('float32', ['unit']);

const start = defineStage({
  name: 'start',
  module,
  params: z.strictObject({ sigmaW2: z.number() }),
  inputs: {},
  outputs: { state },
  run: () => ({ state: [] }),
});
const block = defineStage({
  name: 'block',
  module,
  params: z.strictObject({ epoch: z.int(), rate: z.number() }),
  inputs: { state },
  outputs: { state },
  run: ({ inputs }) => ({ state: inputs.state }),
});

/** Three networks of two epoch blocks each. */
export function chain(): Plan {
  const builder = new PlanBuilder();
  for (const sigmaW2 of [1, 1.5, 2]) {
    let last = builder.add(start, { params: { sigmaW2 }, inputs: {} });
    for (const epoch of [1, 2]) last = builder.add(block, { params: { epoch, rate: 0.1 }, inputs: last });
  }
  return builder.build();
}
