import { readFile, writeFile } from 'node:fs/promises';
import { openStore } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryFile } from './temporary-store.js';

export interface ShardOptions {
  readonly node?: string;
  /** Cells of the whole sweep. */
  readonly cells?: number;
  readonly name?: string;
  /** How the rows of a cell are moved, as another library would. */
  readonly offset?: number;
  readonly numerics?: string;
  /** When it began, in seconds; a second later for each part. */
  readonly at?: number;
}

/** Those that were made before. */
const made = new Map<string, Promise<Buffer>>();

/**
 * The store of the i-th of n shards: of each n-th cell a tensor and a table, and samples that all have. Each is made once,
 * and copied for whoever asks for the same again.
 */
export async function shardStore(part: number, parts: number, options: ShardOptions = {}): Promise<string> {
  const key = JSON.stringify([part, parts, options]);
  const file = temporaryFile(`shard-${part}.duckdb`);
  const before = made.get(key);
  if (before === undefined) {
    const making = makeShard(file, part, parts, options).then(() => readFile(file));
    made.set(key, making);
    await making;
  } else {
    await writeFile(file, await before);
  }
  return file;
}

async function makeShard(file: string, part: number, parts: number, options: ShardOptions): Promise<void> {
  const { node = '20.20.1', cells = 12, name = 'grid', offset = 0, numerics, at = 0 } = options;
  const store = await openStore(file);
  const runId = `${name}-${part}-of-${parts}-${node}${at === 0 ? '' : `-at-${at}`}`;
  const config = { study: 'grid', params: { depth: 3 }, sweep: { seed: { count: cells } }, shard: `${part}/${parts}` };
  await store.beginRun({
    ...runOf(runId, 'grid', [KL_TABLE], at + part),
    name,
    config,
    provenance: { node, host: `n${part}` },
  });
  const computed = numerics === undefined ? {} : { numerics: { kl: [numerics] } };
  const commits = [
    execute(store, tensorCommit(runId, 'samples', 'float64', [tensorOf(1000)], { recipe: 'samples' }), { depth: 3 }),
  ];
  for (let seed = part - 1; seed < cells; seed += parts) {
    const weights = tensorCommit(runId, 'weights', 'float64', [tensorOf(seed)], { recipe: `weights ${seed}` });
    const kl = tableCommit(runId, 'kl_layer', KL_COLUMNS, klRows(3, seed + offset), {
      recipe: `kl ${seed}`,
      ...computed,
    });
    for (const commit of [weights, kl]) commits.push(execute(store, commit, { depth: 3, seed }));
  }
  await Promise.all([...commits, store.flush()]);
  await store.endRun(runId, 'complete');
  await store.close();
}

function tensorOf(seed: number): { shape: readonly number[]; data: Float64Array } {
  return { shape: [64], data: Float64Array.from({ length: 64 }, (_, i) => seed + i / 64) };
}

/** What the tables and records of a store say, but for when and by which numbers. */
export async function contentOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const store = await openStore(file);
  try {
    const content: Record<string, unknown> = {};
    for (const [what, sql] of Object.entries(CONTENT)) content[what] = (await store.query(sql)).rows;
    return content;
  } finally {
    await store.close();
  }
}

const CONTENT = {
  shown: 'SELECT * EXCLUDE (seconds) FROM kl_layer ORDER BY ALL',
  runs: 'SELECT run_id, study, name, config, status, provenance FROM run ORDER BY run_id',
  stages: 'SELECT * FROM run_stage ORDER BY ALL',
  executions: 'SELECT execution_id, run_id, recipe_key FROM execution ORDER BY ALL',
  recipes: 'SELECT recipe_key, stage, preimage::VARCHAR FROM recipe ORDER BY ALL',
  outputs: 'SELECT * FROM output ORDER BY ALL',
  tensors: 'SELECT * FROM tensor ORDER BY ALL',
  numerics: 'SELECT * FROM numerics ORDER BY ALL',
  objects: 'SELECT digest, bytes, octet_length(arrow) FROM object ORDER BY ALL',
  history: 'SELECT * EXCLUDE (seconds) FROM history.kl_layer ORDER BY ALL',
  comments: `SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = 'rgflow'
    AND schema_name = 'history' ORDER BY ALL`,
} as const;
