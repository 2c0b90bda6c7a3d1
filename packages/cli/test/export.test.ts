import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { expect, it, vi } from 'vitest';
import { exportTables } from '../src/commands/export.js';
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
