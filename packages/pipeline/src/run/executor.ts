import { performance } from 'node:perf_hooks';
import { CodeFingerprint } from '../key/fingerprint.js';
import { Resolver } from '../key/resolution.js';
import type { Plan, PlanNode } from '../plan/plan.js';
import { Audit } from './audit.js';
import { checkOptions } from './check-options.js';
import { commitOf, failedExecution } from './commit.js';
import type { AuditReport, Counts, Failure, PipelineEvent, RunResult } from './events.js';
import type { ExecuteOptions, Execution, Running } from './execution.js';
import { Instances } from './instances.js';
import { LiveFigures } from './live-figures.js';
import { LiveObjects } from './live-objects.js';
import { LookingUp } from './looking-up.js';
import { RunNumerics } from './numerics.js';
import { Packing, type Waiting } from './packing.js';
import { OutdatedCode, type Warned, WorkerPool, wasLost } from './pool.js';
import { QuickStages } from './quick-stages.js';
import { newRunId } from './run-id.js';
import { RunLog } from './run-log.js';
import { Settling } from './settling.js';
import { gatherInputs, taskOf } from './task-inputs.js';
import { Telling } from './telling.js';
import { type Receiver, type Timed, UnderWay } from './under-way.js';
import { Waits } from './waits.js';
import { irreproducible, lostAgain, lostThread, notBuilt, servedAccepted } from './warnings.js';
import type { Task, TaskResult } from './worker.js';
import { WriteBacklog } from './write-backlog.js';

/**
 * Executes a plan: looks every instance up, runs the stale ones on worker threads, keeps what they give.
 *
 * A failing instance stops only what is downstream of it. Objects that are not kept live in memory until their last
 * consumer is done, and are made anew should they be needed later.
 *
 * @returns the run; its `result` is rejected if the code of a stage cannot be read, the store cannot be read or written,
 *   or `onEvent` throws. No event comes before `execute` has returned.
 * @throws {RangeError} unless `jobs` is a positive whole number, `audit` above 0 and at most 100, `memory` at least 0.
 */
export function execute(plan: Plan, options: ExecuteOptions): Execution {
  checkOptions(options);
  return new Executor(plan, options);
}

class Executor implements Execution {
  readonly runId = newRunId();
  readonly result: Promise<RunResult>;
  readonly #instances: Instances;
  readonly #log: RunLog;
  readonly #audit: Audit;
  readonly #live = new LiveObjects();
  readonly #backlog: WriteBacklog;
  readonly #pool: WorkerPool;
  readonly #packing: Packing;
  readonly #code: CodeFingerprint;
  readonly #numerics: RunNumerics;
  readonly #quick: QuickStages;
  readonly #underWay: UnderWay;
  readonly #telling: Telling;
  readonly #waits: Waits;
  readonly #settling: Settling;
  /** Whose thread was lost once. */
  readonly #lost = new Set<PlanNode>();
  readonly #failures: Failure[] = [];
  readonly #began = performance.now();
  #fatal: { readonly error: unknown } | null = null;
  #wake = (): void => {};

