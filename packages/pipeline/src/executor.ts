import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { ArtifactStore, Cell, Digest, Outcome, OutputRecord } from './artifact-store.js';
import type { Contracts } from './contract.js';
import type { Counts, Failure, PipelineEvent, RunResult } from './events.js';
import { CodeFingerprint } from './fingerprint.js';
import { LiveObjects } from './live-objects.js';
import type { Plan, PlanNode } from './plan.js';
import { WorkerPool } from './pool.js';
import { ReadyQueue } from './ready-queue.js';
import { type Resolved, Resolver, upstream } from './resolution.js';
import type { Task, TaskResult } from './worker.js';

export interface ExecuteOptions {
  readonly store: ArtifactStore;
  /** Name of the study, and its configuration as JSON: kept with the run. */
  readonly study: string;
  readonly config: unknown;
  /** Instances running at the same time. */
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
 * @returns the run; its `result` is rejected if the code of a stage cannot be read or the store cannot be written.
 */
export function execute(plan: Plan, options: ExecuteOptions): Execution {
  return new Executor(plan, options);
}

/** Results waiting to be written may hold this many bytes before new instances have to wait. */
const WRITE_BACKLOG_BYTES = 512 * 2 ** 20;

interface NodeState {
  /** Producers to wait for. */
  waitingFor: number;
  /** Instances to tell when this one is settled. */
  readonly waiters: Set<PlanNode>;
  resolved: Resolved | null;
  outputs: readonly OutputRecord[] | null;
  outcome: Outcome | null;
  reason: string;
  /** Consumers that may still ask for its outputs. */
  consumersLeft: number;
  /** Whether it has told its producers that it will not ask again. */
  letGo: boolean;
  retired: boolean;
}

class Executor implements Execution {
  readonly runId = newRunId();
  readonly result: Promise<RunResult>;
  readonly #states: readonly NodeState[];
  readonly #ready = new ReadyQueue();
  readonly #live = new LiveObjects();
  readonly #pool: WorkerPool;
  readonly #modules: readonly string[];
  readonly #running = new Map<PlanNode, number>();
  readonly #failures: Failure[] = [];
  readonly #counts = new Map<string, Record<Outcome, number>>();
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
    this.#states = plan.nodes.map((node) => ({
      waitingFor: new Set(upstream(node)).size,
      waiters: new Set(node.consumers),
      resolved: null,
      outputs: null,
      outcome: null,
      reason: '',
      consumersLeft: node.consumers.length,
      letGo: false,
      retired: false,
    }));
    this.#unresolved = plan.nodes.filter((node) => this.#state(node).waitingFor === 0);
    this.result = this.#run();
  }

  running(): readonly Running[] {
    return [...this.#running].map(([{ stage, cell }, slot]) => ({
      stage: stage.name,
      cell,
      fraction: this.#pool.progressOf(slot),
    }));
  }

  counts(): Readonly<Record<string, Counts>> {
    return Object.fromEntries(this.#counts);
  }

  async #run(): Promise<RunResult> {
    const { store, study, config, provenance, drain, stop } = this.options;
    const onDrain = (): void => {
      this.#emit({ type: 'draining' });
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
      const stages = [...new Set(this.plan.nodes.map((node) => node.stage.name as string))];
      const { runId, plan } = this;
      this.#emit({ type: 'started', runId, instances: plan.nodes.length, stages });
      await store.beginRun({ runId, study, config, startedAt: new Date(), provenance, tables: plan.tables });
      await this.#loop(new Resolver(store, code, { force: this.options.force ?? [] }));
      return await this.#finish();
    } finally {
      drain?.removeEventListener('abort', onDrain);
      stop?.removeEventListener('abort', onStop);
      await this.#pool.destroy();
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
      const node =
        this.#stopping || !this.#pool.idle || this.#writeBytes > WRITE_BACKLOG_BYTES ? null : this.#ready.take();
      if (node !== null) {
        await this.#start(node);
        continue;
      }
      if (this.#running.size === 0 && this.#writes === 0) break;
      await changed;
    }
    if (this.#fatal !== null) throw this.#fatal.error;
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
      const state = this.#state(node);
      state.resolved = resolved.get(node)!;
      state.reason = state.resolved.reason;
      if (state.resolved.hit === null) {
        this.#ready.add(node);
      } else {
        state.outputs = state.resolved.hit.outputs;
        this.#settle(node, 'hit');
      }
    }
  }

  /** Gathers the inputs of an instance and hands it to a worker; where an input is gone, its producer runs first. */
  async #start(node: PlanNode): Promise<void> {
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
    if (gone.size > 0) {
      for (const producer of gone) this.#makeAnew(producer, node);
      return;
    }
    const { stage, params, stream, cell } = node;
    const slot = this.#pool.take();
    this.#running.set(node, slot);
    this.#emit({ type: 'stage-started', stage: stage.name, cell, reason: this.#state(node).reason });
    const task: Task = {
      module: stage.module,
      stage: stage.name,
      params,
      stream: stream === null ? null : { name: stage.name, values: stream },
      inputs,
      slot,
    };
    const startedAt = new Date();
    const began = performance.now();
    void this.#pool
      .run(task)
      .then(
        (result) => this.#succeeded(node, startedAt, result),
        (error: unknown) => this.#failed(node, startedAt, performance.now() - began, error),
      )
      .catch((error: unknown) => {
        this.#fatal ??= { error };
      })
      .finally(() => {
        this.#running.delete(node);
        this.#pool.give(slot);
        this.#wake();
      });
  }

  /** Has `producer` run again because `consumer` needs an object of it that was not kept. */
  #makeAnew(producer: PlanNode, consumer: PlanNode): void {
    const state = this.#state(producer);
    this.#state(consumer).waitingFor++;
    state.waiters.add(consumer);
    if (state.outcome === null) return;
    this.#countsOf(producer)[state.outcome]--;
    state.outcome = null;
    state.reason = `object missing: ${consumer.stage.name as string} needs it again`;
    this.#ready.add(producer);
  }

  #succeeded(node: PlanNode, startedAt: Date, result: TaskResult): void {
    const state = this.#state(node);
    const { recipeKey, preimage, hit } = state.resolved!;
    const records = result.outputs.map((output) => output.record);
    if (hit !== null) this.#compare(node, hit.outputs, records);
    state.outputs = records;
    const contracts = node.stage.outputs as Contracts;
    const kept = result.outputs.filter(({ record }) => {
      const contract = contracts[record.name]!;
      return contract.kind === 'tensor' && contract.retention !== 'never';
    });
    const tables = result.outputs.filter(({ record }) => record.kind === 'table');
    if (state.consumersLeft > 0)
      this.#live.hold(
        node.index,
        result.outputs.flatMap((output) => output.objects),
      );
    this.#write(
      records.reduce((sum, record) => sum + record.bytes, 0),
      this.options.store.commit({
        execution: {
          executionId: randomUUID(),
          runId: this.runId,
          recipeKey,
          status: 'ok',
          attempt: 1,
          startedAt,
          wallMs: result.wallMs,
          cpuMs: result.cpuMs,
          maxRssBytes: result.maxRssBytes,
          error: null,
          provenance: result.provenance,
        },
        recipe: { recipeKey, stage: node.stage.name, preimage, outputs: records },
        tables: Object.fromEntries(tables.map(({ record, objects }) => [record.name, objects[0]!])),
        objects: kept.flatMap((output) => output.objects),
      }),
    );
    this.#settle(node, 'executed', result.wallMs);
  }

  #failed(node: PlanNode, startedAt: Date, wallMs: number, error: unknown): void {
    if (this.options.stop?.aborted === true) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#failures.push({ stage: node.stage.name, cell: node.cell, error: message });
    this.#write(
      0,
      this.options.store.commit({
        execution: {
          executionId: randomUUID(),
          runId: this.runId,
          recipeKey: this.#state(node).resolved!.recipeKey,
          status: 'failed',
          attempt: 1,
          startedAt,
          wallMs,
          cpuMs: Number.NaN,
          maxRssBytes: process.resourceUsage().maxRSS * 1024,
          error: error instanceof Error ? (error.stack ?? message) : message,
          provenance: {},
        },
        recipe: null,
        tables: {},
        objects: [],
      }),
    );
    this.#settle(node, 'failed', wallMs, message);
  }

  /** Keeps count of what waits to be written; a failing write ends the run. */
  #write(bytes: number, written: Promise<void>): void {
    this.#writes++;
    this.#writeBytes += bytes;
    void written
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

  /** Ends an instance for now: tells those who wait for it, and lets go of its inputs. */
  #settle(node: PlanNode, outcome: Outcome, wallMs = 0, error: string | null = null): void {
    const state = this.#state(node);
    const { reason } = state;
    state.outcome = outcome;
    this.#countsOf(node)[outcome]++;
    const { stage, cell } = node;
    this.#emit({ type: 'stage-finished', stage: stage.name, cell, outcome, reason, wallMs, error });
    const waiters = [...state.waiters];
    state.waiters.clear();
    for (const waiter of waiters) {
      if (outcome === 'failed' || outcome === 'skipped') this.#skip(waiter, node);
      else if (--this.#state(waiter).waitingFor === 0) this.#unresolved.push(waiter);
    }
    if (outcome !== 'hit') this.#letGo(node);
    if (state.consumersLeft === 0) this.#retire(node);
  }

  #skip(node: PlanNode, because: PlanNode): void {
    const state = this.#state(node);
    if (state.outcome !== null) return;
    state.reason = `input: ${because.stage.name as string} ${this.#state(because).outcome as string}`;
    this.#settle(node, 'skipped');
  }

  /** A settled instance whose outputs nobody can ask for any more: it is recorded and its live objects go. */
  #retire(node: PlanNode): void {
    const state = this.#state(node);
    if (state.retired) return;
    state.retired = true;
    const { outcome, resolved, reason } = state;
    this.#live.release(node.index);
    this.#dropSuperseded(node);
    this.options.store.recordStage({
      runId: this.runId,
      recipeKey: resolved?.recipeKey ?? null,
      stage: node.stage.name,
      cell: node.cell,
      outcome: outcome!,
      reason: outcome === 'hit' ? '' : reason,
    });
    this.#letGo(node);
  }

  /** Tells the producers of an instance that it will not ask for their outputs again. */
  #letGo(node: PlanNode): void {
    const state = this.#state(node);
    if (state.letGo) return;
    state.letGo = true;
    for (const producer of new Set(upstream(node))) {
      const above = this.#state(producer);
      above.consumersLeft--;
      if (above.consumersLeft === 0 && above.outcome !== null) this.#retire(producer);
    }
  }

  /** Drops the 'head' outputs of an instance once a further instance of its stage has been built on it. */
  #dropSuperseded(node: PlanNode): void {
    const successors = node.consumers.filter(
      (consumer) => consumer.stage === node.stage && this.#state(consumer).outcome === 'executed',
    );
    if (successors.length === 0) return;
    const contracts = node.stage.outputs as Contracts;
    const needed = new Set(successors.flatMap((s) => this.#state(s).outputs!.flatMap((output) => output.objects)));
    const dropped = this.#state(node).outputs!.flatMap((output) => {
      const contract = contracts[output.name]!;
      return contract.kind === 'tensor' && contract.retention === 'head' ? output.objects : [];
    });
    this.options.store.drop(dropped.filter((digest: Digest) => !needed.has(digest)));
  }

  async #finish(): Promise<RunResult> {
    const { store } = this.options;
    for (const node of this.plan.nodes) {
      if (this.#state(node).outcome !== null) this.#retire(node);
    }
    const unsettled = this.#states.filter((state) => state.outcome === null).length;
    const failFast = this.options.failFast === true && this.#failures.length > 0;
    if (unsettled > 0 && !this.#stopping)
      throw new Error(`${unsettled} instances can never run; the plan is not a DAG.`);
    const status = unsettled > 0 && !failFast ? 'interrupted' : this.#failures.length > 0 ? 'partial' : 'complete';
    await store.endRun(this.runId, status);
    const counts = { executed: 0, hit: 0, failed: 0, skipped: 0 };
    for (const byStage of this.#counts.values()) {
      for (const outcome of Object.keys(counts) as Outcome[]) counts[outcome] += byStage[outcome];
    }
    const result: RunResult = {
      runId: this.runId,
      status,
      counts,
      byStage: this.counts(),
      failures: this.#failures,
      wallMs: performance.now() - this.#began,
    };
    this.#emit({ type: 'ended', result });
    return result;
  }

  #output(node: PlanNode, output: string): OutputRecord {
    return this.#state(node).outputs!.find((record) => record.name === output)!;
  }

  #state(node: PlanNode): NodeState {
    return this.#states[node.index]!;
  }

  #countsOf(node: PlanNode): Record<Outcome, number> {
    const name = node.stage.name as string;
    const counts = this.#counts.get(name) ?? { executed: 0, hit: 0, failed: 0, skipped: 0 };
    this.#counts.set(name, counts);
    return counts;
  }

  #emit(event: PipelineEvent): void {
    this.options.onEvent?.(event);
  }
}

/** Sorts by time: 20261122T140855-1f2e3d4c. */
function newRunId(): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+Z/g, '');
  return `${time}-${randomUUID().slice(0, 8)}`;
}
