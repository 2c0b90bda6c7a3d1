import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll } from 'vitest';
import { type DuckDbStore, openStore } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryFile } from './temporary-store.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-damaged-'));

/** A store as a kill leaves it: twenty results in the file, twenty in the log, each second one a table or a tensor. */
export const killed = join(folder, 'killed.duckdb');

async function commitTen(store: DuckDbStore, from: number): Promise<void> {
  for (let seed = from; seed < from + 10; seed++) {
    const data = Float32Array.from({ length: 20_000 }, (_, i) => Math.sin(seed + i));
    const rows = tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(3, seed), { recipe: `table ${seed}` });
    const weights = tensorCommit('r1', 'weights', 'float32', [{ shape: [20_000], data }], {
      recipe: `tensor ${seed}`,
      stage: 'train',
    });
    await Promise.all([execute(store, rows, { seed }), execute(store, weights, { seed }), store.flush()]);
  }
}

/** Makes it before the tests of a file. */
export function makeKilledStore(): void {
  beforeAll(async () => {
    const path = join(folder, 'made.duckdb');
    const first = await openStore(path);
    await first.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    await commitTen(first, 0);
    await first.close();
    const second = await openStore(path);
    await commitTen(second, 10);
    for (const ending of ['', '.wal']) copyFileSync(`${path}${ending}`, `${killed}${ending}`);
    await second.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
}

/** A copy of it that something was done to. */
export function damaged(damage: (path: string) => void): string {
  const path = temporaryFile();
  for (const ending of ['', '.wal']) copyFileSync(`${killed}${ending}`, `${path}${ending}`);
  damage(path);
  return path;
}

/** Turns the bits of a byte over. */
export function flip(path: string, at: number): void {
  const descriptor = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, at);
  writeSync(descriptor, Buffer.from([byte[0]! ^ 0xff]), 0, 1, at);
  closeSync(descriptor);
}

/** Where the block lies that holds the first values of a column of that store. */
export async function blockOf(table: string, column: string): Promise<number> {
  const instance = await DuckDBInstance.create(killed, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(
    `SELECT coalesce(additional_block_ids[1], block_id) FROM pragma_storage_info('${table}')
     WHERE column_name = '${column}' AND block_id >= 0 AND segment_type <> 'VALIDITY' ORDER BY row_group_id LIMIT 1`,
  );
  connection.closeSync();
  instance.closeSync();
  return 12_288 + Number(found.getRowsJS()[0]![0]) * 262_144;
}

/** Where an entry of its log begins, about half way in it. */
export function entryInTheMidst(): number {
  const log = readFileSync(`${killed}.wal`);
  let at = 8;
  while (at < log.length / 2) at += 16 + Number(log.readBigUInt64LE(at));
  return at;
}

export function logBytes(): number {
  return statSync(`${killed}.wal`).size;
}
