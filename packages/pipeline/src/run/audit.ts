import { createHash } from 'node:crypto';
import { type PlanNode, producersOf } from '../plan/plan.js';
import type { AuditRecord, Digest, StoredObject, StoredOutput } from '../records.js';
import type { ResultStore } from '../result-store.js';
import { compareOutputs, type Finding } from './compare-outputs.js';
import type { AuditReport } from './events.js';
import type { ExecuteOptions, Running } from './execution.js';
import type { Instances } from './instances.js';
import type { RunNumerics } from './numerics.js';
import { OutdatedCode, type WorkerPool } from './pool.js';
import { ReadyQueue } from './ready-queue.js';
import type { RunLog } from './run-log.js';
import { gatherInputs, taskOf } from './task-inputs.js';
import { auditAlarm } from './warnings.js';
import type { TaskResult } from './worker.js';

type ReadStore = Pick<ResultStore, 'read' | 'missing' | 'recipes' | 'shownOtherwise'>;

/**
 * Executes hits of a run again, drawn at random, and compares what they give with what is recorded.
 *
 * Each is given its inputs as they are recorded, so that a wrong result is told of its own stage and not of all that is
 * built on it. Inputs that were not kept are made anew first, and compared as well. Left unchecked is an instance whose
 * input cannot be made anew with the bytes that it had, and one that differs where it was computed with other numerics.
 * What is made stays in memory: nothing is written but what was found.
 */
export class Audit {
  /** What is executed now. */
  readonly #running = new Map<PlanNode, { readonly slot: number; readonly began: number }>();
  readonly #ready = new ReadyQueue();
  /** Of the instances to execute: how many others each has to wait for. */
  readonly #waitingFor = new Map<PlanNode, number>();
  readonly #waiters = new Map<PlanNode, PlanNode[]>();
  /** Objects that the store does not have, with the number of instances that still need them; and those that there are. */
  readonly #uses = new Map<Digest, number>();
  readonly #made = new Map<Digest, Uint8Array>();
  readonly #drawn = new Set<PlanNode>();
  readonly #over = new Set<PlanNode>();
  readonly #findings: AuditRecord[] = [];
  #audited = 0;
  #unchecked = 0;
  #fatal: { readonly error: unknown } | null = null;
  #wake: () => void = () => {};

  /** @param options  `audit` says how many percent of the hits to draw; of the store only is read */
  constructor(
    private readonly options: Pick<ExecuteOptions, 'audit' | 'onEvent'> & { readonly store: ReadStore },
    private readonly instances: Instances,
    private readonly pool: WorkerPool,
    private readonly log: RunLog,
    private readonly numerics: Pick<RunNumerics, 'of'>,
    private readonly stopping: () => boolean,
  ) {}

