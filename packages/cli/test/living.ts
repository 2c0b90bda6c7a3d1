import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, encodeTable, encodeTensor, type OutputRecord } from '@rgflow/pipeline';
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

/** One tensor of a layer, and whether its numbers are kept. */
interface WrittenTensor {
  readonly data: readonly number[];
  readonly shape?: readonly number[];
  readonly isKept?: boolean;
}

/** Writes runs into a store that never ran: of one instance, whose only output are tensors, one of each layer. */
export async function writeTensorRuns(
  file: string,
  runs: Readonly<Record<string, readonly WrittenTensor[]>>,
): Promise<void> {
  const store = await openStore(file);
  for (const [runId, tensors] of Object.entries(runs)) {
    await store.beginRun({ runId, study: 'grid', config: {}, startedAt: new Date(), provenance: {}, tables: [] });
    const layers = tensors.map(({ data, shape = [data.length], isKept = true }, layer) => {
      const bytes = encodeTensor('float64', { layer, shape, data: Float64Array.from(data) });
      const digest = digestOf(bytes);
      const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
      const variance = data.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / data.length;
      const range = { min: Math.min(...data), max: Math.max(...data) };
      const summary = {
        layer,
        dtype: 'float64' as const,
        shape,
        mean,
        variance,
        ...range,
        digest,
        bytes: bytes.length,
      };
      return { summary, objects: isKept ? [{ digest, bytes }] : [] };
    });
    const summaries = layers.map(({ summary }) => summary);
    const output: OutputRecord = {
      ...{ name: 'weights', kind: 'tensor', tensors: summaries, objects: summaries.map(({ digest }) => digest) },
      digest: digestOf(Buffer.from(summaries.map(({ layer, digest }) => `${layer}:${digest}`).join('\n'))),
      rows: summaries.reduce((sum, { shape }) => sum + (shape[0] ?? 1), 0),
      bytes: summaries.reduce((sum, { bytes }) => sum + bytes, 0),
    };
    const preimage = {
      ...{ keyVersion: 1, stage: 'train', code: { modules: {}, externals: [] } },
      ...{ params: { runId }, inputs: {}, stream: null },
    };
    const recipeKey = digestOf(Buffer.from(JSON.stringify(preimage)));
    const recipe = { recipeKey, stage: 'train', preimage, outputs: [output], numerics: {} };
    await store.commit({ recipe, tables: {}, objects: layers.flatMap(({ objects }) => objects), execution: null });
    store.recordStage({ runId, recipeKey, stage: 'train', cell: { seed: 0 }, outcome: 'executed', reason: '' });
    await store.endRun(runId, 'complete');
  }
  await store.close();
}
