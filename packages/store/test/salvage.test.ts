import { existsSync, rmSync, statSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore, StoreAccessError, StoreDamagedError, salvageStore } from '../src/index.js';
import { salvageCommand } from '../src/store-path.js';
import { damaged, entryInTheMidst, flip, logBytes, makeKilledStore } from './damaged-store.js';
import { expectBlockSaved, expectLogSaved } from './expect-salvaged.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

makeKilledStore();

describe('a damaged store', () => {
  it('is told with what to do', async () => {
    const half = damaged((path) => truncateSync(path, statSync(path).size >> 1));
    await expect(openStore(half)).rejects.toBeInstanceOf(StoreDamagedError);
    await expect(openStore(half, { mode: 'read' })).rejects.toThrow(`can be saved: rgflow salvage --store ${half}`);
    expect((await openStore(half).catch((error: Error) => error)) as StoreDamagedError).toMatchObject({
      failure: 'store-damaged',
    });
    expect(salvageCommand('a store.duckdb')).toBe("rgflow salvage --store 'a store.duckdb'");
    const gone = damaged((path) => rmSync(path));
    await expect(openStore(gone)).rejects.toThrow(
      `the store is gone, but ${gone}.wal, the log of what was last written`,
    );
    expect(existsSync(`${gone}.wal`)).toBe(true);
  });

  it('whose log is damaged is refused, and saved up to there', async () => {
    await expectLogSaved((log) => flip(log, logBytes() >> 1), 24);
    await expectLogSaved((log) => flip(log, entryInTheMidst() + 1), 24);
  });

  it('whose log ends in the midst of a commit is as a kill leaves it', async () => {
    const path = damaged((each) => truncateSync(`${each}.wal`, logBytes() - 3));
    const store = await temporaryStore(path);
    expect((await store.query('SELECT count(*) FROM recipe')).rows[0]![0]).toBe(38);
  });

  it('with a damaged block of objects has them made anew', () =>
    expectBlockSaved('internal.segment_1', 'arrow', { kept: 40, lost: 0, remade: 1 }));

  it('that is whole is copied whole', async () => {
    const path = damaged(() => undefined);
    const saved = await salvageStore(path, temporaryFile('saved.duckdb'));
    expect(saved).toMatchObject({ runs: 1, results: { kept: 40, lost: 0, withoutObjects: 0 }, unreadable: [] });
    const [one, other] = [await temporaryStore(path), await temporaryStore(saved.target)];
    for (const sql of [
      'FROM run',
      'FROM recipe ORDER BY ALL',
      'FROM history.kl_layer ORDER BY ALL',
      'SELECT digest, sha256(arrow), bytes FROM object ORDER BY ALL',
      "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name IN ('main', 'history') ORDER BY ALL",
    ]) {
      expect((await other.query(sql)).rows, sql).toEqual((await one.query(sql)).rows);
    }
  });

  it('is not written over, nor anything else', async () => {
    const path = damaged(() => undefined);
    await expect(salvageStore(path, path)).rejects.toThrow('is there already');
    await expect(salvageStore(`${path}.none`, `${path}.new`)).rejects.toBeInstanceOf(StoreAccessError);
    const nothing = damaged((each) => flip(each, 12_288 + 5));
    await expect(salvageStore(nothing, `${path}.new`)).rejects.toThrow(/nothing can be saved|is damaged/);
    expect(existsSync(`${path}.new`)).toBe(false);
  });
});
