import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DuckDbStore, openStore, querySql, StoreLostError, serveQueries } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const commit = (store: DuckDbStore, seed: number) =>
  execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(3, seed)), { sigmaW2: seed });

const kept = async (store: DuckDbStore) =>
  (await store.query('SELECT count(*) FROM history.kl_layer')).rows.map(([count]) => Number(count) / 3);

async function storeWithRun(file = temporaryFile()): Promise<DuckDbStore> {
  const store = await temporaryStore(file);
  await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
  await commit(store, 1);
  await store.flush();
  return store;
}

describe('a store whose file is, while it is open,', () => {
  it.each([
    ['deleted', 'was deleted or moved away', (file: string) => rmSync(file)],
    ['moved away', 'was deleted or moved away', (file: string) => renameSync(file, `${file}.elsewhere`)],
    [
      'replaced',
      'was replaced by another file',
      (file: string) => {
        writeFileSync(`${file}.other`, readFileSync(file));
        renameSync(`${file}.other`, file);
      },
    ],
  ])('%s takes no further result, says so, and saves what it held', async (_, said, damage) => {
    const store = await storeWithRun();
    const { file } = store;
    damage(file);
    const refused = commit(store, 2).then(() => store.flush());
    await expect(refused).rejects.toBeInstanceOf(StoreLostError);
    await expect(commit(store, 3)).rejects.toThrow(`${file}: the store ${said} while this process had it open`);
    const closed = store.close();
    await expect(closed).rejects.toBeInstanceOf(StoreLostError);
    await expect(closed).rejects.toThrow(`what it held is saved as ${file}.saved: move it to ${file}`);
    const saved = await temporaryStore(`${file}.saved`);
    expect((await kept(saved))[0]).toBeGreaterThanOrEqual(1);
    expect((await saved.query('SELECT status FROM run')).rows).toEqual([['interrupted']]);
  });

  it('written over takes no further result', async () => {
    const other = await temporaryStore();
    await other.close();
    for (const damage of [
      (file: string) => truncateSync(file, 0),
      (file: string) => copyFileSync(other.file, file),
      (file: string) => writeFileSync(file, 'something else'),
    ]) {
      const store = await storeWithRun();
      damage(store.file);
      await expect(commit(store, 2)).rejects.toThrow(
        'was written over by another program while this process had it open',
      );
      const closed = store.close();
      await expect(closed).rejects.toBeInstanceOf(StoreLostError);
      // What is said to be saved can be opened.
      const said = await closed.catch((error: Error) => error.message);
      const saved = `${store.file}.saved`;
      expect(said).toContain(existsSync(saved) ? `what is left in it is saved as ${saved}` : 'what it held is lost');
      if (existsSync(saved)) await (await openStore(saved, { mode: 'read' })).close();
    }
  });

  it('left without its log loses nothing that it has acknowledged, though it is killed then', async () => {
    for (const damage of [(log: string) => rmSync(log), (log: string) => truncateSync(log, 10)]) {
      const store = await storeWithRun();
      damage(`${store.file}.wal`);
      await commit(store, 2);
      await store.flush();
      // As the disk is at this moment.
      const copy = temporaryFile();
      copyFileSync(store.file, copy);
      if (existsSync(`${store.file}.wal`)) copyFileSync(`${store.file}.wal`, `${copy}.wal`);
      expect(await kept(await temporaryStore(copy))).toEqual([2]);
      await commit(store, 3);
      await store.close();
      expect(await kept(await temporaryStore(store.file))).toEqual([3]);
    }
  });

  it('only linked and checkpointed, is the one it was', async () => {
    const store = await storeWithRun();
    linkSync(store.file, `${store.file}.link`);
    for (let seed = 2; seed < 6; seed++) {
      await commit(store, seed);
      await store.flush();
    }
    await store.close();
    expect(await kept(await temporaryStore(store.file))).toEqual([5]);
  });
});

describe('a store through a link that leads to nothing yet', () => {
  it('lies, with its log and its socket, where the link leads', async () => {
    const folder = dirname(temporaryFile());
    mkdirSync(join(folder, 'data'));
    mkdirSync(join(folder, 'scratch'));
    symlinkSync('../scratch/second.duckdb', join(folder, 'data', 'link.duckdb'));
    symlinkSync('real.duckdb', join(folder, 'scratch', 'second.duckdb'));
    const link = join(folder, 'data', 'link.duckdb');
    const real = join(folder, 'scratch', 'real.duckdb');
    const store = await storeWithRun(link);
    expect(store.file).toBe(real);
    expect(existsSync(`${real}.wal`)).toBe(true);
    await serveQueries(store);
    expect(Buffer.from(await querySql(link, 'SELECT 1 AS one', 'csv')).toString()).toBe('one\n1\n');
    // As a kill would leave it.
    copyFileSync(real, join(folder, 'killed.duckdb'));
    copyFileSync(`${real}.wal`, join(folder, 'killed.duckdb.wal'));
    expect(await kept(await temporaryStore(join(folder, 'killed.duckdb')))).toEqual([1]);
    await store.close();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(await kept(await temporaryStore(link))).toEqual([1]);
  });

  it('and round in a circle is refused', async () => {
    const file = temporaryFile();
    symlinkSync(file, file);
    await expect(openStore(file)).rejects.toThrow('its symbolic links lead round in a circle');
  });
});
