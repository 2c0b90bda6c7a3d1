import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanNode } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { execute } from '../src/run/executor.js';
import { type Demand, MOST_BEFORE, Packing } from '../src/run/packing.js';
import { ReadyQueue } from '../src/run/ready-queue.js';
import { waitingText } from '../src/run/waits.js';
import { behave } from './fixtures/behave.mjs';
import { MemoryStore } from './memory-store.js';
import { digestsOf, run, sums } from './world.js';

/** An instance that takes so much, at this place in the order. */
interface Of extends Demand {
  readonly height: number;
}

function nodesOf(all: readonly Of[]): readonly PlanNode[] {
  return all.map((each, index) => ({ index, ...each }) as unknown as PlanNode);
}

const demandOf = (node: PlanNode): Demand => node as unknown as Of;
const indexes = (nodes: readonly PlanNode[]) => nodes.map(({ index }) => index);

/** Takes what may start, one by one, for slots from this one on. */
function startAll(packing: Packing, from = 0): readonly PlanNode[] {
  const started: PlanNode[] = [];
  for (let node = packing.first; node !== null; node = packing.first) {
    expect(packing.take()).toBe(node);
    packing.reserve(from + started.length, [node]);
    started.push(node);
  }
  return started;
}

describe('what starts beside what runs', () => {
  const small = { bytes: 1, cores: 1, height: 0 };

  test('is what fits into memory, the first that does before one that does not', () => {
    const packing = new Packing({ bytes: 10, cores: 8 }, demandOf);
    const nodes = nodesOf([6, 6, 4, 3, 1].map((bytes) => ({ ...small, bytes })));
    for (const node of nodes) packing.add(node);
    expect(indexes(startAll(packing))).toEqual([0, 2]);
    packing.release(0);
    expect(indexes(startAll(packing, 10))).toEqual([1]);
    packing.release(1);
    expect(indexes(startAll(packing, 20))).toEqual([3, 4]);
    expect(packing.size).toBe(0);
  });

  test('is alone if it takes more than there is', () => {
    const packing = new Packing({ bytes: 10, cores: 2 }, demandOf);
    for (const node of nodesOf([{ ...small, bytes: 50 }, small, { ...small, cores: 9 }])) packing.add(node);
    expect(indexes(startAll(packing))).toEqual([0]);
    packing.release(0);
    expect(indexes(startAll(packing, 10))).toEqual([1]);
    packing.release(10);
    expect(indexes(startAll(packing, 20))).toEqual([2]);
  });

  test('is said to wait for what it has no room of, while a thread is idle', () => {
    const packing = new Packing({ bytes: 10, cores: 3 }, demandOf);
    const [first, large, many] = nodesOf([
      { ...small, bytes: 6 },
      { ...small, bytes: 7 },
      { ...small, cores: 3 },
    ]);
    expect(packing.waiting).toBeNull();
    packing.add(first!);
    expect(packing.waiting).toBeNull();
    startAll(packing);
    expect(packing.waiting).toBeNull();
    packing.add(large!);
    packing.add(many!);
    expect(packing.waiting).toEqual({
      ...{ node: large, instances: 2, waitsFor: 'memory' },
      ...{ takes: 7, left: 4, capacity: 10 },
    });
    expect(waitingText({ waitsFor: 'memory', takes: 2.06e9, left: 8e8, capacity: 4e9 })).toBe(
      'waits for memory: it takes 2.1 GB, and 800 MB of 4.0 GB are left',
    );
    packing.release(0);
    expect(startAll(packing)).toEqual([large]);
    expect(packing.waiting).toMatchObject({ node: many, instances: 1, waitsFor: 'cores', takes: 3, left: 2 });
    expect(waitingText(packing.waiting!)).toBe('waits for cores: it takes 3, and 2 of 3 are left');
    // Where no thread is idle, it waits for that.
    packing.reserve(1, nodesOf([small]));
    packing.reserve(2, nodesOf([small]));
    expect(packing.waiting).toBeNull();
  });

  test('counts several cores as so many jobs', () => {
    const packing = new Packing({ bytes: Infinity, cores: 4 }, demandOf);
    for (const node of nodesOf([3, 2, 1, 1].map((cores) => ({ ...small, cores })))) packing.add(node);
    expect(indexes(startAll(packing))).toEqual([0, 2]);
  });

  test('takes for what goes to a thread together what the largest takes', () => {
    const packing = new Packing({ bytes: 10, cores: 8 }, demandOf);
    const nodes = nodesOf([2, 3, 8, 7].map((bytes) => ({ ...small, bytes })));
    for (const node of nodes) packing.add(node);
    packing.reserve(0, [packing.take()!, packing.take()!]);
    expect(indexes(startAll(packing, 1))).toEqual([3]);
  });

  test('is in the usual order where nothing is said of what instances take', () => {
    const heights = fc.array(fc.nat(5), { maxLength: 40 });
    fc.assert(
      fc.property(heights, (all) => {
        const nodes = nodesOf(all.map((height) => ({ ...small, height })));
        const [packing, queue] = [new Packing({ bytes: 0, cores: 1e6 }), new ReadyQueue()];
        for (const node of nodes) packing.add(node);
        for (const node of nodes) queue.add(node);
        expect(indexes(startAll(packing))).toEqual(nodes.map(() => queue.take()!.index));
      }),
    );
  });

  test('is at most so many before one that waits, whatever comes in between; then what it waits for ends', () => {
    const packing = new Packing({ bytes: 10, cores: 4 }, demandOf);
    const many = 3 * MOST_BEFORE;
    const nodes = nodesOf([small, { ...small, bytes: 10 }, ...Array.from({ length: many }, () => small)]);
    const [first, large, ...others] = nodes;
    packing.add(first!);
    startAll(packing);
    packing.add(large!);
    let slot = 100;
    let before = 0;
    // Two of the others at any time: there is never room for the large one by chance.
    const running = [0];
    while (packing.size > 0) {
      if (others.length > 0) packing.add(others.shift()!);
      const node = packing.first === null ? null : packing.take();
      if (node === large) break;
      if (node !== null) {
        packing.reserve(slot, [node]);
        running.push(slot++);
        before++;
      }
      if (running.length > 2 || node === null) packing.release(running.shift()!);
    }
    expect(before).toBe(MOST_BEFORE);
    expect(running).toEqual([]);
  });
});

