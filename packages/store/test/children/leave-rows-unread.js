// Stops reading queries before their rows have ended, closes the store, and has the garbage collected, again and again.
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { openStore, QueryError } from '../../dist/index.js';

const [file] = process.argv.slice(2);
const instance = await DuckDBInstance.create(file);
const connection = await instance.connect();
await connection.run('CREATE TABLE numbers AS SELECT range AS i, random() AS x FROM range(1000000)');
connection.closeSync();
instance.closeSync();

const ways = {
  none: async () => {},
  one: async ({ chunks }) => {
    for await (const chunk of chunks()) return chunk.next();
  },
  failed: async ({ chunks }) => {
    for await (const _ of chunks()) throw new QueryError('enough');
  },
  aborted: async ({ chunks }, abort) => {
    for await (const _ of chunks()) abort.abort();
  },
};
for (let round = 0; round < 10; round++) {
  const store = await openStore(file, { mode: 'read' });
  for (const way of Object.values(ways)) {
    const abort = new AbortController();
    await store.queries.stream('select * from numbers', (rows) => way(rows, abort), abort.signal).catch(() => {});
  }
  await store.close();
  for (let times = 0; times < 3; times++) {
    globalThis.gc();
    await setTimeout(5);
  }
}
process.stdout.write('alive\n');
