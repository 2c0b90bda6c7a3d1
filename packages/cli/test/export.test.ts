import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore, serveQueries } from '@rgflow/store';
import { tableFromIPC } from 'apache-arrow';
import { expect, it, onTestFinished, vi } from 'vitest';
import { exportTables } from '../src/commands/export.js';
import { gc } from '../src/commands/gc.js';
import { said, temporaryStorePath, writeRuns } from './living.js';

vi.setConfig({ testTimeout: 180_000 });

it('export writes the tables of a run, with units and where they come from', async () => {
  const store = temporaryStorePath();
  await writeRuns(store, { one: { cells: [1, 2], rate: 0.1, entropy: 0.5 } });
  const output = join(dirname(store), 'out');
  const read = (path: string) => readFileSync(join(output, path));
  const json = (path: string) => JSON.parse(read(path).toString('utf8'));

  const csv = await said(() => exportTables('one', { store, output, format: 'csv' }));
  expect(csv.stdout).toMatch(/entropies\.csv {2}4 rows, \d+ bytes\n.*entropies\.csv\.json/);
  expect(read('entropies.csv').toString('utf8').split(/\r?\n/)[0]).toBe('study,name,step,entropy');
  expect(json('entropies.csv.json')).toMatchObject({
    table: 'entropies',
    columns: [
      { name: 'study', meaning: 'the study of the run' },
      { name: 'name', meaning: 'what the results of the run are called' },
      { name: 'step' },
      { name: 'entropy', type: 'DOUBLE' },
    ],
    provenance: { runId: 'one', study: 'grid', status: 'complete' },
  });

  await exportTables('grid', { store, output, format: 'arrow' });
  const { schema, numRows } = tableFromIPC(read('entropies.arrow'));
  expect(numRows).toBe(4);
  expect(schema.fields[0]!.metadata.get('meaning')).toBe('the study of the run');
  expect(JSON.parse(schema.metadata.get('provenance')!)).toMatchObject({ runId: 'one' });

  await exportTables('one', { store, output, format: 'parquet', crate: true });
  expect(read('entropies.parquet').subarray(0, 4).toString()).toBe('PAR1');
  expect(json('datapackage.json').resources).toMatchObject([
    {
      name: 'entropies',
      path: 'entropies.parquet',
      schema: { fields: [{ type: 'string' }, { type: 'string' }, { type: 'integer' }, { type: 'number' }] },
    },
  ]);
  const action = json('ro-crate-metadata.json')['@graph'].find((each: { '@id': string }) => each['@id'] === '#one');
  expect(action).toMatchObject({ '@type': 'CreateAction', result: [{ '@id': 'entropies.parquet' }] });
  const missing = exportTables('one', { store, output, format: 'csv', table: ['kl_layer'] });
  await expect(missing).rejects.toThrow('has no table kl_layer; there are entropies');
});

/** What is told on stderr from now on. */
function toldOnStderr(): () => string {
  const told: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
  onTestFinished(() => spy.mockRestore());
  return () => told.splice(0).join('');
}