  /** Null if no audit was asked for, or the run is to stop. Rejected if the store fails, or the code has changed. */
  async run(): Promise<AuditReport | null> {
    const { instances, pool, stopping } = this;
    const { audit: percent } = this.options;
    if (percent === undefined || stopping()) return null;
    const hits = instances.plan.nodes.filter((node) => instances.outcomeOf(node) === 'hit');
    const place = (node: PlanNode): string => placeOf(this.log.runId, instances.of(node).recipeKey!);
    for (const node of drawn(hits, Math.ceil((percent * hits.length) / 100), place)) this.#drawn.add(node);
    this.options.onEvent?.({ type: 'audit-started', hits: hits.length, drawn: this.#drawn.size });
    await this.#prepare();
    void pool.opened.then(() => this.#wake());
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const node = !stopping() && this.#fatal === null && pool.idle ? this.#ready.take() : null;
      if (node !== null) {
        await this.#start(node);
        continue;
      }
      if (this.#running.size === 0) break;
      await changed;
    }
    if (this.#fatal !== null) throw this.#fatal.error;
    const differing = this.#findings.filter(({ outcome }) => outcome !== 'unchecked');
    return {
      hits: hits.length,
      audited: this.#audited,
      unchecked: this.#unchecked,
      left: [...this.#drawn].filter((node) => !this.#over.has(node)).length,
      different: new Set(differing.map(({ recipeKey }) => recipeKey)).size,
      findings: this.#findings,
    };
  }

  /** What runs now. */
  underWay(): readonly Running[] {
    const now = performance.now();
    return [...this.#running].map(([{ stage, cell }, { slot, began }]) => {
      return { stage: stage.name, cell, fraction: this.pool.progressOf(slot), elapsedMs: now - began, figures: null };
    });
  }

  /** Finds what has to be executed, the drawn and the makers of inputs that were not kept, and in which order. */
  async #prepare(): Promise<void> {
    const {
      instances,
      options: { store },
    } = this;
    const all = new Set(this.#drawn);
    const gone = new Set<Digest>();
    for (let asking = [...all]; asking.length > 0; ) {
      const inputs = asking.flatMap((node) => Object.values(node.inputs));
      const objects = inputs.map(({ node, output }) => instances.output(node, output).objects);
      for (const digest of await store.missing([...new Set(objects.flat())])) gone.add(digest);
      const makers = inputs.filter((_, i) => objects[i]!.some((digest) => gone.has(digest))).map(({ node }) => node);
      asking = [...new Set(makers)].filter((maker) => !all.has(maker));
      for (const maker of asking) all.add(maker);
    }
    for (const node of all) {
      const needed = this.#objectsFor(node).filter((digest) => gone.has(digest));
      for (const digest of needed) this.#uses.set(digest, (this.#uses.get(digest) ?? 0) + 1);
    }
    for (const node of all) {
      const makers = producersOf(node).filter((producer) => all.has(producer) && this.#makesFor(producer, node));
      this.#waitingFor.set(node, makers.length);
      for (const maker of makers) this.#waiters.set(maker, [...(this.#waiters.get(maker) ?? []), node]);
      if (makers.length === 0) this.#ready.add(node);
    }
  }

  #objectsFor(node: PlanNode): readonly Digest[] {
    const { instances } = this;
    const inputs = Object.values(node.inputs).flatMap((input) => instances.output(input.node, input.output).objects);
    return [...new Set(inputs)];
  }

  /** Whether `node` needs something of `producer` that the store does not have. */
  #makesFor(producer: PlanNode, node: PlanNode): boolean {
    return Object.values(node.inputs).some(
      (input) =>
        input.node === producer &&
        this.instances.output(producer, input.output).objects.some((digest) => this.#uses.has(digest)),
    );
  }

  async #start(node: PlanNode): Promise<void> {
    const {
      instances,
      pool,
      stopping,
      options: { store },
    } = this;
    const output = (producer: PlanNode, name: string): StoredOutput => instances.output(producer, name);
    const made = { get: (digest: Digest) => this.#made.get(digest) ?? null };
    const gathered = await gatherInputs(node, output, made, store);
    if (stopping()) return;
    const wanted = instances.of(node).resolved!.preimage.inputs;
    const [lost] = Object.entries(node.inputs).filter(([name, input]) => {
      const gone = 'gone' in gathered && gathered.gone.has(input.node);
      return gone || output(input.node, input.output).digest !== wanted[name];
    });
    if (lost !== undefined || 'gone' in gathered) {
      const note = `input ${lost![0]} is not kept, and could not be made anew with the bytes it had`;
      this.#find(node, { output: null, outcome: 'unchecked', note });
      this.#settle(node, 'unchecked', []);
      return;
    }
    const slot = pool.take();
    this.#running.set(node, { slot, began: performance.now() });
    void pool
      .run(taskOf(node, gathered.inputs, slot))
      .then(
        (result) => this.#compare(node, result),
        (error: unknown) => this.#fail(node, error),
      )
      .catch((error: unknown) => {
        this.#fatal ??= { error };
      })
      .then(() => {
        this.#running.delete(node);
        pool.give(slot);
        this.#wake();
      });
  }

  #fail(node: PlanNode, error: unknown): void {
    if (error instanceof OutdatedCode) throw error;
    if (this.stopping()) return; // the task died because the run was stopped
    this.#find(node, { output: null, outcome: 'failed', note: error instanceof Error ? error.message : String(error) });
    this.#settle(node, 'failed', []);
  }

  async #compare(node: PlanNode, { outputs, warnings, numerics }: TaskResult): Promise<void> {
    for (const message of warnings) this.log.warn(message, node);
    const { store } = this.options;
    const recipeKey = this.instances.of(node).recipeKey!;
    const recorded = (await store.recipes([recipeKey])).get(recipeKey)!;
    const findings = await compareOutputs(
      { stage: node.stage, recipeKey, outputs: recorded.outputs },
      outputs,
      this.#otherNumerics(node, numerics),
      store,
    );
    for (const finding of findings) this.#find(node, finding);
    const has = (outcome: AuditRecord['outcome']) => findings.some((finding) => finding.outcome === outcome);
    this.#settle(
      node,
      has('different') ? 'different' : has('unchecked') ? 'unchecked' : 'equal',
      outputs.flatMap(({ objects }) => objects),
    );
  }

  /** That a result was recorded with other numerics than there are here, so that it agrees to rounding only; or null. */
  #otherNumerics(node: PlanNode, here: string | null): string | null {
    const recorded = this.numerics.of(node)[node.stage.name] ?? [];
    if (here === null || recorded.length === 0 || (recorded.length === 1 && recorded[0] === here)) return null;
    return `it was computed with ${recorded.join('; ')}, here with ${here}`;
  }

