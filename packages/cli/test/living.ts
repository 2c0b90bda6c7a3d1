import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareStudy, type RunReport, runStudy } from '@rgflow/workbench';
import { onTestFinished } from 'vitest';

/** The path of a store in a folder that is removed after the test. */
export function temporaryStorePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-living-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'store.duckdb');
}

/** Runs a study into it, in this process. */
export async function ran(
  store: string,
  study: string,
  set: readonly string[],
  force: readonly string[] = [],
): Promise<RunReport> {
  return runStudy(await prepareStudy(study, { set, force }), { store, jobs: 1 });
}

/** What a command gives: its exit code, and what it writes to stdout. */
export async function said(command: () => Promise<number>): Promise<{ code: number; stdout: string }> {
  const { write } = process.stdout;
  let stdout = '';
  process.stdout.write = ((text: string | Uint8Array, ...rest: readonly unknown[]) => {
    stdout += typeof text === 'string' ? text : Buffer.from(text).toString();
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  }) as typeof process.stdout.write;
  try {
    const code = await command();
    return { code, stdout };
  } finally {
    process.stdout.write = write;
  }
}
