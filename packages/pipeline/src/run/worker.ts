import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { AnyStage } from '../declare/stage.js';
import type { EncodedOutput } from '../encode/call.js';
import type { StageTask } from '../encode/task.js';
import { type CodeSnapshot, changedFiles } from '../key/code-snapshot.js';
import { serveSources } from './serve-sources.js';
import { SlotMemory } from './slot-memory.js';

/** One instance to run, as it is sent to a worker thread. */
export interface Task extends StageTask {
  readonly module: string;
  readonly stage: string;
  /** What it is known by in the memory that threads have in common. */
  readonly slot: number;
}

/** What a stage threw, in parts: the class of an error does not come through the door of a thread. */
export interface TaskFailure {
  readonly thrown: { readonly name: string; readonly message: string; readonly stack: string | null };
  /** As of a result. */
  readonly warnings: readonly string[];
}

/** Files that count into the key of an instance and no longer are what they were when the run began. */
export interface TaskOutdated {
  readonly outdated: readonly string[];
}

export interface TaskResult {
  readonly outputs: readonly EncodedOutput[];
  readonly wallMs: number;
  readonly cpuMs: number | null;
  readonly maxRssBytes: number;
  readonly provenance: Readonly<Record<string, unknown>>;
  /** What the stage names as its numerics on this thread; null if it has none. */
  readonly numerics: string | null;
  /** What was warned of by `process.emitWarning` on this thread since its last result. */
  readonly warnings: readonly string[];
}

export type TaskOutcome = TaskResult | TaskFailure | TaskOutdated;

/** What every worker is told when it starts. */
export interface WorkerStart {
  /** Where it is told the rest, once that is known. */
  readonly channel: string;
}

/** What every worker is told of the run that its tasks are of. */
export interface Orders {
  /** Modules of its stages, loaded at once. */
  readonly modules: readonly string[];
  readonly code: CodeSnapshot;
  /** The memory that it has in common with the main thread, of a `SlotMemory`. */
  readonly memory: SharedArrayBuffer;
  /** Variables of the environment as they are for the run. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const serve = serveSources();
const orders = await received((workerData as WorkerStart).channel);
Object.assign(process.env, orders.environment);
const memory = new SlotMemory(orders.memory);
serve(orders.code.sources);
const { callStage } = (await import(orders.code.encoder)) as typeof import('../encode/call.js');
/** Stages by module, from the first task on. */
let loading: ReadonlyMap<string, Promise<ReadonlyMap<string, AnyStage>>> | null = null;

const warnings: string[] = [];
keepWarnings();

/** Runs stage instances one after the other; the objects of the results are moved, not copied. */
export default async function runTasks(tasks: readonly Task[]): Promise<readonly TaskOutcome[]> {
  const outcomes: TaskOutcome[] = [];
  const buffers = new Set<ArrayBuffer>();
  for (const [place, task] of tasks.entries()) {
    memory.begin(task.slot, place);
    const outcome = await runTask(task);
    outcomes.push(outcome);
    if (!('outputs' in outcome)) continue;
    for (const { record, objects } of outcome.outputs) {
      for (const { bytes } of objects) buffers.add(bytes.buffer as ArrayBuffer);
      if (record.kind === 'table' && record.bytes > LARGE_BYTES) setTimeout(collectGarbage);
    }
  }
  return movable(outcomes, [...buffers]);
}

/** What is answered to all who ask, each being asked for by one that waits. */
function received(name: string): Promise<Orders> {
  const channel = new BroadcastChannel(name);
  return new Promise((resolve) => {
    channel.onmessage = (message) => {
      // What others ask comes here as well.
      const { data } = message as { data: Orders | null };
      if (data === null) return;
      channel.close();
      resolve(data);
    };
    channel.postMessage(null);
  });
}

async function runTask(task: Task): Promise<TaskOutcome> {
  const given = await execute(task).catch(async (error: unknown) => {
    await setImmediate();
    return { thrown: partsOf(error), warnings: warnings.splice(0) };
  });
  const outdated = changedFiles(orders.code.watched[task.stage] ?? {});
  return outdated.length > 0 ? { outdated } : given;
}

/** Rows of so many bytes were several times as large as objects. */
const LARGE_BYTES = 8 * 2 ** 20;

/** Gives back what the rows of a large table took: V8 would keep it until this thread needs as much again. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

async function execute(task: Task): Promise<TaskResult> {
  loading ??= loadAll();
  const stage = (await loading.get(task.module))?.get(task.stage);
  if (stage === undefined) {
    throw new Error(
      `stage ${task.stage}: its module does not export it; 'module' must be import.meta.url of the file that does.`,
    );
  }
  const provenance: Record<string, unknown> = { ...valuesOf(stage) };
  const began = performance.now();
  memory.enterStage(performance.timeOrigin + began);
  const cpuBegan = threadCpuMs();
  const outputs = await callStage(stage, task, {
    progress: (fraction: number) => {
      memory.progressed(task.slot, fraction);
    },
    provenance: (record: Readonly<Record<string, unknown>>) => Object.assign(provenance, structuredClone(record)),
  });
  const wallMs = performance.now() - began;
  memory.leaveStage(wallMs);
  const cpuMs = Number.isNaN(cpuBegan) ? null : threadCpuMs() - cpuBegan;
  await setImmediate(); // a warning is told after the code that gave it has gone on
  const numerics = (await stage.numerics?.()) ?? null;
  return { outputs, wallMs, cpuMs, maxRssBytes: peakBytes(), provenance, numerics, warnings: warnings.splice(0) };
}

const NODES_OWN =
  /^(Deprecation|Experimental|TimeoutOverflow|MaxListenersExceeded|TimeoutNaN|TimeoutNegative|UnsupportedEngine)Warning$/;

/** Keeps what stages and their libraries warn of, to be told by the run; of Node's own warnings, it prints them as ever. */
function keepWarnings(): void {
  const print = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (!NODES_OWN.test(warning.name)) warnings.push(warning.message);
    else for (const each of print) each(warning);
  });
}

