import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { Columns, Contract, Contracts, Row, Tensor } from '../declare/contract.js';
import type { AnyStage, Stream } from '../declare/stage.js';
import { ContractError } from '../errors.js';
import type { OutputRecord, StoredObject, TensorSummary } from '../records.js';
import { checkTensor, decodeTable, decodeTensor, digestOf, encodeTable, encodeTensor, summarise } from './arrow.js';

/** One instance to run, as it is sent to a worker thread. */
export interface Task {
  readonly module: string;
  readonly stage: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly stream: Stream | null;
  readonly inputs: Readonly<Record<string, readonly { readonly layer: number; readonly bytes: Uint8Array }[]>>;
  /** Index into the shared progress array. */
  readonly slot: number;
}

export interface TaskOutput {
  readonly record: OutputRecord;
  readonly objects: readonly StoredObject[];
}

/** What a stage threw, in parts: the class of an error does not come through the door of a thread. */
export interface TaskFailure {
  readonly thrown: { readonly name: string; readonly message: string; readonly stack: string | null };
}

export interface TaskResult {
  readonly outputs: readonly TaskOutput[];
  readonly wallMs: number;
  readonly cpuMs: number | null;
  readonly maxRssBytes: number;
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** What every worker is told when it starts. */
export interface WorkerStart {
  /** Modules of the stages of the run, loaded at once so that the code is the code of the start. */
  readonly modules: readonly string[];
  /** One float64 per slot: the progress of what runs there. */
  readonly progress: SharedArrayBuffer;
}

const start = workerData as WorkerStart;
const progress = new Float64Array(start.progress);
// All are loaded at once, so that the code is the code of the start; a module that does not load fails only its own stages.
const loading = new Map(start.modules.map((module) => [module, stagesOf(module)]));
for (const stages of loading.values()) stages.catch(() => {});

/** Runs one stage instance; the objects of the result are moved, not copied. */
export default async function runTask(task: Task): Promise<TaskResult | TaskFailure> {
  try {
    const result = await execute(task);
    const buffers = result.outputs.flatMap((output) =>
      output.objects.map((object) => object.bytes.buffer as ArrayBuffer),
    );
    return movable(result, [...new Set(buffers)]);
  } catch (error) {
    return { thrown: partsOf(error) };
  }
}

async function execute(task: Task): Promise<TaskResult> {
  const stage = (await loading.get(task.module))?.get(task.stage);
  if (stage === undefined) {
    throw new Error(
      `stage ${task.stage}: its module does not export it; 'module' must be import.meta.url of the file that does.`,
    );
  }
  const provenance: Record<string, unknown> = {};
  const began = performance.now();
  const cpuBegan = threadCpuMs();
  const given: unknown = await stage.run({
    params: task.params,
    inputs: decodeInputs(stage.inputs as Contracts, task.inputs) as never,
    stream: task.stream,
    progress: (fraction: number) => {
      progress[task.slot] = fraction;
    },
    provenance: (record: Readonly<Record<string, unknown>>) => Object.assign(provenance, structuredClone(record)),
  });
  const contracts = Object.entries(stage.outputs as Contracts);
  if (typeof given !== 'object' || given === null) {
    const names = contracts.map(([name]) => name).join(', ');
    throw new ContractError(`stage ${task.stage}: run returned ${String(given)}, expected { ${names} }.`);
  }
  const outputs = contracts.map(([name, contract]) =>
    encode(stage, name, contract, (given as Readonly<Record<string, unknown>>)[name]),
  );
  return {
    outputs,
    wallMs: performance.now() - began,
    cpuMs: Number.isNaN(cpuBegan) ? null : threadCpuMs() - cpuBegan,
    maxRssBytes: process.resourceUsage().maxRSS * 1024,
    provenance,
  };
}

function partsOf(thrown: unknown): TaskFailure['thrown'] {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown), stack: null };
  return { name: String(thrown.name), message: String(thrown.message), stack: thrown.stack ?? null };
}

async function stagesOf(module: string): Promise<ReadonlyMap<string, AnyStage>> {
  const exported = (await import(module)) as Record<string, unknown>;
  const stages = Object.values(exported).filter(isStage);
  return new Map(stages.map((stage) => [stage.name as string, stage]));
}

function isStage(value: unknown): value is AnyStage {
  return typeof value === 'object' && value !== null && 'run' in value && 'outputs' in value;
}

function decodeInputs(contracts: Contracts, inputs: Task['inputs']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(contracts).map(([name, contract]) => {
      const objects = inputs[name] ?? [];
      return [
        name,
        contract.kind === 'table'
          ? decodeTable(contract.columns, objects[0]!.bytes)
          : objects.map(({ layer, bytes }) => decodeTensor(contract.dtype, layer, bytes)),
      ];
    }),
  );
}

function encode(stage: AnyStage, name: string, contract: Contract, given: unknown): TaskOutput {
  if (!Array.isArray(given)) {
    throw new ContractError(
      `stage ${stage.name}: output '${name}' is ${String(given)}, expected a list of ${contract.kind === 'table' ? 'rows' : 'tensors'}.`,
    );
  }
  try {
    return contract.kind === 'table'
      ? encodeTableOutput(name, contract.columns, given as Row<Columns>[])
      : encodeTensorOutput(name, contract, given as Tensor[]);
  } catch (error) {
    if (error instanceof ContractError)
      throw new ContractError(`stage ${stage.name}: output '${name}': ${error.message}.`);
    throw error;
  }
}

function encodeTableOutput(name: string, columns: Columns, rows: readonly Row<Columns>[]): TaskOutput {
  const bytes = encodeTable(columns, rows);
  const digest = digestOf(bytes);
  return {
    record: { name, digest, kind: 'table', rows: rows.length, bytes: bytes.byteLength, objects: [digest] },
    objects: [{ digest, bytes }],
  };
}

function encodeTensorOutput(
  name: string,
  contract: Contract & { kind: 'tensor' },
  tensors: readonly Tensor[],
): TaskOutput {
  const objects: StoredObject[] = [];
  const summaries: TensorSummary[] = [];
  for (const given of tensors) {
    checkTensor(contract, given);
    const bytes = encodeTensor(contract.dtype, given);
    const digest = digestOf(bytes);
    objects.push({ digest, bytes });
    const { layer, shape } = given;
    summaries.push({ layer, dtype: contract.dtype, shape, ...summarise(given.data), digest, bytes: bytes.byteLength });
  }
  const record: OutputRecord = {
    name,
    digest: digestOf(Buffer.from(summaries.map((s) => `${s.layer}:${s.digest}`).join('\n'))),
    kind: 'tensor',
    rows: summaries.reduce((sum, s) => sum + (s.shape[0] ?? 1), 0),
    bytes: objects.reduce((sum, object) => sum + object.bytes.byteLength, 0),
    objects: summaries.map((s) => s.digest),
    tensors: summaries,
  };
  return { record, objects };
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
function movable(value: TaskResult, buffers: readonly ArrayBuffer[]): TaskResult {
  return move({ [transferableSymbol]: buffers, [valueSymbol]: value } as never) as object as TaskResult;
}