describe('a run of whatever instances', () => {
  const of = fc.record({
    bytes: fc.oneof(fc.nat(12), fc.double({ min: 0, max: 20, noNaN: true })),
    cores: fc.integer({ min: 1, max: 6 }),
    height: fc.nat(3),
  });
  const world = fc.record({
    nodes: fc.array(of, { minLength: 1, maxLength: 120 }),
    bytes: fc.nat(15),
    cores: fc.integer({ min: 1, max: 5 }),
    /** What ends next, and how many become ready. */
    steps: fc.infiniteStream(fc.tuple(fc.nat(1000), fc.nat(4))),
  });

  test('is never above what there is, but for one alone; each starts once; none is passed by more than so many', () => {
    fc.assert(
      fc.property(world, ({ nodes: all, bytes, cores, steps }) => {
        const nodes = nodesOf(all);
        const packing = new Packing({ bytes, cores }, demandOf);
        const coming = [...nodes];
        const running = new Map<number, PlanNode>();
        const started: PlanNode[] = [];
        const free = Array.from({ length: cores }, (_, slot) => slot);
        // The first in the order, and how many others were started since it is that: another may have waited before it.
        let first: PlanNode | null = null;
        let passed = 0;
        while (coming.length > 0 || packing.size > 0 || running.size > 0) {
          const [ending, becoming] = steps.next().value!;
          for (let i = 0; i <= becoming && coming.length > 0; i++) packing.add(coming.shift()!);
          while (free.length > 0 && packing.first !== null) {
            const ready = nodes.filter((node) => !coming.includes(node) && !started.includes(node));
            const head = ready.reduce((a, b) => (b.height < a.height ? b : a));
            const node = packing.take()!;
            passed = node === head ? 0 : head === first ? passed + 1 : 1;
            first = head;
            expect(passed).toBeLessThanOrEqual(2 * MOST_BEFORE + 1);
            const slot = free.pop()!;
            packing.reserve(slot, [node]);
            running.set(slot, node);
            started.push(node);
            const demands = [...running.values()].map(demandOf);
            if (demands.length > 1) {
              expect(demands.reduce((sum, demand) => sum + demand.bytes, 0)).toBeLessThanOrEqual(bytes * (1 + 1e-12));
              expect(demands.reduce((sum, demand) => sum + Math.min(demand.cores, cores), 0)).toBeLessThanOrEqual(
                cores,
              );
            }
          }
          // Where nothing runs, something may start.
          if (packing.size > 0) expect(running.size).toBeGreaterThan(0);
          const slots = [...running.keys()];
          if (slots.length === 0) continue;
          const slot = slots[ending % slots.length]!;
          running.delete(slot);
          free.push(slot);
          packing.release(slot);
        }
        expect(indexes(started).toSorted((a, b) => a - b)).toEqual(indexes(nodes));
      }),
    );
  });
});