  /** Writes down what was found of a drawn instance, and of any other that differs. */
  #find(node: PlanNode, found: Finding): void {
    const { instances, log } = this;
    const { runId } = log;
    const { recipeKey, accepted } = instances.of(node);
    const nothing = { recorded: null, found: null, largestDifference: null, note: null };
    const whole = { ...nothing, runId, recipeKey: recipeKey!, stage: node.stage.name, cell: node.cell, ...found };
    if (found.outcome !== 'equal') {
      this.#findings.push(whole);
      log.warn(auditAlarm(whole, accepted), node);
    }
    if (found.outcome !== 'equal' || this.#drawn.has(node)) log.audit(whole);
  }

  /** Hands on what an instance made, lets those start that waited for it, and forgets what nobody needs any more. */
  #settle(node: PlanNode, outcome: AuditRecord['outcome'], objects: readonly StoredObject[]): void {
    for (const { digest, bytes } of objects) if (this.#uses.has(digest)) this.#made.set(digest, bytes);
    for (const digest of this.#objectsFor(node)) {
      const uses = this.#uses.get(digest);
      if (uses === undefined) continue;
      if (uses > 1) this.#uses.set(digest, uses - 1);
      else {
        this.#uses.delete(digest);
        this.#made.delete(digest);
      }
    }
    for (const waiter of this.#waiters.get(node) ?? []) {
      const left = this.#waitingFor.get(waiter)! - 1;
      this.#waitingFor.set(waiter, left);
      if (left === 0) this.#ready.add(waiter);
    }
    this.#over.add(node);
    if (this.#drawn.has(node)) outcome === 'unchecked' ? this.#unchecked++ : this.#audited++;
    const { stage, cell } = node;
    this.options.onEvent?.({
      type: 'audited',
      stage: stage.name,
      cell,
      outcome,
      done: this.#over.size,
      of: this.#waitingFor.size,
    });
  }
}

/** The `count` hits whose places come first. */
function drawn(hits: readonly PlanNode[], count: number, place: (node: PlanNode) => string): readonly PlanNode[] {
  const placed = hits.map((node) => ({ node, at: place(node) }));
  placed.sort((a, b) => (a.at < b.at ? -1 : 1));
  return placed.slice(0, count).map(({ node }) => node);
}

/** The place of a hit in the draw of a run: random, and the same in whichever order the hits come. */
function placeOf(runId: string, recipeKey: Digest): string {
  return createHash('sha256').update(`audit ${runId} ${recipeKey}`).digest('hex');
}
