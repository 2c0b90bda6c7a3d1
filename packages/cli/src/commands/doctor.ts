import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  type BlasAttempt,
  blasChoice,
  createKernels,
  findBlas,
  type GemmImplementation,
  measureGemm,
} from '@rgflow/kernels';
import { openStore, StoreInUseError } from '@rgflow/store';
import { askStore, defaultStore, shortPath } from '@rgflow/workbench';
import { type Colors, colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { fasterBlasAdvice } from '../faster-blas.js';
import { pad } from '../text-table.js';
import { version } from '../version.js';

export interface DoctorOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** What this machine offers. */
export interface Diagnosis {
  readonly rgflow: string;
  readonly gemm: {
    /** What multiplies matrices here. */
    readonly inUse: MeasuredGemm;
    /** rgflow's own, measured in the same breath. */
    readonly wasm: MeasuredGemm;
    /** Libraries looked for in order, and why each was not taken. */
    readonly tried: readonly BlasAttempt[];
    /** What RGFLOW_BLAS says: 'auto' unless it is set. */
    readonly choice: string;
    readonly warnings: readonly string[];
    readonly advice: readonly string[];
  };
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly freeMemoryBytes: number;
  };
  /** Version of @tensorflow/tfjs-node; null where there is none and the pure JavaScript one serves. */
  readonly tfjsNode: string | null;
  /** What RGFLOW_TFJS_NODE says, a folder or 'none'; null unless it is set, and the package as npm installed it counts. */
  readonly tfjsNodeChoice: string | null;
  readonly store: StoreState;
}

export interface MeasuredGemm extends GemmImplementation {
  readonly gflops: number;
}

export interface StoreState {
  readonly file: string;
  readonly state: 'ready' | 'in use' | 'none yet' | 'unusable';
  /** Size of the file; null if there is none. */
  readonly bytes: number | null;
  /** Number of runs; null where it cannot be read. */
  readonly runs: number | null;
  /** Who uses it, or why it is unusable. */
  readonly message: string | null;
}

/** Says which BLAS is in use and how fast it is, how to get a faster one, and the state of the store. */
export async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const diagnosis = await diagnose(options.store ?? defaultStore());
  const text = options.json === true ? JSON.stringify(diagnosis) : diagnosisText(diagnosis, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  return exitCode.ok;
}

async function diagnose(file: string): Promise<Diagnosis> {
  const warnings: string[] = [];
  const used = createKernels({ arenaBytes: ARENA_BYTES, warn: (message) => warnings.push(message) });
  const own = createKernels({ arenaBytes: ARENA_BYTES, blas: 'none' });
  const choice = blasChoice();
  return {
    rgflow: version(),
    gemm: {
      inUse: { ...used.gemmImplementation, gflops: measureGemm(used).gflops },
      wasm: { ...own.gemmImplementation, gflops: measureGemm(own).gflops },
      tried: findBlas(choice).attempts,
      choice,
      warnings,
      advice: fasterBlasAdvice(),
    },
    machine: {
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
    },
    tfjsNode: tfjsNodeVersion(),
    tfjsNodeChoice: process.env.RGFLOW_TFJS_NODE || null,
    store: await storeState(file),
  };
}

/** Room for the matrices of the measurement. */
const ARENA_BYTES = 64 * 2 ** 20;

/** Read where the tfjs engine loads it from, not loaded: a library of hundreds of MB that ends processes it cannot run in. */
function tfjsNodeVersion(): string | null {
  const choice = process.env.RGFLOW_TFJS_NODE || undefined;
  if (choice === 'none') return null;
  const name = '@tensorflow/tfjs-node';
  try {
    const folder = choice === undefined ? name : join(resolve(choice), 'node_modules', name);
    const require = createRequire(import.meta.url);
    const manifest = require.resolve(`${folder}/package.json`);
    // Its native addon; an installation without scripts has none and does not load.
    if (!existsSync(join(dirname(manifest), 'lib'))) return null;
    return (require(manifest) as { version: string }).version;
  } catch {
    return null;
  }
}

async function storeState(file: string): Promise<StoreState> {
  if (!existsSync(file)) return { file, state: 'none yet', bytes: null, runs: null, message: null };
  const bytes = statSync(file).size;
  try {
    const store = await openStore(file, { mode: 'read' });
    try {
      const [row] = await askStore(store)('select count(*) as runs from run');
      return { file, state: 'ready', bytes, runs: Number(row?.runs), message: null };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreInUseError)) {
      return { file, state: 'unusable', bytes, runs: null, message: (error as Error).message };
    }
    const { command, pid } = error;
    return {
      file,
      state: 'in use',
      bytes,
      runs: null,
      message: `${command ?? 'another process'}, pid ${pid ?? 'unknown'}`,
    };
  }
}

