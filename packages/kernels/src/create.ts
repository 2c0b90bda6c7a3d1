import { Arena } from './arena.js';
import { type BlasChoice, blasChoice, findBlas } from './blas.js';
import { adviseHugePages } from './huge-pages.js';
import type { GemmImplementation, Kernels } from './kernels.js';
import { selfCheck } from './self-check.js';
import { instantiateFusedGemm, instantiateKernels } from './wasm.js';
import { WasmKernels } from './wasm-kernels.js';

export interface KernelsOptions {
  /**
   * Bytes to reserve for all arrays; they become resident only where they are used. 1 GiB if not given; from 2 MiB to below
   * 4 GiB.
   */
  readonly arenaBytes?: number;
  /**
   * Which BLAS multiplies matrices: 'auto' the first usual one that is found, 'none' the WASM gemm, or the path or soname
   * of one. If not given, what the environment variable RGFLOW_BLAS says, or 'auto'.
   */
  readonly blas?: BlasChoice;
  /** Threads the BLAS may use; 1 if not given, because parallelism is across cells. The WASM gemm has one. */
  readonly threads?: number;
  /**
   * 'fused' lets the WASM gemm use relaxed SIMD's multiply-add where the engine has it, which rounds once or twice as
   * the processor likes; 'portable' keeps to the SIMD whose results are the same on every machine. 'fused' if not given.
   */
  readonly wasmGemm?: 'fused' | 'portable';
  /** Told when a BLAS was found but cannot be used; `process.emitWarning` if not given. */
  readonly warn?: (message: string) => void;
}

/**
 * Kernels on an arena of their own, with the fastest gemm that passes its check.
 *
 * @throws {ArenaError} if `arenaBytes` is out of range or cannot be reserved.
 *
 * @example
 * const kernels = createKernels({ blas: 'none' });
 * const x = kernels.float32(3);
 * x.set([-1, 0, 1]);
 * kernels.activate('tanh', x, x); // x is [-0.7615941, 0, 0.7615941]
 */
export function createKernels(options: KernelsOptions = {}): Kernels {
  const { arenaBytes = 2 ** 30, blas: wanted = blasChoice(), threads = 1, wasmGemm = 'fused' } = options;
  const warn = options.warn ?? ((message: string) => process.emitWarning(message));
  const arena = new Arena(arenaBytes);
  const wasm = instantiateKernels(arena.memory);
  const fused = wasmGemm === 'fused' ? instantiateFusedGemm(arena.memory) : null;
  const gemm = fused ?? wasm;
  const base = Math.max(wasm.heapBase(), gemm.heapBase());
  arena.keep(base + gemm.gemmScratchBytes() + 64);
  const implementation: GemmImplementation = {
    kind: 'wasm',
    name: fused === null ? 'rgflow WASM SIMD' : 'rgflow WASM relaxed SIMD',
    library: null,
    kernel: null,
    threads: 1,
  };
  const own = new WasmKernels(arena, wasm, gemm, Math.ceil(base / 64) * 64, implementation, null);
  const { blas, attempts } = findBlas(wanted, threads);
  if (blas === null) {
    if (wanted !== 'auto' && wanted !== 'none') {
      warn(
        `rgflow: the BLAS ${wanted} cannot be used: ${attempts[0]?.refused}. Multiplying with ${implementation.name}.`,
      );
    }
    return own;
  }
  adviseHugePages(arena.memory);
  const { sgemm, ssyrk, ...description } = blas;
  const fast = new WasmKernels(
    arena,
    wasm,
    gemm,
    Math.ceil(base / 64) * 64,
    { kind: 'blas', ...description },
    { sgemm, ssyrk },
  );
  const mismatch = selfCheck(fast, own);
  if (mismatch === null) return fast;
  warn(
    `rgflow: ${blas.name} (${blas.library}, kernel ${blas.kernel}) multiplies wrongly: ${mismatch}. Multiplying with ${implementation.name}; name another library in RGFLOW_BLAS.`,
  );
  return own;
}
