import { type Demand, type DemandOf, Packing, type PlanNode } from '@rgflow/pipeline';

/** How a run would pack: its threads, the memory that instances may take together, and what each takes. */
export interface Room {
  readonly jobs: number;
  readonly memory: number;
  readonly demandOf: DemandOf;
}

/** What is under way in a thread. */
interface Sent {
  readonly node: PlanNode;
  readonly ends: number;
}

/**
 * Milliseconds that instances take together when each starts as soon as a run would start it: what it needs is there, a
 * thread is idle, and it fits into memory and cores beside what runs. Their order is that of a run.
 *
 * @param nodes  what is to run, in the order of the plan
 * @param msOf   milliseconds of an instance
 */
export function packedTime(
  nodes: readonly PlanNode[],
  msOf: (node: PlanNode) => number,
  { jobs, memory, demandOf }: Room,
): number {
  const packing = new Packing({ bytes: memory, cores: jobs }, demandOf);
  const consumers = new Map<PlanNode, PlanNode[]>(nodes.map((node) => [node, []]));
  const awaited = new Map<PlanNode, number>();
  for (const node of nodes) {
    const producers = new Set(Object.values(node.inputs).map((input) => input.node));
    for (const producer of producers) consumers.get(producer)?.push(node);
    const count = [...producers].filter((producer) => consumers.has(producer)).length;
    awaited.set(node, count);
    if (count === 0) packing.add(node);
  }
  const sent: (Sent | null)[] = Array.from({ length: jobs }, () => null);
  let now = 0;
  for (;;) {
    for (let slot = sent.indexOf(null); slot >= 0; slot = sent.indexOf(null)) {
      const node = packing.take();
      if (node === null) break;
      packing.reserve(slot, [node]);
      sent[slot] = { node, ends: now + msOf(node) };
    }
    const slot = firstToEnd(sent);
    if (slot === null) return now;
    const { node, ends } = sent[slot]!;
    now = ends;
    sent[slot] = null;
    packing.release(slot);
    for (const consumer of consumers.get(node)!) {
      const left = awaited.get(consumer)! - 1;
      awaited.set(consumer, left);
      if (left === 0) packing.add(consumer);
    }
  }
}

function firstToEnd(sent: readonly (Sent | null)[]): number | null {
  let first: number | null = null;
  for (const [slot, each] of sent.entries()) {
    if (each !== null && (first === null || each.ends < sent[first]!.ends)) first = slot;
  }
  return first;
}

/**
 * How many instances run at the same time, on average: as many as there are jobs, unless they take more memory or cores than
 * lets so many run beside each other.
 *
 * @param workOf  what an instance is in proportion to others
 */
export function parallelism(nodes: readonly PlanNode[], workOf: (node: PlanNode) => number, room: Room): number {
  const { jobs, memory, demandOf } = room;
  const binds = ({ bytes = 0, cores = 1 }: Partial<Demand>): boolean => bytes * jobs > memory || cores > 1;
  if (!nodes.some((node) => binds(demandOf(node)))) return jobs;
  const work = nodes.reduce((sum, node) => sum + workOf(node), 0);
  const time = packedTime(nodes, workOf, room);
  return time > 0 ? Math.min(jobs, work / time) : jobs;
}
