import { configureStudy, decodeTable, execute, PlanBuilder } from '@rgflow/pipeline';
import { expect, test } from 'vitest';
import { study } from './fixtures/coin.mjs';
import { MemoryStore } from './memory-store.js';

test('the example of the README', async () => {
  const store = new MemoryStore();
  const file = { file: 'coin.yaml', text: 'study: coin\nsweep: { bias: [0.5, 0.75] }' };
  const run = async () => {
    const plan = new PlanBuilder();
    const configured = configureStudy(study, file);
    for (const params of configured.cells()) study.build(plan, params as { bias: number });
    const options = { study: study.name, config: configured.given, jobs: 1, provenance: {} };
    const { status, counts } = await execute(plan.build(), { store, ...options }).result;
    return [status, counts] as const;
  };
  expect(await run()).toEqual(['complete', { executed: 4, hit: 0, failed: 0, skipped: 0 }]);
  expect(await run()).toEqual(['complete', { executed: 0, hit: 4, failed: 0, skipped: 0 }]);
  const rows = store
    .outputsOf('entropy')
    .flatMap(({ digest }) => decodeTable({ nats: 'float64' }, store.objects.get(digest)!));
  expect(rows.map(({ nats }) => nats.toFixed(4))).toEqual(['0.6931', '0.5623']);
});
