import { randomUUID } from 'node:crypto';
import type { Resolved } from '../key/resolution.js';
import type { PlanNode } from '../plan/plan.js';
import type { Commit, Digest, ExecutionRecord, Numerics } from '../records.js';
import type { TaskResult } from './worker.js';

/** Which execution it is about. */
interface Executed {
  readonly runId: string;
  readonly node: PlanNode;
  readonly resolved: Pick<Resolved, 'recipeKey' | 'preimage'>;
  readonly startedAt: Date;
}

/** What a successful execution leaves in the store: every table, and the tensors that are to be kept. */
export function commitOf(
  { runId, node, resolved, startedAt }: Executed,
  result: TaskResult,
  numerics: Numerics,
): Commit {
  const { recipeKey, preimage } = resolved;
  const { wallMs, cpuMs, maxRssBytes, provenance } = result;
  const kept = result.outputs.filter(({ record }) => record.kind === 'tensor' && node.keep[record.name] !== 'never');
  const tables = result.outputs.filter(({ record }) => record.kind === 'table');
  return {
    execution: {
      ...executionOf(runId, recipeKey, startedAt),
      status: 'ok',
      wallMs,
      cpuMs,
      maxRssBytes,
      error: null,
      provenance,
    },
    recipe: {
      recipeKey,
      stage: node.stage.name,
      preimage,
      outputs: result.outputs.map((output) => output.record),
      numerics,
    },
    tables: Object.fromEntries(tables.map(({ record, objects }) => [record.name, objects[0]!])),
    objects: kept.flatMap((output) => output.objects),
  };
}

/** What a failed execution leaves in the store: that it failed, and how. */
export function failedExecution(
  { runId, resolved, startedAt }: Executed,
  wallMs: number,
  error: unknown,
): ExecutionRecord {
  return {
    ...executionOf(runId, resolved.recipeKey, startedAt),
    status: 'failed',
    wallMs,
    cpuMs: null,
    maxRssBytes: process.resourceUsage().maxRSS * 1024,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    provenance: {},
  };
}

function executionOf(
  runId: string,
  recipeKey: Digest,
  startedAt: Date,
): Pick<ExecutionRecord, 'executionId' | 'runId' | 'recipeKey' | 'attempt' | 'startedAt'> {
  return { executionId: randomUUID(), runId, recipeKey, attempt: 1, startedAt };
}
