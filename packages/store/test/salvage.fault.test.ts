import { truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore, StoreDamagedError, salvageStore } from '../src/index.js';
import { blockOf, damaged, flip, makeKilledStore } from './damaged-store.js';
import { expectBlockSaved, expectLogSaved } from './expect-salvaged.js';
import { temporaryFile } from './temporary-store.js';

makeKilledStore();

describe('a damaged store', () => {
  it('whose log does not begin as one is saved without it', async () => {
    await expectLogSaved((log) => flip(log, 0), 20);
    await expectLogSaved((log) => writeFileSync(log, Buffer.alloc(5000, 9)), 20);
  });

  it.each([
    ['internal.output', 'digest', { kept: 20, lost: 20 }],
    ['rows.kl_layer', 'kl', { kept: 30, lost: 10 }],
    ['internal.execution', 'execution_id', { kept: 40, lost: 0 }],
    ['internal.placement', 'digest', { kept: 40, lost: 0 }],
  ])('with a damaged block of %s loses what is in it', (table, column, counts) =>
    expectBlockSaved(table, column, counts),
  );

  it('that is cut off is told, and loses what is cut off', async () => {
    const block = await blockOf('internal.segment_1', 'arrow');
    const path = damaged((each) => truncateSync(each, block));
    await expect(openStore(path)).rejects.toBeInstanceOf(StoreDamagedError);
    const saved = await salvageStore(path, temporaryFile('saved.duckdb')).catch((error: unknown) => error);
    // DuckDB puts what says where the tables are where there is room.
    if (saved instanceof Error) expect(saved.message).toContain('nothing can be saved');
    else expect((saved as { unreadable: string[] }).unreadable[0]).toContain('it is cut off');
  });
});
