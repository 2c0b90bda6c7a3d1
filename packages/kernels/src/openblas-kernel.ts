import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type { LibraryHandle } from 'koffi';
import { type BlasChoice, blasChoice } from './blas.js';

/** Which of its kernels an OpenBLAS multiplies with in this process, and why. */
export interface OpenBlasKernel {
  readonly library: string;
  /** What it picked by itself, or as OPENBLAS_CORETYPE told it. */
  readonly picked: string;
  /** What multiplies now. */
  readonly kernel: string;
  /** Where the one picked is older than the instructions of this processor, the one that uses them; otherwise null. */
  readonly suited: string | null;
}

/**
 * Has the OpenBLAS that `findBlas` will find multiply with a kernel that uses the instructions of this processor, and keeps
 * it loaded so: OpenBLAS knows processors by their model, and takes one for SSE3, Prescott, on a model newer than itself. It
 * picks once, when it is loaded, so it is loaded again under another OPENBLAS_CORETYPE. Where that variable is set, or the
 * pick uses AVX2, it stays as it is; so it does where the library was in use before, in a worker thread, whose environment
 * OpenBLAS does not see, and anywhere but on Linux and x86-64.
 *
 * Call it on the main thread, before threads of the process multiply: they share the library. No part of `createKernels`,
 * whose modules are in the key of every training.
 *
 * @param wanted  as of `findBlas`
 * @returns null if the library is no OpenBLAS or cannot be loaded, and where nothing is looked at.
 *
 * @example On a processor with AVX-512 that OpenBLAS 0.3.21 does not know
 * chooseOpenBlasKernel(); // { library: 'libopenblas.so.0', picked: 'Prescott', kernel: 'SkylakeX', suited: 'SkylakeX' }
 */
export function chooseOpenBlasKernel(wanted: BlasChoice = blasChoice()): OpenBlasKernel | null {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !isMainThread || wanted === 'none') return null;
  const known = chosen.get(wanted);
  if (known !== undefined) return known;
  const choice = choose(wanted === 'auto' ? usualOnLinux : [wanted]);
  chosen.set(wanted, choice);
  return choice;
}

const chosen = new Map<BlasChoice, OpenBlasKernel | null>();

/** What was loaded stays so, that threads find it as it is. */
const loaded: LibraryHandle[] = [];

/** What `findBlas` tries, in its order. */
export const usualOnLinux: readonly string[] = [
  ...['libmkl_rt.so.3', 'libmkl_rt.so.2', 'libmkl_rt.so'],
  ...['libopenblas.so.0', 'libopenblas.so'],
  ...['libblis.so.4', 'libblis.so.3', 'libblis.so'],
  ...['libcblas.so.3', 'libblas.so.3'],
];

function choose(libraries: readonly string[]): OpenBlasKernel | null {
  for (const library of libraries) {
    const handle = load(library);
    if (handle === null) continue;
    const config = text(handle, 'openblas_get_config');
    if (config?.includes('USE64BITINT')) continue;
    loaded.push(handle);
    return config === null ? null : chooseOf(library, handle, config.includes('DYNAMIC_ARCH'));
  }
  return null;
}

function chooseOf(library: string, handle: LibraryHandle, hasSeveral: boolean): OpenBlasKernel {
  const picked = text(handle, 'openblas_get_corename') ?? 'unknown';
  const suited = hasSeveral && withoutAvx2.has(picked) ? suitedKernel(picked, processorFlags()) : null;
  if (suited === null || process.env.OPENBLAS_CORETYPE !== undefined)
    return { library, picked, kernel: picked, suited };
  loaded.splice(loaded.indexOf(handle), 1);
  handle.unload();
  process.env.OPENBLAS_CORETYPE = suited;
  const again = load(library);
  // It is for this library alone: programs that are started from here have their own.
  delete process.env.OPENBLAS_CORETYPE;
  if (again === null) return { library, picked, kernel: picked, suited };
  loaded.push(again);
  return { library, picked, kernel: text(again, 'openblas_get_corename') ?? 'unknown', suited };
}

/** Kernels that OpenBLAS has for processors without AVX2. */
const withoutAvx2: ReadonlySet<string> = new Set([
  ...['Prescott', 'Core2', 'Penryn', 'Dunnington', 'Nehalem', 'Atom', 'Nano', 'Sandybridge'],
  ...['Opteron', 'Opteron_SSE3', 'Barcelona', 'Bobcat'],
]);

/** What the kernels are compiled for, the best first. */
const kernelsByFlags = [
  ['SkylakeX', ['avx512f', 'avx512cd', 'avx512bw', 'avx512dq', 'avx512vl', 'avx2', 'fma', 'bmi1', 'bmi2']],
  ['Haswell', ['avx2', 'fma', 'bmi1', 'bmi2']],
] as const;

/**
 * The kernel of OpenBLAS that uses the instructions of a processor, where the one it picked is for processors without AVX2;
 * null where that is as it should be.
 *
 * @param flags  as Linux names them in /proc/cpuinfo
 *
 * @example
 * suitedKernel('Prescott', new Set(['avx2', 'fma', 'bmi1', 'bmi2'])); // 'Haswell'
 * suitedKernel('SapphireRapids', new Set(['avx2', 'fma', 'bmi1', 'bmi2'])); // null
 */
export function suitedKernel(picked: string, flags: ReadonlySet<string>): string | null {
  if (!withoutAvx2.has(picked)) return null;
  return kernelsByFlags.find(([, needed]) => needed.every((flag) => flags.has(flag)))?.[0] ?? null;
}

/** Of the first processor: its flags stand in the first kilobytes, and there may be hundreds of processors. */
export function processorFlags(): ReadonlySet<string> {
  const start = Buffer.alloc(16_384);
  try {
    const file = openSync('/proc/cpuinfo', 'r');
    const bytes = readSync(file, start);
    closeSync(file);
    return new Set(/^flags\s*: (.*)\n/m.exec(start.toString('latin1', 0, bytes))?.[1]?.split(' '));
  } catch {
    return new Set();
  }
}

function load(library: string): LibraryHandle | null {
  try {
    return (createRequire(import.meta.url)('koffi') as typeof import('koffi')).load(library);
  } catch {
    return null;
  }
}

/** What a call without arguments says; null if the library does not have it. */
function text(library: LibraryHandle, call: string): string | null {
  try {
    return String(library.func(call, 'const char *', [])());
  } catch {
    return null;
  }
}
