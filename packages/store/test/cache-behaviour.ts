import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { digestOf, recipeKey } from '@rgflow/pipeline';
import { expect } from 'vitest';
import { openCachePlace, withCache } from '../src/index.js';
import { type ExecutedCommit, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryStore } from './temporary-store.js';

/** A result whose key is that of its pre-image, as those of runs are. */
function keyed(commit: ExecutedCommit): ExecutedCommit {
  const key = recipeKey(commit.recipe.preimage);
  return {
    ...commit,
    recipe: { ...commit.recipe, recipeKey: key, outputs: commit.recipe.outputs.map(asEncoded) },
    execution: { ...commit.execution, recipeKey: key },
  };
}

/** With the digest of its tensors as the pipeline has it. */
function asEncoded(output: ExecutedCommit['recipe']['outputs'][number]) {
  if (output.tensors === undefined) return output;
  const text = output.tensors.map(({ layer, digest }) => `${layer}:${digest}`).join('\n');
  return { ...output, digest: digestOf(Buffer.from(text)) };
}

export function tableResult(seed: number, offset = 0): ExecutedCommit {
  return keyed(tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(3, seed + offset), { recipe: `kl ${seed}` }));
}

export function tensorResult(seed: number): ExecutedCommit {
  const layers = [1, 2].map((layer) => ({
    shape: [64],
    data: Float64Array.from({ length: 64 }, (_, i) => seed + layer * i),
  }));
  layers[1]!.data[3] = Number.POSITIVE_INFINITY;
  return keyed(tensorCommit('r1', 'weights', 'float64', layers, { recipe: `weights ${seed}`, stage: 'train' }));
}

/** A store with the cache at an address behind it, and a run begun. */
export async function cachedStore(address: string, mode: 'ro' | 'rw') {
  const store = await temporaryStore();
  const cached = withCache(store, await openCachePlace(address, mode), mode);
  await cached.beginRun(runOf('r1', 'grid', [KL_TABLE]));
  return { store, cached };
}

/** What is given by one is taken by another, whole, and by a third that only reads. */
export async function expectShared(address: string): Promise<void> {
  const results = [tableResult(1), tableResult(2), tensorResult(3)];
  const keys = results.map(({ recipe }) => recipe.recipeKey);
  const one = await cachedStore(address, 'rw');
  expect(await one.cached.known(keys)).toEqual([null, null, null]);
  await Promise.all(results.map((result) => one.cached.commit(result)));
  expect(one.cached.report()).toMatchObject({ taken: 0, given: 3, conflicts: [], faults: [] });
  for (const mode of ['rw', 'ro'] as const) {
    const other = await cachedStore(address, mode);
    const known = await other.cached.known(keys);
    expect(known.map((result) => result?.outputs.map(({ digest }) => digest))).toEqual(
      results.map(({ recipe }) => recipe.outputs.map(({ digest }) => digest)),
    );
    for (const result of known) expect(result!.lost).toEqual([]);
    expect(other.cached.report()).toMatchObject({ taken: 3, given: 0, conflicts: [], faults: [] });
    const { rows } = await other.store.query('SELECT count(*), sum(kl) FROM rows.kl_layer');
    expect(rows).toEqual([[6, 9.75]]);
    const bytes = await other.store.read(results[2]!.objects[1]!.digest);
    expect(bytes).toEqual(results[2]!.objects[1]!.bytes);
  }
  // Another digest under a key is a conflict for who computes it, and each keeps its own.
  const differing = await cachedStore(address, 'rw');
  const own = tableResult(1, 0.5);
  await differing.cached.commit(own);
  const { conflicts, given } = differing.cached.report();
  expect(given).toBe(0);
  expect(conflicts).toMatchObject([
    {
      stage: 'kl',
      output: 'kl_layer',
      kept: own.recipe.outputs[0]!.digest,
      other: results[0]!.recipe.outputs[0]!.digest,
      keptNumerics: `Node ${process.versions.node}, ${process.platform}-${process.arch}`,
    },
  ]);
  await differing.store.flush();
  expect((await differing.store.query('SELECT count(*), any_value(stage) FROM variant')).rows).toEqual([[1, 'kl']]);
}

const child = fileURLToPath(new URL('./children/put-if-absent.js', import.meta.url));
const WRITERS = 20;

/** Twenty processes write one name at one time: one is the first, and what it wrote is there whole. */
export async function expectOneWriter(
  address: string,
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const writers = Array.from({ length: WRITERS }, (_, i) => {
    const own = String.fromCharCode(97 + i);
    const writer = spawn(process.execPath, [child, address, name, own], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    return { own, writer, lines: createInterface({ input: writer.stdout })[Symbol.asyncIterator]() };
  });
  for (const { lines } of writers) expect((await lines.next()).value).toBe('ready');
  for (const { writer } of writers) writer.stdin.end('go\n');
  const first: string[] = [];
  for (const { own, lines } of writers) if ((await lines.next()).value === 'true') first.push(own);
  expect(first).toHaveLength(1);
  const bytes = await (await openCachePlace(address, 'ro')).get(name);
  expect(Buffer.from(bytes!).toString()).toBe(first[0]!.repeat(50_000));
  console.log(
    `cache: ${WRITERS} writers of one name, ${first.length} wrote it, ${WRITERS - first.length} were refused`,
  );
}
