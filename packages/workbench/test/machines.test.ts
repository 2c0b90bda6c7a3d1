import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, type Plan, PlanBuilder } from '@rgflow/pipeline';
import { openStore } from '@rgflow/store';
import { afterAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-machines-'));
afterAll(() => rmSync(folder, { recursive: true }));

// No study has them yet; workers find the stages where they are built.
const built = (path: string) => import(new URL(`../../studies/dist/${path}.js`, import.meta.url).href);
const { datasetStage } = await built('network/dataset.stage');
const { planCodes, planLikelihood, planMachine, planStack } = await built('machines/machine-plan');

/** Two machines on a few images of MNIST, and a head of 6 units on the lower one, with its codes and its likelihood. */
function planOf(epochs: number): Plan {
  const plan = new PlanBuilder();
  const { trainImages: images } = plan.add(datasetStage, {
    params: { dataset: 'mnist', train: 200, validation: 10 },
    inputs: {},
  }) as Record<string, never>;
  const options = {
    visible: 'bernoulli',
    training: { epochs, learningRate: 0.1, weightDecay: 2e-4, batchSize: 20, chain: 'pcd', chainSteps: 1 },
    images,
    data: { dataset: 'mnist' },
    seed: 0,
    snapshot: 'final',
    code: 'sampled',
    likelihood: { enumerated: 10, chains: 10, temperatures: 10, fantasySteps: 10 },
  };
  const stacks = planStack(plan, [20, 12], options);
  const head = planMachine(plan, stacks[0], 6, options);
  planCodes(plan, head, options);
  planLikelihood(plan, head, options);
  return plan.build();
}

async function run(epochs: number, sql: string) {
  const store = await openStore(join(folder, 'machines.duckdb'));
  try {
    const { result } = execute(planOf(epochs), { store, study: 'machines', config: {}, jobs: 2, provenance: {} });
    const { status, counts } = await result;
    expect(status).toBe('complete');
    return { counts, rows: (await store.query(sql)).rows };
  } finally {
    await store.close();
  }
}

test('machines run in workers, epoch by epoch, and their codes are read in SQL', async () => {
  const { rows } = await run(
    2,
    `select seed, widths, layer, units, occupied, len(bits), len(list_distinct(bits)),
            list_distinct([len(code) for code in bits])
     from (select *, tensor_bits(digest, units) as bits from machine_code) order by layer`,
  );
  expect(rows).toMatchObject([
    [0, '20-6', 0, 20, expect.any(Number), 200, rows[0]![4], [20]],
    [0, '20-6', 1, 6, expect.any(Number), 200, rows[1]![4], [6]],
  ]);
  expect(rows[0]![4]).toBeGreaterThan(50);

  // dataset, begin, 2 epochs of each machine, 2 begun on the first: a further epoch goes on with the first machine alone.
  const longer = await run(
    3,
    'select widths, count(*)::int, max(epoch) from machine_training group by all order by all',
  );
  expect(longer.counts).toMatchObject({ hit: 4, executed: 1 + 2 * 4 + 2 });
  expect(longer.rows).toEqual([
    ['20', 3, 3],
    ['20-12', 3, 3],
    ['20-6', 3, 3],
  ]);
  expect(await run(3, 'select method, status, log_likelihood < 0 from machine_likelihood')).toMatchObject({
    counts: { executed: 0 },
    rows: [['exact', 'ok', true]],
  });
});
