import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { askFile, prepareStudy, type RunStanding, runStanding, runStudy } from '../src/index.js';

vi.setConfig({ testTimeout: 180_000 });

it('how a run stands is told by the process that carries it out, and by the store when it has ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-status-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = join(folder, 'store.duckdb');
  let asked: Promise<RunStanding | null> | null = null;
  const prepared = await prepareStudy('ising-1d', { set: ['coupling=[1,2,3]', 'steps=400'] });
  const { result } = await runStudy(prepared, {
    store,
    jobs: 1,
    // By its socket, as any other process would.
    onEvent: ({ type }) => {
      if (type === 'stage-started') asked ??= runStanding(store);
    },
  });
  const during = await asked!;
  expect(during).toMatchObject({
    run: { runId: result.runId, study: 'ising-1d', status: 'running', endedAt: null },
    live: { draining: false },
    stages: [{ name: 'chain-flow', total: 3 }],
  });
  const after = await runStanding(store);
  const [ended] = await askFile(store)("select datediff('millisecond', started_at, ended_at)::INTEGER as ms from run");
  expect(Date.parse(after!.run.endedAt!) - Date.parse(after!.run.startedAt)).toBe(ended!.ms);
  expect(after).toMatchObject({
    run: { runId: result.runId, status: 'complete' },
    live: null,
    stages: [{ name: 'chain-flow', total: 3, executed: 3 }],
  });
});
