import { rmSync, statSync, truncateSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openStore, StoreDamagedError, StoreFormatError, salvageStore } from '../src/index.js';
import { damaged, flip, killed, makeKilledStore } from './damaged-store.js';
import { temporaryFile } from './temporary-store.js';

makeKilledStore();

const ROUNDS = 8;
const DAMAGES: Readonly<Record<string, (file: string, share: number) => void>> = {
  'a byte of the file flipped': (file, share) => flip(file, Math.floor(share * statSync(file).size)),
  'a byte of the log flipped': (file, share) => flip(`${file}.wal`, Math.floor(share * statSync(`${file}.wal`).size)),
  'the file cut off': (file, share) => truncateSync(file, Math.floor(share * statSync(file).size)),
  'the log cut off': (file, share) => truncateSync(`${file}.wal`, Math.floor(share * statSync(`${file}.wal`).size)),
};

/** Whether an error says whose it is to mend. */
const isTold = (error: unknown): boolean => [StoreDamagedError, StoreFormatError].some((own) => error instanceof own);

/** What a store shows that was never put into it: rows of no result or by half, and results without rows. */
async function wrongIn(file: string): Promise<{ wrong: number; kept: number }> {
  const store = await openStore(file);
  try {
    // Row `layer` of result `seed` has kl = seed + (layer - 1) / 8.
    const { rows } = await store.query(
      `SELECT (SELECT count(*) FROM recipe),
         (SELECT count(*) FROM rows.kl_layer WHERE kl - (layer - 1) / 8 NOT IN (FROM range(20)) OR layer NOT IN (1, 2, 3)),
         (SELECT count(*) FROM (SELECT count(*) AS n FROM rows.kl_layer GROUP BY recipe_number) WHERE n <> 3),
         (SELECT count(*) FROM output WHERE kind = 'table') - (SELECT count(DISTINCT recipe_number) FROM rows.kl_layer)`,
    );
    const [kept, ...wrong] = rows[0]!.map(Number) as [number, number, number, number];
    // An object is what its digest says, or it is absent.
    for (const [digest] of (await store.query('SELECT digest FROM object')).rows) await store.read(String(digest));
    return { wrong: wrong.reduce((sum, n) => sum + Math.abs(n), 0), kept };
  } finally {
    await store.close().catch(() => undefined);
  }
}

it.each(Object.entries(DAMAGES))(
  'a store with %s, anywhere, is told or shows what was put into it, and is saved',
  async (_, damage) => {
    const counts = { told: 0, saved: 0, kept: 0, wrong: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const file = damaged((path) => damage(path, (0.5 + round * 0.618034) % 1));
      const { wrong, kept } = await wrongIn(file).catch(async (error: unknown) => {
        if (!isTold(error)) throw error;
        counts.told += 1;
        const saved = await salvageStore(file, temporaryFile('saved.duckdb')).catch((none: Error) => none);
        if (saved instanceof Error) {
          expect(saved.message).toMatch(/nothing can be saved|is not a DuckDB database/);
          return { wrong: 0, kept: 0 };
        }
        counts.saved += 1;
        return wrongIn(saved.target);
      });
      counts.kept += kept;
      counts.wrong += wrong;
    }
    console.log(`${JSON.stringify(counts)} of ${ROUNDS} rounds with 40 results each`);
    console.log(`faults: ${JSON.stringify({ rounds: ROUNDS, 'faults injected': ROUNDS, 'wrong hits': counts.wrong })}`);
    expect(counts.wrong).toBe(0);
  },
);

it('a store without its log is the one before it; a log without its store is told', async () => {
  const withoutLog = damaged((file) => rmSync(`${file}.wal`));
  expect(await wrongIn(withoutLog)).toEqual({ wrong: 0, kept: 20 });
  const withoutFile = damaged((file) => rmSync(file));
  await expect(openStore(withoutFile)).rejects.toThrow(/log|wal/);
  expect(statSync(`${withoutFile}.wal`).size, 'it stays').toBe(statSync(`${killed}.wal`).size);
  console.log(`faults: ${JSON.stringify({ rounds: 2, 'faults injected': 2 })}`);
});
