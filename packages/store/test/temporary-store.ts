import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type DuckDbStore, type OpenOptions, openStore } from '../src/index.js';

const folders: string[] = [];
const stores: DuckDbStore[] = [];

/** Path of a store in a temporary folder that is removed after the test. */
export function temporaryFile(name = 'rgflow.duckdb'): string {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-store-'));
  folders.push(folder);
  return join(folder, name);
}

/** A store that is closed after the test, whatever happens in it. */
export async function temporaryStore(file = temporaryFile(), options: OpenOptions = {}): Promise<DuckDbStore> {
  const store = await openStore(file, options);
  stores.push(store);
  return store;
}

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close().catch(() => undefined);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
