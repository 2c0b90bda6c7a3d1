import { describe, expect, it } from 'vitest';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const SEED_TABLE = {
  name: 'kl_layer',
  cellColumns: [
    { name: 'depth', key: 'depth', type: 'DOUBLE' },
    { name: 'seed', key: 'seed', type: 'BIGINT' },
  ],
  measuredColumns: {},
} as const;

describe('the views of a table output', () => {
  it('show the newest complete run of each study, and in history every run', async () => {
    const store = await temporaryStore();
    const runs = [
      ['grid-1', 'grid', 1, 'complete'],
      ['depth-1', 'depth', 2, 'partial'],
      ['grid-2', 'grid', 3, 'complete'],
      ['grid-3', 'grid', 4, 'interrupted'],
    ] as const;
    for (const [runId, study, at, status] of runs) {
      await store.beginRun(runOf(runId, study, [KL_TABLE], at));
      await execute(store, tableCommit(runId, 'kl_layer', KL_COLUMNS, klRows(2, at)), { sigmaW2: at, depth: 2 });
      await store.endRun(runId, status);
    }
    await store.beginRun(runOf('grid-4', 'grid', [KL_TABLE], 5));
    expect((await store.query('SELECT study, sigma_w2, layer, kl FROM kl_layer ORDER BY ALL')).rows).toEqual([
      ['depth', 2, 1, 2],
      ['depth', 2, 2, 2.125],
      ['grid', 3, 1, 3],
      ['grid', 3, 2, 3.125],
    ]);
    expect((await store.query('SELECT run_id, count(*) FROM history.kl_layer GROUP BY ALL ORDER BY ALL')).rows).toEqual(
      [
        ['depth-1', 2],
        ['grid-1', 2],
        ['grid-2', 2],
        ['grid-3', 2],
      ],
    );
  });

  it('show the results that are called as their study, and in newest those of every name', async () => {
    const store = await temporaryStore();
    const runs = [
      ['own-1', 'grid', 1],
      ['own-2', 'grid', 2],
      ['coarse-1', 'grid-coarse', 3],
      ['coarse-2', 'grid-coarse', 4],
    ] as const;
    for (const [runId, name, at] of runs) {
      await store.beginRun({ ...runOf(runId, 'grid', [KL_TABLE], at), name });
      await execute(store, tableCommit(runId, 'kl_layer', KL_COLUMNS, klRows(1, at)), { sigmaW2: at });
      await store.endRun(runId, 'complete');
    }
    const named = 'SELECT study, name, sigma_w2 FROM';
    expect((await store.query(`${named} kl_layer`)).rows).toEqual([['grid', 'grid', 2]]);
    expect((await store.query(`${named} newest.kl_layer ORDER BY ALL`)).rows).toEqual([
      ['grid', 'grid', 2],
      ['grid', 'grid-coarse', 4],
    ]);
    expect((await store.query('SELECT run_id, name FROM history.kl_layer ORDER BY ALL')).rows).toHaveLength(4);
  });

  it('show the run that began last, whatever its clock said', async () => {
    const store = await temporaryStore();
    // The second begins an hour before the first by a clock that was set back; the third in the same moment as the second.
    for (const [runId, at] of [
      ['z', 3600],
      ['y', 0],
      ['x', 0],
    ] as const) {
      const commit = tableCommit(runId, 'kl_layer', KL_COLUMNS, klRows(1, at), { recipe: runId, at });
      await store.beginRun(runOf(runId, 'grid', [KL_TABLE], at));
      await execute(store, commit, { sigmaW2: runId.charCodeAt(0) });
      await store.endRun(runId, 'complete');
      expect((await store.query('SELECT sigma_w2 FROM kl_layer')).rows).toEqual([[runId.charCodeAt(0)]]);
    }
    expect((await store.query('SELECT run_id, sequence FROM run ORDER BY sequence')).rows).toEqual([
      ['z', 1],
      ['y', 2],
      ['x', 3],
    ]);
    expect((await store.preimages('kl', 5)).map(({ preimage }) => preimage.params.recipe)).toEqual(['x', 'y', 'z']);
  });

  it('show the wall time of the last execution, whatever its clock said', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    const options = { recipe: 'same' };
    for (const [wallMs, at] of [
      [1000, 3600],
      [7000, 0],
    ] as const) {
      await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(1), { ...options, wallMs, at }), {});
    }
    await store.endRun('r1', 'complete');
    expect((await store.query('SELECT seconds FROM kl_layer')).rows).toEqual([[7]]);
  });

  it('show what there was before a run that had nothing to run', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE], 1));
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2)), { sigmaW2: 1 });
    await store.endRun('r1', 'complete');
    await store.beginRun(runOf('empty', 'grid', [KL_TABLE], 2));
    await store.endRun('empty', 'complete');
    expect((await store.query('SELECT layer FROM kl_layer ORDER BY layer')).rows).toEqual([[1], [2]]);
  });

  it('show a hit as the rows it hit, once, whoever made them', async () => {
    const store = await temporaryStore();
    const commit = tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2), { wallMs: 2000, at: 1 });
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE], 1));
    await execute(store, commit, { sigmaW2: 1, depth: 2 });
    await store.endRun('r1', 'complete');
    await store.beginRun(runOf('r2', 'grid', [KL_TABLE], 2));
    const hit = {
      runId: 'r2',
      recipeKey: commit.execution.recipeKey,
      stage: 'kl',
      outcome: 'hit',
      reason: '',
    } as const;
    store.recordStage({ ...hit, cell: { sigmaW2: 1, depth: 2 } });
    store.recordStage({ ...hit, cell: { sigmaW2: 1, depth: 2, hidden: 'differs' } });
    store.recordStage({ ...hit, cell: { sigmaW2: 2, depth: 2 } });
    store.recordStage({ ...hit, cell: { sigmaW2: 3, depth: 2 }, outcome: 'failed' });
    await store.endRun('r2', 'complete');
    expect((await store.query('SELECT sigma_w2, layer, seconds FROM kl_layer ORDER BY ALL')).rows).toEqual([
      [1, 1, 2],
      [1, 2, 2],
      [2, 1, 2],
      [2, 2, 2],
    ]);
  });

  it('keep the rows of a recipe once when it is committed again, and show the wall time of its last execution', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    const options = { recipe: 'same' };
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2), { ...options, wallMs: 1000, at: 1 }), {});
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2), { ...options, wallMs: 7000, at: 2 }), {});
    expect((await store.query('SELECT layer, kl, seconds FROM history.kl_layer ORDER BY ALL')).rows).toEqual([
      [1, 0, 7],
      [2, 0.125, 7],
    ]);
    // Forced, and with another result: the later one holds.
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(1, 9), { ...options, at: 3 }), {});
    expect((await store.query('SELECT layer, kl FROM history.kl_layer')).rows).toEqual([[1, 9]]);
    expect((await store.query('SELECT count(*) FROM output')).rows).toEqual([[1]]);
  });

  it('grow with the columns of later code and of other studies', async () => {
    const file = temporaryFile();
    const first = await temporaryStore(file);
    await first.beginRun(runOf('r1', 'grid', [KL_TABLE], 1));
    await execute(first, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(1)), { depth: 3, sigmaW2: 1.5 });
    await first.endRun('r1', 'complete');
    await first.close();
    const store = await temporaryStore(file);
    await store.beginRun(runOf('r2', 'seeds', [SEED_TABLE], 2));
    const columns = { layer: 'float64', kl: 'float64', kl_se: 'float32', note: 'utf8', fine: 'bool' } as const;
    const rows = [{ layer: 1.5, kl: 2, kl_se: 0.25, note: 'new', fine: true }];
    await execute(store, tableCommit('r2', 'kl_layer', columns, rows), { depth: 2.5, seed: 4 });
    await store.endRun('r2', 'complete');
    const result = await store.query('FROM kl_layer ORDER BY study');
    expect(result.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'study VARCHAR',
      'name VARCHAR',
      'sigma_w2 DOUBLE',
      'depth DOUBLE',
      'engine VARCHAR',
      'shuffle BOOLEAN',
      'seed BIGINT',
      'snapshot VARCHAR',
      'layer DOUBLE',
      'kl DOUBLE',
      'kl_se FLOAT',
      'note VARCHAR',
      'fine BOOLEAN',
      'seconds DOUBLE',
    ]);
    expect(result.rows).toEqual([
      ['grid', 'grid', 1.5, 3, null, null, null, 'init', 1, 0, null, null, null, 1.5],
      ['seeds', 'seeds', null, 2.5, null, null, 4, null, 1.5, 2, 0.25, 'new', true, 1.5],
    ]);
  });

  it('exist without a declaration, and not under the name of a table of the store', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    await execute(store, tableCommit('r1', 'extra', { x: 'int32' }, [{ x: 1 }]), {});
    await store.endRun('r1', 'complete');
    expect((await store.query('FROM extra')).rows).toEqual([['grid', 'grid', 1]]);
    await expect(store.beginRun(runOf('r2', 'grid', [{ ...KL_TABLE, name: 'tensor' }]))).rejects.toThrow(
      'is named tensor, which is a table of the store',
    );
    await expect(store.commit(tableCommit('r1', 'No; drop', { x: 'int32' }, []))).rejects.toThrow('must be snake_case');
  });

  it('answer in under a second for 1,000 cells of 30 layers and 3 snapshots', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    const rows = ['init', 'epoch1', 'final'].flatMap((snapshot) => klRows(30).map((row) => ({ ...row, snapshot })));
    const commits = Array.from({ length: 1000 }, (_, cell) =>
      tableCommit('r1', 'kl_layer', KL_COLUMNS, rows, { recipe: `cell ${cell}` }),
    );
    const before = performance.now();
    const written = commits.map((commit, cell) =>
      execute(store, commit, { sigmaW2: 1 + cell / 100, depth: 30, engine: 'native' }),
    );
    await store.flush();
    await Promise.all(written);
    const writing = performance.now() - before;
    await store.endRun('r1', 'complete');
    const start = performance.now();
    const { rows: means } = await store.query(
      "SELECT sigma_w2, avg(kl), sum(seconds) FROM kl_layer WHERE snapshot = 'final' GROUP BY ALL ORDER BY ALL",
    );
    const query = performance.now() - start;
    expect(means.length).toBe(1000);
    expect(means[0]).toEqual([1, 29 / 16, 45]);
    console.log(
      `90,000 rows in 1,000 commits: ${(writing / 90).toFixed(1)} us a row written; ${query.toFixed(0)} ms for a query of the view`,
    );
    expect(query).toBeLessThan(1000);
  });
});
