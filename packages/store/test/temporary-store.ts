import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DuckDbStore, type OpenOptions, openStore } from '../src/index.js';

/** Path of a store in a temporary folder that is removed after the test. */
export function temporaryFile(name = 'rgflow.duckdb'): string {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** A store that is closed after the test, whatever happens in it. */
export async function temporaryStore(file = temporaryFile(), options: OpenOptions = {}): Promise<DuckDbStore> {
  const store = await openStore(file, options);
  onTestFinished(() => store.close().catch(() => undefined));
  return store;
}
