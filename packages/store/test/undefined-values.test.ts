import { digestOf } from '@rgflow/pipeline';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { execute, runOf, tableCommit } from './records.js';
import { temporaryStore } from './temporary-store.js';

const COLUMNS = {
  seed: 'int32',
  xi: 'float64?',
  small: 'float32?',
  steps: 'int32?',
  fine: 'bool?',
  why: 'utf8?',
} as const;

describe('a value that is not defined', () => {
  it('is NULL in SQL, of every type, so that a mean is over what there is', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    const rows = [
      { seed: 1, xi: 2, small: 0.5, steps: 3, fine: true, why: null },
      { seed: 2, xi: null, small: null, steps: null, fine: null, why: 'the fit did not converge' },
      { seed: 3, xi: 4, small: 1.5, steps: 5, fine: false, why: null },
    ];
    await execute(store, tableCommit('r1', 'fits', COLUMNS, rows), {});
    await store.endRun('r1', 'complete');
    const { columns, rows: shown } = await store.query('SELECT * EXCLUDE (study, name) FROM fits ORDER BY seed');
    expect(columns.map(({ type }) => type)).toEqual(['INTEGER', 'DOUBLE', 'FLOAT', 'INTEGER', 'BOOLEAN', 'VARCHAR']);
    expect(shown).toEqual(rows.map((row) => Object.values(row)));
    const mean = "SELECT avg(xi), avg(small), count(xi) || ' of ' || count(*) FROM fits";
    expect((await store.query(mean)).rows).toEqual([[3, 1, '2 of 3']]);
  });

  it('may come in a column that had always a value before, and in one that becomes wider', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    await execute(store, tableCommit('r1', 'fits', { xi: 'int32' }, [{ xi: 1 }]), {});
    await execute(store, tableCommit('r1', 'fits', { xi: 'float64?' }, [{ xi: null }, { xi: 2.5 }]), {});
    await execute(store, tableCommit('r1', 'fits', { xi: 'int32?' }, [{ xi: null }, { xi: 4 }]), {});
    await store.endRun('r1', 'complete');
    expect((await store.query('SELECT xi FROM fits ORDER BY xi NULLS LAST')).rows).toEqual([
      [1],
      [2.5],
      [4],
      [null],
      [null],
    ]);
  });

  it('is NULL where a row says NaN, and an infinity is itself', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    // Encoded here, for a table that is committed by other code may still hold what the engine would refuse.
    const arrow = tableFromArrays({
      xi: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY),
      small: Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY),
    });
    const bytes = Uint8Array.from(tableToIPC(arrow, 'stream'));
    const { recipe, ...rest } = tableCommit('r1', 'fits', { xi: 'float64' }, [{ xi: 0 }]);
    const digest = digestOf(bytes);
    const outputs = recipe.outputs.map((output) => ({ ...output, digest, rows: 2, objects: [digest] }));
    const commit = { ...rest, recipe: { ...recipe, outputs }, tables: { fits: { digest, bytes } } };
    await execute(store, commit, {});
    await store.endRun('r1', 'complete');
    expect((await store.query('SELECT xi, small FROM fits ORDER BY xi')).rows).toEqual([
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [null, null],
    ]);
  });
});