it('export, and gc, during a run say that it goes on and what they are of', async () => {
  const file = temporaryStorePath();
  await writeRuns(file, { one: { cells: [1, 2], rate: 0.1, entropy: 0.5 } });
  const output = join(dirname(file), 'out');
  const told = toldOnStderr();
  const store = await openStore(file);
  const stages = [{ name: 'flow', total: 2, executed: 0, hit: 1, failed: 0, skipped: 0 }];
  await serveQueries(store, { status: () => ({ runId: 'two', study: 'grid', stages, round: null, elapsedMs: 10 }) });
  await store.beginRun({ runId: 'two', study: 'grid', config: {}, startedAt: new Date(), provenance: {}, tables: [] });
  const [[recipeKey]] = (await store.query('SELECT recipe_key FROM recipe LIMIT 1')).rows as [[string]];
  store.recordStage({ runId: 'two', recipeKey, stage: 'flow', cell: { coupling: 1 }, outcome: 'hit', reason: '' });
  await store.flush();
  const of = (run: string) => said(() => exportTables(run, { store: file, output, format: 'csv' }));
  const provenance = () => JSON.parse(readFileSync(join(output, 'entropies.csv.json'), 'utf8')).provenance;

  expect((await of('grid')).stdout).toMatch(/entropies\.csv {2}2 rows/);
  expect(told()).toMatch(
    /^\S+out: the run two of grid is still going on: exported is what it had at [-\d]+T[:\d]+Z, 1 instances; export it again when it has ended\.\n$/,
  );
  expect(provenance()).toMatchObject({ status: 'running', exportedAt: expect.stringMatching(/Z$/) });
  await of('one');
  expect(told()).toMatch(
    /: the run two of grid is still going on: exported is the run one of grid, which has ended \(complete\)\.\n$/,
  );
  expect(provenance()).not.toHaveProperty('exportedAt');
  expect((await said(() => gc({ store: file }))).stdout).toMatch(
    /\nthe run two of grid is still going on: what it uses, and all of flow, which it may yet use, counts as kept; `rgflow gc --apply --store \S+store\.duckdb` can be when/,
  );
  await store.close();

  // Nobody carries it out any more.
  await of('two');
  expect(told()).toMatch(/: the run two of grid was interrupted: exported is what it has, 1 instances\.\n$/);
  expect(provenance().status).toBe('interrupted');
  await of('one');
  expect(told()).toBe('');
});

it('export leaves nothing beside its tables that says they are of another run, and takes a licence that is one', async () => {
  const store = temporaryStorePath();
  await writeRuns(store, {
    one: { cells: [1], rate: 0.1, entropy: 0.5 },
    two: { cells: [2], rate: 0.1, entropy: 0.5 },
  });
  const output = join(dirname(store), 'out');
  const told = toldOnStderr();
  const files = () => readdirSync(output).sort();
  const crate = ['run.json', 'datapackage.json', 'ro-crate-metadata.json'];
  await exportTables('one', { store, output, format: 'csv' });
  expect([files(), told()]).toEqual([['entropies.csv', 'entropies.csv.json'], '']);
  const licence = { licence: 'cc-by-4.0', crate: true };
  await exportTables('two', { store, output, format: 'csv', ...licence });
  expect(files()).toEqual(['datapackage.json', 'entropies.csv', 'ro-crate-metadata.json', 'run.json']);
  expect(told()).toMatch(
    /: entropies\.csv\.json: of an earlier export whose tables were written anew, taken away\.\n$/,
  );
  expect(JSON.parse(readFileSync(join(output, 'datapackage.json'), 'utf8')).licenses).toEqual([
    { name: 'CC-BY-4.0', path: 'https://spdx.org/licenses/CC-BY-4.0' },
  ]);
  // What it says of a table that is still there stays.
  await exportTables('one', { store, output, format: 'parquet' });
  expect(files()).toEqual([
    'datapackage.json',
    'entropies.csv',
    'entropies.parquet',
    'ro-crate-metadata.json',
    'run.json',
  ]);
  expect(told()).toMatch(/: left as it is, and not of this export: entropies\.csv\n$/);
  await exportTables('one', { store, output, format: 'csv' });
  expect(files()).toEqual(['entropies.csv', 'entropies.csv.json', 'entropies.parquet']);
  expect(told()).toMatch(new RegExp(`${crate.join(', ')}: of an earlier export`));

  for (const [word, fault] of [
    ['foo', /^--licence foo: is to be one of the SPDX identifiers CC0-1\.0, .* or the address of the licence/],
    ['CC-BY-4', /did you mean CC-BY-4\.0/],
    ['https://', /is to be one of/],
  ] as const) {
    await expect(exportTables('one', { store, output, format: 'csv', crate: true, licence: word })).rejects.toThrow(
      fault,
    );
  }
  await expect(exportTables('one', { store, output, format: 'csv', licence: 'MIT' })).rejects.toThrow(
    'give --crate as well',
  );
  await exportTables('one', {
    store,
    output,
    format: 'csv',
    crate: true,
    licence: 'https://opensource.org/licenses/0BSD',
  });
});
