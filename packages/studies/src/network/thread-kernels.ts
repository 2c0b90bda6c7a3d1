import { createKernels, type Kernels, numericsOf } from '@rgflow/kernels';

/** Address space of the arena of a worker thread; pages that are never touched take no memory. */
const ARENA_BYTES = 1 << 30;

let kernels: Kernels | null = null;

/**
 * The kernels of this thread, made once and given back empty; a stage that needs more than their arena gets a larger one.
 */
export function threadKernels(neededBytes = 0): Kernels {
  if (kernels === null || kernels.capacityBytes < neededBytes) {
    kernels = createKernels({ arenaBytes: Math.max(ARENA_BYTES, neededBytes) });
  }
  return kernels;
}

/** What stages that multiply matrices declare as their `numerics`. */
export function kernelNumerics(): string {
  return numericsOf(threadKernels());
}
