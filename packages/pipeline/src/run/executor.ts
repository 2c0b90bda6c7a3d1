import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { CodeFingerprint } from '../key/fingerprint.js';
import { type Resolved, Resolver } from '../key/resolution.js';
import { type Plan, type PlanNode, producersOf } from '../plan/plan.js';
import type { Cell, Commit, Outcome, OutputRecord } from '../records.js';
import type { ResultStore } from '../result-store.js';
import type { RunJournal } from '../run-journal.js';
import { bytesOf, commitOf, failedExecution } from './commit.js';
import type { Counts, Failure, PipelineEvent, RunResult } from './events.js';
import { Lifetimes } from './lifetimes.js';
import { LiveObjects } from './live-objects.js';
import { WorkerPool } from './pool.js';
import { ReadyQueue } from './ready-queue.js';
import { supersededObjects } from './superseded.js';
import { Tally } from './tally.js';
import type { Task, TaskResult } from './worker.js';

export interface ExecuteOptions {
  /** Where results are found and kept, and the run is written down. */
  readonly store: ResultStore & Omit<RunJournal, 'meanWallMs'>;
  /** Name of the study, and its configuration as JSON: kept with the run. */
  readonly study: string;
  readonly config: unknown;
  /** Instances running at the same time, at least 1. */
  readonly jobs: number;
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Stages that run whatever the store holds. */
  readonly force?: readonly string[];
  /** Start nothing new after the first failure. */
  readonly failFast?: boolean;
  /** Aborted: finish what is running, start nothing new. */
  readonly drain?: AbortSignal;
  /** Aborted: stop what is running as well. */
  readonly stop?: AbortSignal;
  readonly onEvent?: (event: PipelineEvent) => void;
}

/** What is running now, for people. */
export interface Running {
  readonly stage: string;
  readonly cell: Cell;
  readonly fraction: number;
}

/** A run under way. */
export interface Execution {
  readonly runId: string;
  readonly result: Promise<RunResult>;
  running(): readonly Running[];
  /** Instances done so far, by stage and outcome. */
  counts(): Readonly<Record<string, Counts>>;
}

/**
 * Executes a plan: looks every instance up, runs the stale ones on worker threads, keeps what they give.
 *
 * A failing instance stops only what is downstream of it. Objects that are not kept live in memory until their last
 * consumer is done, and are made anew should they be needed later.
 *
 * @returns the run; its `result` is rejected if the code of a stage cannot be read, the store cannot be read or written,
 *   or `onEvent` throws. No event comes before `execute` has returned.
 * @throws {RangeError} unless `jobs` is a positive whole number.
 */
export function execute(plan: Plan, options: ExecuteOptions): Execution {
  if (!(Number.isInteger(options.jobs) && options.jobs > 0)) {
    throw new RangeError(`execute: jobs is ${options.jobs}, expected a positive whole number.`);
  }
  return new Executor(plan, options);
}

/** Results waiting to be written may hold this many bytes before new instances have to wait. */
const WRITE_BACKLOG_BYTES = 512 * 2 ** 20;

/** One instance on its way: waiting -> resolved -> (hit, or ready -> running -> executed or failed), or skipped. */
interface Instance {
  /** Producers to wait for. */
  waitingFor: number;
  /** Instances to tell when this one is settled. */
  waiters: PlanNode[];
  resolved: Pick<Resolved, 'preimage' | 'recipeKey'> | null;
  /** What an earlier execution with the same key gave, if there was one. */
  before: readonly OutputRecord[] | null;
  outputs: readonly OutputRecord[] | null;
  outcome: Outcome | null;
  reason: string;
}

/** What runs on a worker thread. */
interface Under {
  readonly slot: number;
  readonly done: Promise<void>;
}

class Executor implements Execution {
  readonly runId = newRunId();
  readonly result: Promise<RunResult>;
  readonly #instances: readonly Instance[];
  readonly #ready = new ReadyQueue();
  readonly #live = new LiveObjects();
  readonly #lifetimes: Lifetimes;
  readonly #pool: WorkerPool;
  readonly #modules: readonly string[];
  readonly #running = new Map<PlanNode, Under>();
  readonly #recorded = new Set<PlanNode>();
  readonly #failures: Failure[] = [];
  readonly #tally = new Tally();
  readonly #began = performance.now();
  #unresolved: PlanNode[];
  #writes = 0;
  #writeBytes = 0;
  #fatal: { readonly error: unknown } | null = null;
  #wake: () => void = () => {};

