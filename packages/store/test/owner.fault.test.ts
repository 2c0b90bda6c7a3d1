import { expect, it } from 'vitest';
import { querySql, serveQueries } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const text = async (file: string, sql: string) => Buffer.from(await querySql(file, sql, 'csv')).toString('utf8');

it('SQL sees what is committed while the owner writes on, tensors included, and holds nobody up', async () => {
  const file = temporaryFile();
  const store = await temporaryStore(file);
  await serveQueries(store);
  await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
  const layer = () => ({ shape: [64, 512], data: Float32Array.from({ length: 64 * 512 }, Math.random) });
  let writing = true;
  let commits = 0;
  const writer = (async () => {
    for (; writing; commits++) {
      const drop = tensorCommit('r1', 'weights', 'float32', [layer(), layer()]);
      await Promise.all([
        execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(30, commits)), { sigmaW2: commits }),
        execute(store, drop, { sigmaW2: commits }),
      ]);
      if (commits % 3 === 2) store.drop(drop.objects.map(({ digest }) => digest));
    }
  })();
  await expect.poll(() => commits, { timeout: 20_000 }).toBeGreaterThan(0);
  let seen = 0;
  for (let query = 0; query < 3 || commits <= 2; query++) {
    const [rows, sums] = await Promise.all([
      text(file, 'SELECT count(*) FROM history.kl_layer'),
      text(
        file,
        'SELECT list_sum(tensor_values(digest)) IS NULL, tensor_shape(digest) FROM tensor ORDER BY ALL LIMIT 5',
      ),
    ]);
    const now = Number(rows.split('\n')[1]);
    expect(now % 30).toBe(0);
    expect(now).toBeGreaterThanOrEqual(seen);
    seen = now;
    if (now > 0) expect(sums).toContain('[64,512]');
  }
  writing = false;
  await writer;
  expect(seen).toBeGreaterThan(0);
  expect(await text(file, 'SELECT count(*) FROM history.kl_layer')).toBe(`count_star()\n${30 * commits}\n`);
});
