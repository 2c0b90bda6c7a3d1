import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { LibraryHandle } from 'koffi';

/** A library with `cblas_sgemm`, loaded and set to its number of threads. */
export interface Blas extends BlasProducts {
  readonly name: string;
  readonly library: string;
  readonly kernel: string | null;
  readonly threads: number;
}

/** The calls that are made of a library. */
export interface BlasProducts {
  /** cblas_sgemm: order, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc. */
  readonly sgemm: (
    order: number,
    transposeA: number,
    transposeB: number,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: Float32Array,
    lda: number,
    b: Float32Array,
    ldb: number,
    beta: number,
    c: Float32Array,
    ldc: number,
  ) => void;
  /** cblas_ssyrk: order, half, transA, n, k, alpha, A, lda, beta, C, ldc. */
  readonly ssyrk: (
    order: number,
    half: number,
    transposeA: number,
    n: number,
    k: number,
    alpha: number,
    a: Float32Array,
    lda: number,
    beta: number,
    c: Float32Array,
    ldc: number,
  ) => void;
}

/** One library that was tried, and why it was not taken; `refused` is null for the one that was. */
export interface BlasAttempt {
  readonly library: string;
  readonly refused: string | null;
}

export interface BlasSearch {
  readonly blas: Blas | null;
  readonly attempts: readonly BlasAttempt[];
}

/** 'auto' tries the usual libraries, 'none' none; anything else is the path or soname of the one to try. */
export type BlasChoice = 'auto' | 'none' | (string & {});

/**
 * The first library that loads and speaks CBLAS with 32-bit integers: Accelerate on macOS, then MKL, OpenBLAS, BLIS, and
 * last the system's libblas where that is one of them under another name. A library that `wanted` names may be another, such
 * as ATLAS or the reference BLAS. With the libraries tried on the way.
 *
 * Only loads; whether it multiplies correctly is for `selfCheck`.
 *
 * @param wanted   From the option `blas`, or else the environment variable RGFLOW_BLAS, or else 'auto'.
 * @param threads  Threads the library may use in one product.
 */
export function findBlas(wanted: BlasChoice = blasChoice(), threads = 1): BlasSearch {
  const attempts: BlasAttempt[] = [];
  const libraries = wanted === 'auto' ? usualLibraries() : wanted === 'none' ? [] : [wanted];
  for (const library of libraries) {
    const loaded = loadBlas(library, threads, wanted !== 'auto');
    if (typeof loaded !== 'string') {
      attempts.push({ library, refused: null });
      return { blas: loaded, attempts };
    }
    attempts.push({ library, refused: loaded });
  }
  return { blas: null, attempts };
}

/**
 * The environment variables by which the library and its threads are chosen: how products are computed, not which. Stages
 * that use kernels declare them as provenance.
 */
export const blasVariables = ['RGFLOW_BLAS', 'VECLIB_MAXIMUM_THREADS', 'MKL_INTERFACE_LAYER'] as const;

/** The library that RGFLOW_BLAS names, 'none', or 'auto' if it is not set. */
export function blasChoice(): BlasChoice {
  return process.env.RGFLOW_BLAS || 'auto';
}

function usualLibraries(platform: NodeJS.Platform = process.platform): readonly string[] {
  if (platform === 'darwin') {
    return [
      '/System/Library/Frameworks/Accelerate.framework/Accelerate',
      'libopenblas.dylib',
      '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
      '/usr/local/opt/openblas/lib/libopenblas.dylib',
    ];
  }
  if (platform === 'win32')
    return ['mkl_rt.3.dll', 'mkl_rt.2.dll', 'mkl_rt.dll', 'libopenblas.dll', 'openblas.dll', 'libblis.dll'];
  return [
    'libmkl_rt.so.3',
    'libmkl_rt.so.2',
    'libmkl_rt.so',
    'libopenblas.so.0',
    'libopenblas.so',
    'libblis.so.4',
    'libblis.so.3',
    'libblis.so',
    'libcblas.so.3',
    'libblas.so.3',
  ];
}