describe('on threads', () => {
  /** The most instances that were seen at the same time. */
  async function most(options: { demand?: () => Partial<Demand>; memory?: number }): Promise<number> {
    const plan = new PlanBuilder();
    for (const cell of [1, 2, 3]) plan.add(behave, { params: { mode: 'wait', ms: 300, cell }, inputs: {} });
    const about = { store: new MemoryStore(), study: 's', config: {}, jobs: 2, provenance: {} };
    const execution = execute(plan.build(), { ...about, ...options });
    let seen = 0;
    const watch = setInterval(() => {
      seen = Math.max(seen, execution.running().length);
    }, 20);
    const { counts } = await execution.result;
    clearInterval(watch);
    expect(counts.executed).toBe(3);
    return seen;
  }

  test('what does not fit waits until there is room', async () => {
    expect(await most({})).toBe(2);
    expect(await most({ demand: () => ({ bytes: 10 }), memory: 20 })).toBe(2);
    expect(await most({ demand: () => ({ bytes: 10 }), memory: 19 })).toBe(1);
    expect(await most({ demand: () => ({ bytes: 10 }), memory: 5 })).toBe(1);
    expect(await most({ demand: () => ({ cores: 2 }) })).toBe(1);
  });

  test('what has to be known for that is asked for once, before the first is ready; and not if nothing is executed', async () => {
    const store = new MemoryStore();
    const asked: string[] = [];
    const options = {
      beforeFirst: async () => {
        await new Promise((wake) => setTimeout(wake, 20));
        asked.push('before the first');
      },
      demand: () => {
        asked.push('demand');
        return {};
      },
    };
    await run(sums([1, 2]), store, options);
    expect(asked.indexOf('before the first')).toBe(0);
    expect(asked.filter((each) => each === 'before the first')).toHaveLength(1);
    expect(asked).toContain('demand');
    asked.length = 0;
    await run(sums([1, 2]), store, options);
    expect(asked).toEqual([]);
  });

  test('it is told once of a stage, and said as long as it lasts', async () => {
    const plan = new PlanBuilder();
    for (const cell of [1, 2, 3]) plan.add(behave, { params: { mode: 'wait', ms: 300, cell }, inputs: {} });
    const said: unknown[] = [];
    const about = { store: new MemoryStore(), study: 's', config: {}, jobs: 2, provenance: {} };
    const execution = execute(plan.build(), {
      ...{ ...about, memory: 19e6, demand: () => ({ bytes: 10e6 }) },
      onEvent: (event) => {
        if (event.type === 'waiting') said.push(event.message, execution.waiting()?.instances);
      },
    });
    await execution.result;
    expect(said).toEqual(['waits for memory: it takes 10 MB, and 9 MB of 19 MB are left', 2]);
    expect(execution.waiting()).toBeNull();
  });

  test('results are the same, however instances are packed', async () => {
    const plan = () => sums([1, 2, 3, 4, 5, 6]);
    const packed = async (jobs: number, memory: number) => {
      const store = new MemoryStore();
      const demand = ({ index }: PlanNode) => ({ bytes: (index * 7) % 5, cores: 1 + (index % 3) });
      const { result } = await run(plan(), store, { jobs, memory, demand });
      expect(result.status).toBe('complete');
      return digestsOf(store);
    };
    const store = new MemoryStore();
    await run(plan(), store);
    expect(await packed(1, 0)).toEqual(digestsOf(store));
    expect(await packed(2, 4)).toEqual(digestsOf(store));
    expect(await packed(3, 100)).toEqual(digestsOf(store));
  });

  test('no number of bytes is refused', () => {
    const about = { store: new MemoryStore(), study: 's', config: {}, jobs: 2, provenance: {} };
    for (const memory of [-1, Number.NaN]) {
      expect(() => execute(sums([1]), { ...about, memory })).toThrow(`memory is ${memory}, expected bytes, at least 0`);
    }
  });
});