  constructor(
    private readonly plan: Plan,
    private readonly options: ExecuteOptions,
  ) {
    this.#modules = [...new Set(plan.nodes.map((node) => node.stage.module as string))];
    this.#pool = new WorkerPool(options.jobs, this.#modules);
    this.#lifetimes = new Lifetimes(plan);
    this.#instances = plan.nodes.map((node) => ({
      waitingFor: producersOf(node).length,
      waiters: [...node.consumers],
      resolved: null,
      before: null,
      outputs: null,
      outcome: null,
      reason: '',
    }));
    this.#unresolved = plan.nodes.filter((node) => this.#of(node).waitingFor === 0);
    this.result = Promise.resolve().then(() => this.#run());
    // The caller may look at the result late; until then a failure is no unhandled rejection.
    this.result.catch(() => {});
  }

  running(): readonly Running[] {
    return [...this.#running].map(([{ stage, cell }, { slot }]) => ({
      stage: stage.name,
      cell,
      fraction: this.#pool.progressOf(slot),
    }));
  }

  counts(): Readonly<Record<string, Counts>> {
    return this.#tally.byStage();
  }

  async #run(): Promise<RunResult> {
    const { store, study, config, provenance, drain, stop, force } = this.options;
    const { runId, plan } = this;
    const onDrain = (): void => {
      this.#guarded(() => this.#emit({ type: 'draining' }));
      this.#wake();
    };
    const onStop = (): void => {
      void this.#pool.destroy();
      this.#wake();
    };
    drain?.addEventListener('abort', onDrain, { once: true });
    stop?.addEventListener('abort', onStop, { once: true });
    try {
      const code = new CodeFingerprint();
      for (const module of this.#modules) code.codeVersion(module);
      const stages = [...new Set(plan.nodes.map((node) => node.stage.name as string))];
      this.#emit({ type: 'started', runId, instances: plan.nodes.length, stages });
      await store.beginRun({ runId, study, config, startedAt: new Date(), provenance, tables: plan.tables });
      try {
        await this.#loop(new Resolver(store, code, { force: force ?? [] }));
        this.#warnOfChangedCode(code);
        return await this.#finish();
      } catch (error) {
        this.#fatal ??= { error };
        await store.endRun(runId, 'interrupted').catch(() => {});
        throw error;
      }
    } finally {
      drain?.removeEventListener('abort', onDrain);
      stop?.removeEventListener('abort', onStop);
      await this.#pool.destroy();
      await Promise.all([...this.#running.values()].map(({ done }) => done));
    }
  }

  /** Resolves what can be resolved, starts what can be started, and sleeps until something has changed. */
  async #loop(resolver: Resolver): Promise<void> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      if (!this.#stopping && this.#unresolved.length > 0) {
        await this.#resolve(resolver);
        continue;
      }
      const mayStart = !this.#stopping && this.#pool.idle && this.#writeBytes <= WRITE_BACKLOG_BYTES;
      const node = mayStart ? this.#ready.take() : null;
      if (node !== null) {
        await this.#start(node);
        continue;
      }
      if (this.#fatal !== null) throw this.#fatal.error;
      if (this.#running.size === 0 && this.#writes === 0) return;
      await changed;
    }
  }

  get #stopping(): boolean {
    const { failFast, drain, stop } = this.options;
    const failed = failFast === true && this.#failures.length > 0;
    return failed || drain?.aborted === true || stop?.aborted === true || this.#fatal !== null;
  }

  async #resolve(resolver: Resolver): Promise<void> {
    const batch = this.#unresolved;
    this.#unresolved = [];
    const resolved = await resolver.resolve(batch, (node, output) => this.#output(node, output));
    for (const node of batch) {
      const instance = this.#of(node);
      const { preimage, recipeKey, recorded, hit, reason } = resolved.get(node)!;
      instance.resolved = { preimage, recipeKey };
      instance.before = recorded?.outputs ?? null;
      instance.reason = reason;
      if (hit === null) {
        this.#ready.add(node);
      } else {
        instance.outputs = hit.outputs;
        this.#settle(node, 'hit');
      }
    }
  }

  /** Gathers the inputs of an instance and hands it to a worker; where an input is gone, its producer runs first. */
  async #start(node: PlanNode): Promise<void> {
    const gathered = await this.#gather(node);
    if (this.#stopping) {
      this.#ready.add(node);
      return;
    }
    if ('gone' in gathered) {
      for (const producer of gathered.gone) this.#makeAnew(producer, node);
      return;
    }
    const { stage, params, stream, cell } = node;
    const slot = this.#pool.take();
    const task: Task = {
      module: stage.module,
      stage: stage.name,
      params,
      stream: stream === null ? null : { name: stage.draws as string, values: stream },
      inputs: gathered.inputs,
      slot,
    };
    this.#emit({ type: 'stage-started', stage: stage.name, cell, reason: this.#of(node).reason });
    const startedAt = new Date();
    const began = performance.now();
    const done = this.#pool
      .run(task)
      .then(
        (result) => this.#guarded(() => this.#succeeded(node, startedAt, result)),
        (error: unknown) => this.#guarded(() => this.#failed(node, startedAt, performance.now() - began, error)),
      )
      .then(() => {
        this.#running.delete(node);
        this.#pool.give(slot);
        this.#wake();
      });
    this.#running.set(node, { slot, done });
  }

  /** The bytes of every input, or the producers of those that are neither in memory nor in the store. */
  async #gather(node: PlanNode): Promise<{ inputs: Task['inputs'] } | { gone: ReadonlySet<PlanNode> }> {
    const inputs: Record<string, Task['inputs'][string]> = {};
    const gone = new Set<PlanNode>();
    for (const [name, input] of Object.entries(node.inputs)) {
      const record = this.#output(input.node, input.output);
      const objects: { layer: number; bytes: Uint8Array }[] = [];
      for (const [i, digest] of record.objects.entries()) {
        const bytes = this.#live.get(digest) ?? (await this.options.store.read(digest));
        if (bytes === null) gone.add(input.node);
        // A copy of its own, because the worker takes the buffer away.
        else objects.push({ layer: record.tensors?.[i]?.layer ?? 0, bytes: new Uint8Array(bytes) });
      }
      inputs[name] = objects;
    }
    return gone.size > 0 ? { gone } : { inputs };
  }

  /** Has `producer` run again because `consumer` needs an object of it that was not kept. */
  #makeAnew(producer: PlanNode, consumer: PlanNode): void {
    const instance = this.#of(producer);
    if (instance.outcome === 'failed' || instance.outcome === 'skipped') {
      this.#skip(consumer, producer);
      return;
    }
    this.#of(consumer).waitingFor++;
    instance.waiters.push(consumer);
    if (instance.outcome === null) return;
    this.#tally.add(producer.stage.name, instance.outcome, -1);
    this.#lifetimes.reopen(producer);
    instance.outcome = null;
    instance.before = instance.outputs;
    instance.reason = `object missing: ${consumer.stage.name as string} needs it again`;
    this.#ready.add(producer);
  }

  #succeeded(node: PlanNode, startedAt: Date, result: TaskResult): void {
    const instance = this.#of(node);
    const records = result.outputs.map((output) => output.record);
    this.#compare(node, instance.before ?? [], records);
    instance.outputs = records;
    if (this.#lifetimes.wanted(node)) {
      this.#live.hold(
        node.index,
        result.outputs.flatMap((output) => output.objects),
      );
    }
    this.#write(commitOf({ runId: this.runId, node, resolved: instance.resolved!, startedAt }, result));
    this.#settle(node, 'executed', result.wallMs);
  }

  #failed(node: PlanNode, startedAt: Date, wallMs: number, error: unknown): void {
    // A task that died because the run was stopped has not failed: a later run takes it up.
    if (this.options.stop?.aborted === true || this.#fatal !== null) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#failures.push({ stage: node.stage.name, cell: node.cell, error: message });
    const resolved = this.#of(node).resolved!;
    this.options.store.recordExecution(
      failedExecution({ runId: this.runId, node, resolved, startedAt }, wallMs, error),
    );
    this.#settle(node, 'failed', wallMs, message);
  }

  /** Keeps count of what waits to be written; a failing write ends the run. */
  #write(commit: Commit): void {
    const bytes = bytesOf(commit);
    this.#writes++;
    this.#writeBytes += bytes;
    void this.options.store
      .commit(commit)
      .catch((error: unknown) => {
        this.#fatal ??= { error };
      })
      .finally(() => {
        this.#writes--;
        this.#writeBytes -= bytes;
        this.#wake();
      });
  }

  /** The alarm for a stage whose second execution gave other bytes than its first. */
  #compare(node: PlanNode, before: readonly OutputRecord[], after: readonly OutputRecord[]): void {
    for (const { name, digest } of after) {
      const known = before.find((record) => record.name === name);
      if (known === undefined || known.digest === digest) continue;
      const instance = `${node.stage.name as string} ${JSON.stringify(node.cell)}`;
      const message = `${instance}: output '${name}' differs from the last execution with the same key; the stage is not reproducible.`;
      this.#emit({ type: 'warning', message });
    }
  }

  #skip(node: PlanNode, because: PlanNode): void {
    const instance = this.#of(node);
    if (instance.outcome !== null) return;
    instance.reason = `input: ${because.stage.name as string} ${this.#of(because).outcome as string}`;
    this.#settle(node, 'skipped');
  }

  /** Ends an instance for now, tells those who wait for it, and lets go of what nobody needs any more. */
  #settle(node: PlanNode, outcome: Outcome, wallMs = 0, error: string | null = null): void {
    const settled = [node];
    this.#mark(node, outcome, wallMs, error);
    for (const each of settled) {
      const came = this.#of(each).outcome!;
      const waiters = this.#of(each).waiters;
      this.#of(each).waiters = [];
      for (const waiter of waiters) {
        const waiting = this.#of(waiter);
        if (came === 'executed' || came === 'hit') {
          if (--waiting.waitingFor === 0) this.#unresolved.push(waiter);
        } else if (waiting.outcome === null) {
          waiting.reason = `input: ${each.stage.name as string} ${came}`;
          this.#mark(waiter, 'skipped');
          settled.push(waiter);
        }
      }
      for (const over of this.#lifetimes.settle(each, came === 'hit')) this.#end(over);
    }
  }

  #mark(node: PlanNode, outcome: Outcome, wallMs = 0, error: string | null = null): void {
    const instance = this.#of(node);
    instance.outcome = outcome;
    this.#tally.add(node.stage.name, outcome);
    const { stage, cell } = node;
    this.#emit({
      type: 'stage-finished',
      stage: stage.name,
      cell,
      outcome,
      reason: instance.reason,
      wallMs,
      error,
    });
  }

  /** An instance that is over: it is recorded, its objects leave the memory, and superseded ones the store. */
  #end(node: PlanNode): void {
    this.#live.release(node.index);
    const dropped = supersededObjects(node, (each) => this.#of(each));
    if (dropped.length > 0) this.options.store.drop(dropped);
    this.#record(node);
  }

  #record(node: PlanNode): void {
    if (this.#recorded.has(node)) return;
    this.#recorded.add(node);
    const { outcome, resolved, reason } = this.#of(node);
    this.options.store.recordStage({
      runId: this.runId,
      recipeKey: resolved?.recipeKey ?? null,
      stage: node.stage.name,
      cell: node.cell,
      outcome: outcome!,
      reason,
    });
  }

  /** Workers load modules when they need them, so code that changes during a run may have been mixed. */
  #warnOfChangedCode(code: CodeFingerprint): void {
    if (this.#tally.total().executed === 0) return;
    const changed = code.changed();
    if (changed.length === 0) return;
    const message = `the code changed while the run was going on (${changed.join(', ')}); what was executed may mix both versions. Run those stages again with --force.`;
    this.#emit({ type: 'warning', message });
  }

  async #finish(): Promise<RunResult> {
    const { store, failFast } = this.options;
    let unsettled = 0;
    for (const node of this.plan.nodes) {
      if (this.#of(node).outcome === null) unsettled++;
      else this.#record(node);
    }
    const ended = unsettled > 0 && !(failFast === true && this.#failures.length > 0);
    const status = ended ? 'interrupted' : this.#failures.length > 0 ? 'partial' : 'complete';
    await store.endRun(this.runId, status);
    const result: RunResult = {
      runId: this.runId,
      status,
      counts: this.#tally.total(),
      byStage: this.#tally.byStage(),
      failures: this.#failures,
      wallMs: performance.now() - this.#began,
    };
    this.#emit({ type: 'ended', result });
    return result;
  }

  #output(node: PlanNode, output: string): OutputRecord {
    return this.#of(node).outputs!.find((record) => record.name === output)!;
  }

  #of(node: PlanNode): Instance {
    return this.#instances[node.index]!;
  }

  #emit(event: PipelineEvent): void {
    this.options.onEvent?.(event);
  }

  /** Runs what happens outside the loop; an error in it (of `onEvent`, say) ends the run instead of the process. */
  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#fatal ??= { error };
    }
  }
}

/** Sorts by time: 20261122T140855-1f2e3d4c. */
function newRunId(): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+Z/g, '');
  return `${time}-${randomUUID().slice(0, 8)}`;
}
