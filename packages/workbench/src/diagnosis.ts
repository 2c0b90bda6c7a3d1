import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { BlasAttempt, GemmImplementation, OpenBlasKernel } from '@rgflow/kernels';
import { StoreInUseError } from '@rgflow/store/errors';
import { openStore } from '@rgflow/store/open-store';
import { askFile, askStore } from './ask.js';
import { defaultStore } from './workspace.js';

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
    /** The kernel that an OpenBLAS picked, and the one in use; null of another library, and where it is not looked at. */
    readonly openBlas: OpenBlasKernel | null;
    /** What RGFLOW_BLAS says: 'auto' unless it is set. */
    readonly choice: string;
    readonly warnings: readonly string[];
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

/**
 * What this machine offers: which BLAS is in use and how fast it is, how much memory there is, and the state of a store.
 *
 * @param version  Of rgflow.
 */
export async function diagnose(version: string, file: string = defaultStore()): Promise<Diagnosis> {
  const { blasChoice, chooseOpenBlasKernel, createKernels, findBlas, measureGemm } = await import('@rgflow/kernels');
  const openBlas = chooseOpenBlasKernel();
  const warnings: string[] = [];
  const used = createKernels({ arenaBytes: ARENA_BYTES, warn: (message) => warnings.push(message) });
  const own = createKernels({ arenaBytes: ARENA_BYTES, blas: 'none' });
  const wanted = blasChoice();
  return {
    rgflow: version,
    gemm: {
      inUse: { ...used.gemmImplementation, gflops: measureGemm(used).gflops },
      wasm: { ...own.gemmImplementation, gflops: measureGemm(own).gflops },
      tried: findBlas(wanted).attempts,
      openBlas,
      choice: wanted,
      warnings,
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

/**
 * Read where the tfjs engine loads it from, not loaded: a library of hundreds of MB that ends processes it cannot run in.
 */
function tfjsNodeVersion(): string | null {
  const wanted = process.env.RGFLOW_TFJS_NODE || undefined;
  if (wanted === 'none') return null;
  const name = '@tensorflow/tfjs-node';
  try {
    const folder = wanted === undefined ? name : join(resolve(wanted), 'node_modules', name);
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
    const { runs, silent } = await runsOfOwner(file);
    const owner = `${command ?? 'another process'}, pid ${pid ?? 'unknown'}`;
    return { file, state: 'in use', bytes, runs, message: silent === null ? owner : `${owner}; ${silent}` };
  }
}

/** As its owner counts them; else why it does not answer. */
async function runsOfOwner(file: string): Promise<{ readonly runs: number | null; readonly silent: string | null }> {
  try {
    const [row] = await askFile(file)('select count(*) as runs from run');
    return { runs: Number(row?.runs), silent: null };
  } catch (error) {
    return { runs: null, silent: (error as Error).message };
  }
}
