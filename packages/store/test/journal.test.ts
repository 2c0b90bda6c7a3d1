import { describe, expect, it } from 'vitest';
import { KL_COLUMNS, keyOf, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

describe('a warning', () => {
  it('is kept with its run: of an instance, of a stage, or of the whole run', async () => {
    const file = temporaryFile();
    const first = await temporaryStore(file);
    await first.beginRun(runOf('r1', 'grid', []));
    const ofRun = { runId: 'r1', recipeKey: null, stage: null, cell: null, message: 'the code changed' };
    first.recordWarning(ofRun);
    first.recordWarning({ ...ofRun, stage: 'kl', message: 'of a stage' });
    first.recordWarning({ ...ofRun, stage: 'kl', recipeKey: keyOf('a'), cell: { seed: 1 }, message: 'of an instance' });
    await first.endRun('r1', 'complete');
    await first.close();
    const store = await temporaryStore(file);
    expect(
      (await store.query("SELECT run_id, stage, recipe_key, cell ->> '$.seed', message FROM warning")).rows,
    ).toEqual([
      ['r1', null, null, null, 'the code changed'],
      ['r1', 'kl', null, null, 'of a stage'],
      ['r1', 'kl', keyOf('a'), '1', 'of an instance'],
    ]);
  });
});

describe('texts that come again and again', () => {
  it('are those that were written, in each row', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    // Shorter and longer than what DuckDB keeps beside its length, alike in their beginnings, and absent.
    const texts = [
      '',
      'kl',
      'of twelve in',
      'of thirteen i',
      'of thirteen j',
      'Übergang σ→∞',
      'a text that is longer than others',
    ];
    const text = (i: number): string => texts[(i + (i >> 3)) % texts.length]!;
    const cells = texts.map((label, i) => ({ label, value: i / 8 }));
    const rows = Array.from({ length: 5000 }, (_, i) => i);
    for (const i of rows) {
      const cell = i % 3 === 0 ? { label: `own ${i}`, value: i } : cells[i % cells.length]!;
      const stage = { runId: 'r1', recipeKey: null, cell, outcome: 'skipped', reason: text(i + 2) } as const;
      store.recordStage({ ...stage, stage: text(i) });
      const about = i % 5 === 0 ? null : text(i + 1);
      store.recordWarning({ runId: 'r1', recipeKey: null, stage: about, cell: null, message: `${i} ${text(i)}` });
    }
    await store.endRun('r1', 'partial');
    const stages = await store.query(
      "SELECT stage, cell ->> '$.label', (cell ->> '$.value')::DOUBLE, reason FROM internal.run_stage ORDER BY rowid",
    );
    expect(stages.rows).toEqual(
      rows.map((i) => {
        const { label, value } = i % 3 === 0 ? { label: `own ${i}`, value: i } : cells[i % cells.length]!;
        return [text(i), label, value, text(i + 2)];
      }),
    );
    const warnings = await store.query('SELECT stage, message FROM warning ORDER BY rowid');
    expect(warnings.rows).toEqual(rows.map((i) => [i % 5 === 0 ? null : text(i + 1), `${i} ${text(i)}`]));
  });
});

describe('an acceptance', () => {
  it('is in force until it is taken back, the newest first, and stays on record', async () => {
    const file = temporaryFile();
    const first = await temporaryStore(file);
    const code = (digest: string) => ({
      keyVersion: 2,
      code: { modules: { '@rgflow/kl/layer': digest }, externals: [] },
    });
    const made = ['a', 'b'].map((id) => ({
      acceptanceId: id,
      stage: 'kl',
      from: code(id),
      to: code('now'),
      because: `it's only a name (${id})`,
      by: 'ann@here',
      at: new Date(1.7e12),
    }));
    await first.accept(made);
    await first.close();
    const store = await temporaryStore(file);
    expect(await store.acceptances()).toEqual(made.toReversed());
    await store.takeBack(['b'], 'bob@there', new Date(1.7e12 + 1000));
    expect(await store.acceptances()).toEqual([made[0]]);
    const query = "SELECT acceptance_id, accepted_by, taken_back_by, from_code ->> '$.code.modules.*' FROM acceptance";
    expect((await store.query(query)).rows).toEqual([
      ['a', 'ann@here', null, ['a']],
      ['b', 'ann@here', 'bob@there', ['b']],
    ]);
  });
});

describe('an execution that failed', () => {
  it('is written down without a result', async () => {
    const store = await temporaryStore();
    const { execution } = tableCommit('r1', 'kl_layer', KL_COLUMNS, []);
    await store.beginRun(runOf('r1', 'grid', []));
    store.recordExecution({ ...execution, recipeKey: keyOf('failing'), status: 'failed', error: 'Error: no' });
    await store.endRun('r1', 'partial');
    expect((await store.query('SELECT run_id, status, error FROM execution')).rows).toEqual([
      ['r1', 'failed', 'Error: no'],
    ]);
    expect((await store.recipes([keyOf('failing')])).size).toBe(0);
  });
});
