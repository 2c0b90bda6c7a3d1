/** An array that is too short, of another arena, already released, or an impossible dimension. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** The arena's memory cannot be reserved or is used up. */
export class ArenaError extends Error {
  override readonly name = 'ArenaError';
}
