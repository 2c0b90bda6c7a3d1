import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, encodeTable } from '@rgflow/pipeline';
import { openStore } from '@rgflow/store';
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

interface WrittenRun {
  /** Values of its swept parameter. */
  readonly cells: readonly number[];
  /** A parameter that all its instances have. */
  readonly rate: number;
  readonly entropy: number;
}

/** Writes runs into a store that never ran: one table of two rows for each cell. */
export async function writeRuns(file: string, runs: Readonly<Record<string, WrittenRun>>): Promise<void> {
  const store = await openStore(file);
  const table = { name: 'entropies', cellColumns: [], measuredColumns: {} };
  for (const [runId, { cells, rate, entropy }] of Object.entries(runs)) {
    await store.beginRun({ runId, study: 'grid', config: {}, startedAt: new Date(), provenance: {}, tables: [table] });
    for (const coupling of cells) {
      const rows = [0, 1].map((step) => ({ step, entropy: entropy + coupling * step }));
      const bytes = encodeTable({ step: 'int32', entropy: 'float64' }, rows);
      const digest = digestOf(bytes);
      const preimage = {
        ...{ keyVersion: 1, stage: 'flow', code: { modules: {}, externals: [] } },
        ...{ params: { coupling, rate, entropy }, inputs: {}, stream: null },
      };
      const recipeKey = digestOf(Buffer.from(JSON.stringify(preimage)));
      const output = {
        name: 'entropies',
        digest,
        kind: 'table' as const,
        rows: 2,
        bytes: bytes.length,
        objects: [digest],
      };
      const recipe = { recipeKey, stage: 'flow', preimage, outputs: [output], numerics: {} };
      await store.commit({ recipe, tables: { entropies: { digest, bytes } }, objects: [], execution: null });
      store.recordStage({ runId, recipeKey, stage: 'flow', cell: { coupling, rate }, outcome: 'executed', reason: '' });
    }
    await store.endRun(runId, 'complete');
  }
  await store.close();
}
