import { createHash } from 'node:crypto';
import {
  type Cell,
  type Columns,
  type Commit,
  type DType,
  digestOf,
  type ExecutionRecord,
  encodeTable,
  encodeTensor,
  type Numerics,
  type OutputRecord,
  type Preimage,
  type Row,
  type RunRecord,
  type RunStageRecord,
  type StoredObject,
  summarise,
  type TableDeclaration,
} from '@rgflow/pipeline';

/** SHA-256 of a text: a digest or key that only has to be one. */
export function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function preimageOf(stage: string, params: Record<string, unknown> = {}): Preimage {
  return {
    keyVersion: 1,
    stage,
    code: { modules: { [`packages/${stage}/src/index.ts`]: keyOf(stage) }, externals: ['apache-arrow@21.2.0'] },
    params,
    inputs: {},
    stream: null,
  };
}

export function runOf(runId: string, study: string, tables: readonly TableDeclaration[], at = 0): RunRecord {
  return {
    runId,
    study,
    config: { study },
    startedAt: new Date(1.7e12 + at * 1000),
    provenance: { node: process.version },
    tables,
  };
}

export const KL_COLUMNS = { snapshot: 'utf8', layer: 'int32', kl: 'float64' } as const satisfies Columns;

export const KL_TABLE: TableDeclaration = {
  name: 'kl_layer',
  cellColumns: [
    { name: 'sigma_w2', key: 'sigmaW2', type: 'DOUBLE' },
    { name: 'depth', key: 'depth', type: 'BIGINT' },
    { name: 'layer', key: 'layer', type: 'BIGINT' },
    { name: 'engine', key: 'engine', type: 'VARCHAR' },
    { name: 'shuffle', key: 'shuffle', type: 'BOOLEAN' },
  ],
  measuredColumns: { seconds: 'wallSeconds' },
};

export function klRows(layers: number, offset = 0): Row<typeof KL_COLUMNS>[] {
  return Array.from({ length: layers }, (_, index) => ({ snapshot: 'init', layer: index + 1, kl: offset + index / 8 }));
}

/** A commit with the execution that made it here. */
export type ExecutedCommit = Commit & { readonly execution: ExecutionRecord };

export interface CommitOptions {
  readonly stage?: string;
  readonly recipe?: string;
  readonly attempt?: number;
  readonly wallMs?: number;
  readonly at?: number;
  readonly objects?: readonly StoredObject[];
  readonly numerics?: Numerics;
}

/** The commit of one successful execution with one table output. */
export function tableCommit<C extends Columns>(
  runId: string,
  name: string,
  columns: C,
  rows: readonly Row<C>[],
  options: CommitOptions = {},
): ExecutedCommit {
  const bytes = encodeTable(columns, rows);
  const digest = digestOf(bytes);
  return commitOf(
    runId,
    { ...options, recipe: options.recipe ?? digest },
    [{ name, digest, kind: 'table', rows: rows.length, bytes: bytes.length, objects: [digest] }],
    { [name]: { digest, bytes } },
  );
}

/** The commit of one successful execution with one tensor output, a tensor per layer, all kept. */
export function tensorCommit(
  runId: string,
  name: string,
  dtype: DType,
  tensors: readonly {
    readonly shape: readonly number[];
    readonly data: Float32Array | Float64Array | Uint8Array | Int32Array;
  }[],
  options: CommitOptions = {},
): ExecutedCommit {
  const objects = tensors.map(({ shape, data }, layer) => {
    const bytes = encodeTensor(dtype, { layer, shape, data });
    return { digest: digestOf(bytes), bytes };
  });
  const digest = keyOf(objects.map((object) => object.digest).join(' '));
  const output: OutputRecord = {
    name,
    digest,
    kind: 'tensor',
    rows: tensors.reduce((sum, { shape }) => sum + (shape[0] ?? 1), 0),
    bytes: objects.reduce((sum, { bytes }) => sum + bytes.length, 0),
    objects: objects.map((object) => object.digest),
    tensors: tensors.map(({ shape, data }, layer) => ({
      layer,
      dtype,
      shape,
      ...summarise(data),
      digest: objects[layer]!.digest,
      bytes: objects[layer]!.bytes.length,
    })),
  };
  return commitOf(runId, { ...options, recipe: options.recipe ?? digest }, [output], {}, objects);
}

let executions = 0;

export function commitOf(
  runId: string,
  { stage = 'kl', recipe = 'recipe', attempt = 1, wallMs = 1500, at = 0, numerics = {} }: CommitOptions,
  outputs: readonly OutputRecord[],
  tables: Commit['tables'],
  objects: readonly StoredObject[] = [],
): ExecutedCommit {
  executions += 1;
  return {
    execution: {
      executionId: `execution-${process.pid}-${executions}`,
      runId,
      recipeKey: keyOf(recipe),
      status: 'ok',
      attempt,
      startedAt: new Date(1.7e12 + at * 1000),
      wallMs,
      cpuMs: 10,
      maxRssBytes: 1e6,
      error: null,
      provenance: {},
    },
    recipe: { recipeKey: keyOf(recipe), stage, preimage: preimageOf(stage, { recipe }), outputs, numerics },
    tables,
    objects,
  };
}

/** Commits and records the stage of one cell. */
export async function execute(
  store: { commit(commit: Commit): Promise<void>; recordStage(record: RunStageRecord): void },
  commit: ExecutedCommit,
  cell: Cell,
): Promise<void> {
  const { runId, recipeKey } = commit.execution;
  store.recordStage({
    runId,
    recipeKey,
    stage: commit.recipe.stage,
    cell,
    outcome: 'executed',
    reason: 'never run',
  });
  await store.commit(commit);
}