/** The environment variables that a stage declares as provenance, as far as they are set. */
function valuesOf({ provenance }: AnyStage): Readonly<Record<string, unknown>> {
  const set = (provenance ?? []).filter((name) => process.env[name] !== undefined);
  return set.length === 0 ? {} : { environment: Object.fromEntries(set.map((name) => [name, process.env[name]])) };
}

function partsOf(thrown: unknown): TaskFailure['thrown'] {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown), stack: null };
  return { name: String(thrown.name), message: String(thrown.message), stack: thrown.stack ?? null };
}

/**
 * Loads all modules at once; one that does not load fails only its own stages. Not before the first task: where a module
 * ends a thread that is not ready yet, piscina starts no other, and tasks wait for ever.
 */
function loadAll(): ReadonlyMap<string, Promise<ReadonlyMap<string, AnyStage>>> {
  const all = new Map(orders.modules.map((module) => [module, stagesOf(module)]));
  for (const stages of all.values()) stages.catch(() => {});
  return all;
}

async function stagesOf(module: string): Promise<ReadonlyMap<string, AnyStage>> {
  const exported = (await import(module)) as Record<string, unknown>;
  const stages = Object.values(exported).filter(isStage);
  return new Map(stages.map((stage) => [stage.name as string, stage]));
}

function isStage(value: unknown): value is AnyStage {
  return typeof value === 'object' && value !== null && 'run' in value && 'outputs' in value;
}

let peak = { at: Number.NEGATIVE_INFINITY, bytes: 0 };

/** The largest resident memory of the process so far. To ask for it takes as long as a small stage: once in 20 ms. */
function peakBytes(): number {
  const now = performance.now();
  if (now - peak.at > 20) peak = { at: now, bytes: process.resourceUsage().maxRSS * 1024 };
  return peak.bytes;
}

/** Processor time of this thread in milliseconds; NaN where the platform does not tell. */
function threadCpuMs(): number {
  const ofThread = (process as { threadCpuUsage?: () => { user: number; system: number } }).threadCpuUsage;
  if (ofThread !== undefined) {
    const { user, system } = ofThread.call(process);
    return (user + system) / 1e3;
  }
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/** Marks a value so that piscina moves the named buffers to the main thread instead of copying them. */
function movable<Value extends object>(value: Value, buffers: readonly ArrayBuffer[]): Value {
  return move({ [transferableSymbol]: buffers, [valueSymbol]: value } as never) as object as Value;
}
