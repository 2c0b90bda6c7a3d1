/**
 * An argument that a kernel cannot take: an array that is too short, of another arena or already released, an impossible
 * dimension, a label that is no class. (`ShapeError` of `@rgflow/numerics` is another: arrays whose shapes do not fit
 * together.)
 */
export class KernelArgumentError extends Error {
  override readonly name = 'KernelArgumentError';
}

/** The arena's memory cannot be reserved or is used up. */
export class ArenaError extends Error {
  override readonly name = 'ArenaError';
}
