import { type InputObject, inputObject, stageTask } from '../encode/task.js';
import type { PlanNode } from '../plan/plan.js';
import type { StoredOutput } from '../records.js';
import type { ResultStore } from '../result-store.js';
import type { LiveObjects } from './live-objects.js';
import type { Task } from './worker.js';

/** An instance as it is sent to a worker thread. */
export function taskOf({ stage, params, stream }: PlanNode, inputs: Task['inputs'], slot: number): Task {
  return { module: stage.module, stage: stage.name, ...stageTask(stage, params, stream, inputs), slot };
}

/**
 * The bytes of every input of an instance, each a copy of its own, because the worker takes the buffers away; or the
 * producers of those that are neither in memory nor in the store.
 *
 * @param output  what an instance gave
 */
export async function gatherInputs(
  node: PlanNode,
  output: (producer: PlanNode, name: string) => StoredOutput,
  live: Pick<LiveObjects, 'get'>,
  store: Pick<ResultStore, 'read'>,
): Promise<{ readonly inputs: Task['inputs'] } | { readonly gone: ReadonlySet<PlanNode> }> {
  const inputs: Record<string, Task['inputs'][string]> = {};
  const gone = new Set<PlanNode>();
  for (const [name, input] of Object.entries(node.inputs)) {
    const record = output(input.node, input.output);
    const objects: InputObject[] = [];
    for (const [i, digest] of record.objects.entries()) {
      const bytes = live.get(digest) ?? (await store.read(digest));
      if (bytes === null) gone.add(input.node);
      else objects.push(inputObject(record, i, bytes));
    }
    inputs[name] = objects;
  }
  return gone.size > 0 ? { gone } : { inputs };
}
