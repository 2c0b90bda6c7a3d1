import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { verify } from '../src/commands/verify.js';
import { ran, said, temporaryStorePath } from './living.js';

it('verify says that a store is whole, and else names what is damaged and what to do, with exit code 4', async () => {
  const store = temporaryStorePath();
  await ran(store, 'ising-1d', ['coupling=[1,2]']);
  const whole = await said(() => verify({ store }));
  expect(whole).toMatchObject({ code: 0 });
  expect(whole.stdout).toMatch(/: 2 results, \d+ objects \([\d.]+ kB\), \d+ tables: all as recorded\n$/);

  const first = 'recipe_number = (SELECT min(recipe_number) FROM rows.ising_flow) AND step = 1';
  await changed(store, `UPDATE rows.ising_flow SET relative_entropy = relative_entropy + 1 WHERE ${first}`);
  const damaged = await said(() => verify({ store }));
  expect(damaged.code).toBe(4);
  expect(damaged.stdout).toMatch(
    /: 1 damaged\ndamaged {2}ising_flow of chain-flow in ising-1d: SQL shows [\d.]+ in relative_entropy/,
  );
  expect(damaged.stdout).toContain(
    `\`rgflow run ising-1d --set 'coupling=[1,2]' --force chain-flow --store ${store}\` puts them right.`,
  );
  // As it was asked for, but for the place of the store.
  const words = ['run', 'a file.yaml', '--store', 'elsewhere', '--shard', '2/3', '--set', 'coupling=1', '--json'];
  await changed(store, `UPDATE main.run SET provenance = '${JSON.stringify({ command: words })}'`);
  expect((await said(() => verify({ store }))).stdout).toContain(
    `\`rgflow run 'a file.yaml' --shard 2/3 --set coupling=1 --force chain-flow --store ${store}\` puts them right.`,
  );
  const elsewhere = join(dirname(store), 'with blanks.duckdb');
  copyFileSync(store, elsewhere);
  expect((await said(() => verify({ store: elsewhere }))).stdout).toContain(
    `--store '${elsewhere}'\` puts them right.`,
  );
  await ran(store, 'ising-1d', ['coupling=[1,2]'], ['chain-flow']);
  expect(await said(() => verify({ store }))).toMatchObject({ code: 0 });
});

async function changed(store: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(store);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}
