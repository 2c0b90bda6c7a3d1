import { expect, test, vi } from 'vitest';
import { built, CODES, machinesRun } from './planned-machines.js';

vi.setConfig({ testTimeout: 300_000 });

const { planCodes, planLikelihood, planMachine, planStack } = await built('machines/machine-plan');

/** Two machines, and a head of 6 units on the lower one, with its codes and its likelihood. */
const run = machinesRun((plan, on, epochs) => {
  const options = {
    ...on,
    visible: 'bernoulli',
    training: { epochs, learningRate: 0.1, weightDecay: 2e-4, batchSize: 20, chain: 'pcd', chainSteps: 1 },
    code: 'sampled',
    likelihood: { enumerated: 10, chains: 10, temperatures: 10, fantasySteps: 10 },
  };
  const stacks = planStack(plan, [20, 12], options);
  const head = planMachine(plan, stacks[0], 6, options);
  planCodes(plan, head, options);
  planLikelihood(plan, head, options);
});

test('machines run in workers, epoch by epoch, and their codes are read in SQL', async () => {
  const { rows } = await run(2, CODES);
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