  constructor(
    private readonly plan: Plan,
    private readonly options: ExecuteOptions,
  ) {
    const { jobs, memory = Number.POSITIVE_INFINITY, demand, audit } = options;
    this.#code = options.code ?? new CodeFingerprint();
    this.#packing = new Packing({ bytes: memory, cores: jobs }, demand);
    this.#pool = new WorkerPool(jobs, plan, () => this.#numerics.chosen(() => this.#code.snapshot()), this.#packing);
    this.#quick = new QuickStages(jobs);
    const receiver: Receiver = {
      succeeded: (node, timed, result) => this.#guarded(() => this.#succeeded(node, timed, result)),
      failed: (node, timed, error) => this.#guarded(() => this.#failed(node, timed, error)),
      unharmed: (node) => this.#instances.putBack(node),
      mayStart: () => this.#wake(),
    };
    this.#underWay = new UnderWay(this.#pool, receiver, new LiveFigures(options.figures));
    this.#numerics = new RunNumerics(plan, options);
    this.#instances = new Instances(plan, this.#packing);
    this.#telling = new Telling(options.onEvent ?? (() => {}));
    this.#waits = new Waits(this.#packing, this.#telling);
    const told = { ...options, onEvent: (event: PipelineEvent) => this.#telling.tell(event) };
    this.#log = new RunLog(this.runId, told, this.#instances);
    this.#audit = new Audit(told, this.#instances, this.#pool, this.#log, this.#numerics, () => this.#stopping);
    this.#settling = new Settling(options.store, this.#instances, this.#log, this.#live, this.#telling, !audit);
    this.#backlog = new WriteBacklog(
      options.store,
      () => this.#wake(),
      (error) => this.#end(error),
    );
    this.result = Promise.resolve().then(() => this.#run());
    this.result.catch(() => {}); // The caller may look at it late.
  }

  running(): readonly Running[] {
    return [...this.#underWay.running(), ...this.#audit.underWay()];
  }

  waiting(): Waiting | null {
    return this.#stopping ? null : this.#packing.waiting;
  }

  counts(): Readonly<Record<string, Counts>> {
    return this.#telling.told(this.#instances.counts());
  }

  async #run(): Promise<RunResult> {
    const { runId, plan, options } = this;
    const { store, drain, stop, force, beforeFirst = null } = options;
    const onDrain = (): void => {
      this.#guarded(() => options.onEvent?.({ type: 'draining' }));
      this.#wake();
    };
    const onStop = (): void => {
      void this.#pool.destroy();
      this.#wake();
    };
    drain?.addEventListener('abort', onDrain, { once: true });
    stop?.addEventListener('abort', onStop, { once: true });
    try {
      this.#code.readAll(plan);
      if (options.anew === true) this.#pool.begin();
      const stages = [...new Set(plan.nodes.map((node) => node.stage.name as string))];
      this.#telling.tell({ type: 'started', runId, instances: plan.nodes.length, stages });
      const unbuilt = Promise.resolve().then(() => notBuilt(this.#code.unbuilt()));
      const [message] = await Promise.all([unbuilt, this.#log.begin()]);
      try {
        if (message !== null) this.#log.warn(message);
        const resolver = new Resolver(store, this.#code, { force: force ?? [] });
        await this.#loop(new LookingUp(resolver, this.#instances, this.#numerics, this.#settling, beforeFirst));
        return await this.#finish(await this.#audit.run());
      } catch (error) {
        this.#end(error);
        await this.#log.end('interrupted').catch(() => {});
        this.#telling.forget();
        throw error;
      }
    } finally {
      drain?.removeEventListener('abort', onDrain);
      stop?.removeEventListener('abort', onStop);
      await this.#pool.destroy();
      await this.#underWay.ended();
    }
  }

  /** Resolves what can be resolved, starts what can be started, and sleeps until something has changed. */
  async #loop(lookingUp: LookingUp): Promise<void> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      if (!this.#stopping && this.#instances.anyDue) {
        await lookingUp.next();
        continue;
      }
      const mayStart = !this.#stopping && this.#pool.idle && !this.#backlog.full;
      if (mayStart && this.#instances.next !== null) {
        await this.#start(this.#quick.take(this.#instances, this.#lost));
        continue;
      }
      if (this.#fatal !== null) throw this.#fatal.error;
      if (this.#underWay.none && this.#backlog.hurry()) return;
      if (mayStart) this.#waits.look();
      await changed;
    }
  }

  get #stopping(): boolean {
    const { failFast, drain, stop } = this.options;
    const failed = failFast === true && this.#failures.length > 0;
    return failed || drain?.aborted === true || stop?.aborted === true || this.#fatal !== null;
  }

  /** Gathers the inputs of instances and hands them to a worker; where an input is gone, its producer runs first. */
  async #start(nodes: readonly PlanNode[]): Promise<void> {
    const slot = this.#pool.take();
    this.#packing.reserve(slot, nodes);
    const sent: PlanNode[] = [];
    const tasks: Task[] = [];
    for (const node of nodes) {
      const task = await this.#taskFor(node, slot);
      if (task !== null) tasks.push(task);
      if (task !== null) sent.push(node);
    }
    if (tasks.length === 0 || this.#stopping) {
      for (const node of sent) this.#instances.putBack(node);
      this.#pool.give(slot);
      return;
    }
    for (const node of sent) this.#telling.started(node, this.#instances.of(node).reason);
    this.#underWay.send(slot, sent, tasks);
  }

  async #taskFor(node: PlanNode, slot: number): Promise<Task | null> {
    await this.#numerics.check(node, this.#instances.of(node).reason.startsWith('object missing'));
    const output = (producer: PlanNode, name: string) => this.#instances.output(producer, name);
    const gathered = await gatherInputs(node, output, this.#live, this.options.store);
    if ('inputs' in gathered) return taskOf(node, gathered.inputs, slot);
    if (this.#stopping) this.#instances.putBack(node);
    else this.#settling.take(this.#instances.makeAnew(gathered.gone, node));
    return null;
  }

  #succeeded(node: PlanNode, { startedAt }: Timed, result: TaskResult): void {
    this.#quick.timed(node, result.wallMs);
    const instance = this.#instances.of(node);
    const records = result.outputs.map((output) => output.record);
    const before = this.#numerics.of(node);
    const numerics = this.#numerics.made(node, result.numerics);
    for (const message of result.warnings) this.#log.warn(message, node);
    for (const message of irreproducible(node, instance, records, { before, after: numerics }))
      this.#log.warn(message, node);
    const objects = result.outputs.flatMap((output) => output.objects);
    for (const each of [node, ...this.#instances.twinsOf(node)]) {
      if (this.#instances.wanted(each)) this.#live.hold(each.index, objects);
      if (each !== node) this.#numerics.found(each, numerics);
    }
    const executed = { runId: this.runId, node, resolved: instance.resolved!, startedAt };
    let tell: (written: boolean) => void;
    this.#backlog.write(commitOf(executed, result, numerics), (written) => this.#guarded(() => tell(written)));
    tell = this.#settling.takeToWrite(this.#instances.execute(node, records), result.wallMs);
  }

  #failed(node: PlanNode, { startedAt, wallMs }: Timed, error: unknown): void {
    // A task that died because the run was stopped has not failed: a later run takes it up.
    if (this.options.stop?.aborted === true || this.#fatal !== null) return;
    // Nor has one that ran while the code changed: no later one of this run could count either.
    if (error instanceof OutdatedCode) {
      this.#end(error);
      return;
    }
    const executed = { runId: this.runId, node, resolved: this.#instances.of(node).resolved!, startedAt };
    const told = wasLost(error) && this.#lost.has(node) ? lostAgain(error) : error;
    this.options.store.recordExecution(failedExecution(executed, wallMs, told));
    if (wasLost(told)) {
      this.#lost.add(node);
      this.#log.warn(lostThread(told), node);
      this.#instances.putBack(node);
      return;
    }
    const { name, message, warnings = [] }: Error & Warned = told instanceof Error ? told : new Error(String(told));
    for (const warning of warnings) this.#log.warn(warning, node);
    this.#failures.push({ stage: node.stage.name, cell: node.cell, error: { name, message } });
    this.#settling.take(this.#instances.fail(node), wallMs, { name, message });
  }

  async #finish(audit: AuditReport | null): Promise<RunResult> {
    const settled = this.plan.nodes.filter((node) => this.#instances.outcomeOf(node) !== null);
    for (const node of settled) this.#log.record(node);
    const remarks = [servedAccepted(this.#instances.hits()), this.#numerics.mixed()];
    for (const message of remarks) if (message !== null) this.#log.warn(message);
    const interrupted =
      settled.length < this.plan.nodes.length && !(this.options.failFast === true && this.#failures.length > 0);
    const status = interrupted ? 'interrupted' : this.#failures.length > 0 ? 'partial' : 'complete';
    await this.#log.end(status);
    const result: RunResult = {
      runId: this.runId,
      status,
      counts: this.#instances.total(),
      byStage: this.#instances.counts(),
      failures: this.#failures,
      audit,
      wallMs: performance.now() - this.#began,
    };
    this.#telling.tell({ type: 'ended', result });
    return result;
  }

  /** Runs what happens outside the loop; an error in it (of `onEvent`, say) ends the run instead of the process. */
  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#end(error);
    }
  }

  #end(error: unknown): void {
    this.#fatal ??= { error };
  }
}