/** The library, or the reason not to take it. One that was named may be any that speaks CBLAS. */
function loadBlas(path: string, threads: number, named: boolean): Blas | string {
  try {
    if (path.endsWith('/Accelerate')) return loadAccelerate(path, threads);
    const library = koffi().load(path);
    if (has(library, 'mkl_get_max_threads')) return loadMkl(library, path, threads);
    if (has(library, 'openblas_get_config')) return loadOpenBlas(library, path, threads);
    if (has(library, 'bli_thread_set_num_threads')) return loadBlis(library, path, threads);
    if (!has(library, 'cblas_sgemm')) return 'has no cblas_sgemm';
    if (!named) return 'not MKL, OpenBLAS or BLIS; the reference BLAS, which this may be, is slower than the WASM gemm';
    return { name: basename(path), library: path, kernel: null, threads: 1, ...productsOf(library) };
  } catch (error) {
    return (error as Error).message;
  }
}

function loadAccelerate(path: string, threads: number): Blas {
  // Read once by the framework when it is loaded; there is no call for it on every version of macOS.
  process.env.VECLIB_MAXIMUM_THREADS ??= String(threads);
  const library = koffi().load(path);
  const allowed = Number(process.env.VECLIB_MAXIMUM_THREADS);
  return { name: 'Accelerate', library: path, kernel: null, threads: allowed, ...productsOf(library) };
}

function loadMkl(library: LibraryHandle, path: string, threads: number): Blas | string {
  if (/ILP64/i.test(process.env.MKL_INTERFACE_LAYER ?? '')) {
    return 'MKL_INTERFACE_LAYER asks for 64-bit integers (ILP64); unset it';
  }
  // The single dynamic library picks its layers at the first call: 32-bit integers (LP64 = 0) and, so that no OpenMP
  // runtime is needed for it, one thread (sequential = 1).
  if (has(library, 'MKL_Set_Interface_Layer')) library.func('int MKL_Set_Interface_Layer(int)')(0);
  if (threads === 1 && has(library, 'MKL_Set_Threading_Layer')) library.func('int MKL_Set_Threading_Layer(int)')(1);
  library.func('void MKL_Set_Num_Threads(int)')(threads);
  const text = Buffer.alloc(256);
  library.func('MKL_Get_Version_String', 'void', ['void *', 'int'])(text, text.length);
  const version = text.toString('latin1').replace(/\0.*$/s, '').trim();
  return {
    name: `MKL ${/Version ([\d.]+)/.exec(version)?.[1] ?? ''}`.trim(),
    library: path,
    kernel: /for (.+) applications/i.exec(version)?.[1] ?? null,
    threads,
    ...productsOf(library),
  };
}

function loadOpenBlas(library: LibraryHandle, path: string, threads: number): Blas | string {
  const config = String(library.func('const char *openblas_get_config()')());
  if (config.includes('USE64BITINT')) return 'built for 64-bit integers (ILP64)';
  library.func('void openblas_set_num_threads(int)')(threads);
  return {
    name: /OpenBLAS \S+/.exec(config)?.[0] ?? 'OpenBLAS',
    library: path,
    kernel: String(library.func('const char *openblas_get_corename()')()),
    threads,
    ...productsOf(library),
  };
}

function loadBlis(library: LibraryHandle, path: string, threads: number): Blas | string {
  const integerBits = Number(library.func('int64_t bli_info_get_blas_int_type_size()')());
  if (integerBits !== 32) return `built for ${integerBits}-bit integers (ILP64)`;
  library.func('void bli_thread_set_num_threads(int64_t)')(threads);
  const version = String(library.func('const char *bli_info_get_version_str()')());
  const architecture = library.func('int bli_arch_query_id()')();
  return {
    name: `BLIS ${version}`,
    library: path,
    kernel: String(library.func('const char *bli_arch_string(int)')(architecture)),
    threads,
    ...productsOf(library),
  };
}

function productsOf(library: LibraryHandle): BlasProducts {
  const [int, float, array] = ['int', 'float', 'void *'];
  return {
    sgemm: library.func('cblas_sgemm', 'void', [
      ...[int, int, int, int, int, int],
      ...[float, array, int, array, int, float, array, int],
    ]) as BlasProducts['sgemm'],
    ssyrk: library.func('cblas_ssyrk', 'void', [
      ...[int, int, int, int, int],
      ...[float, array, int, float, array, int],
    ]) as BlasProducts['ssyrk'],
  };
}

function has(library: LibraryHandle, symbol: string): boolean {
  try {
    library.func(symbol, 'void', []);
    return true;
  } catch {
    return false;
  }
}

/** Loaded only where a BLAS is looked for: it is native code, which not every platform has, and takes its time. */
function koffi(): typeof import('koffi') {
  return createRequire(import.meta.url)('koffi') as typeof import('koffi');
}