export function diagnosisText(diagnosis: Diagnosis, colors: Colors): string {
  const { bold, dim, green, yellow } = colors;
  const { gemm, machine, store } = diagnosis;
  const line = (name: string, text: string): string => `  ${pad(dim(name), 12, 'left')}  ${text}`;
  const next = (text: string): string => line('', text);

  const { inUse, wasm } = gemm;
  const speed = (gflops: number): string => `${gflops.toPrecision(3)} GFLOP/s`;
  const library = [inUse.library, inUse.kernel === null ? null : `kernel ${inUse.kernel}`, threadsText(inUse.threads)]
    .filter((part) => part !== null)
    .join(', ');
  const fast = inUse.kind === 'blas';
  const tried = gemm.tried
    .filter(({ refused }) => refused !== null)
    .map(({ library: name, refused }) => `${name}: ${shortened(refused!)}`);
  const choice = gemm.choice === 'auto' ? [] : [line('RGFLOW_BLAS', gemm.choice)];
  const advice = gemm.advice.map((text, i) => line(i > 0 ? '' : fast ? 'others' : 'faster', fast ? dim(text) : text));

  const memory = `${gigabytes(machine.memoryBytes)} GB, ${gigabytes(machine.freeMemoryBytes)} GB free`;
  return [
    `${bold('rgflow')} ${diagnosis.rgflow}`,
    '',
    bold('Matrix products'),
    line('in use', `${fast ? green(inUse.name) : yellow(inUse.name)} ${dim(`(${library})`)}`),
    line(
      'speed',
      `${bold(speed(inUse.gflops))} on one thread${fast ? `; rgflow's own WASM gemm ${speed(wasm.gflops)}` : ''}`,
    ),
    ...choice,
    ...gemm.warnings.map((warning) => line('warning', yellow(warning))),
    ...tried.map((text, i) => line(i === 0 ? 'not taken' : '', dim(text))),
    ...advice,
    ...(fast && wasm.gflops > inUse.gflops ? [next(yellow('Slower than the WASM gemm: set RGFLOW_BLAS=none.'))] : []),
    '',
    bold('Machine'),
    line('node', machine.node),
    line(
      'processor',
      `${machine.cpu}, ${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'} (${machine.platform})`,
    ),
    line('memory', memory),
    line('tfjs-node', tfjsNodeText(diagnosis, colors)),
    '',
    bold('Store'),
    line('file', shortPath(store.file)),
    line('state', storeText(store, colors)),
  ].join('\n');
}

function tfjsNodeText({ tfjsNode, tfjsNodeChoice: choice }: Diagnosis, { dim, yellow }: Colors): string {
  const pure = dim('--engine tfjs uses the pure JavaScript @tensorflow/tfjs');
  if (choice === null) return tfjsNode ?? `not installed; ${pure}`;
  if (choice === 'none') return `not used, RGFLOW_TFJS_NODE is none; ${pure}`;
  if (tfjsNode === null) return yellow(`not in ${choice}, which RGFLOW_TFJS_NODE names: --engine tfjs will not start`);
  return `${tfjsNode} ${dim(`in ${choice}, which RGFLOW_TFJS_NODE names`)}`;
}

function storeText({ state, bytes, runs, message }: StoreState, { green, red, yellow }: Colors): string {
  const size = bytes === null ? '' : `, ${(bytes / 1e6).toFixed(1)} MB`;
  switch (state) {
    case 'ready':
      return `${green('ready')}${size}, ${runs} ${runs === 1 ? 'run' : 'runs'}`;
    case 'none yet':
      return 'none yet; the first `rgflow run` makes it';
    case 'in use':
      return `${yellow('in use')}${size}, by ${message}`;
    case 'unusable':
      return `${red('unusable')}: ${message}`;
    default:
      return state satisfies never;
  }
}

function threadsText(threads: number): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** What the system's loader says begins with the library's name and may name a file that is not there twice. */
function shortened(text: string): string {
  if (/cannot open shared object file|no such file|not found|could not be found/i.test(text)) return 'not here';
  return text.split('\n')[0]!;
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
