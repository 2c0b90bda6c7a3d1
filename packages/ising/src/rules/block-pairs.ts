import { DomainError } from '@rgflow/numerics';

/** Blocks of the square lattice and the spins around each, ±1. */
export interface BlockPairs {
  readonly count: number;
  /** Shape (count, side²): the block, row by row. */
  readonly blocks: Int8Array;
  /** Shape (count, around): the ring of spins beyond the buffer. */
  readonly surroundings: Int8Array;
}

interface PairOptions {
  /** L, spins along a side of the torus. */
  readonly size: number;
  /** Spins along a side of a block. */
  readonly side: number;
  /** Spins between a block and the ring, on each side. */
  readonly buffer: number;
}

/**
 * Sites of a block whose first spin is site 0, and of the ring of spins beyond its buffer. On a lattice of nearest
 * neighbours the ring stands for all beyond it: given the ring, the block knows no more.
 *
 * @throws {DomainError}  if block, buffer and ring do not fit on the torus.
 */
export function blockSites({ size, side, buffer }: PairOptions): {
  readonly block: readonly number[];
  readonly ring: readonly number[];
} {
  const outer = side + 2 * buffer + 2;
  if (!(side >= 1 && buffer >= 0 && outer <= size)) {
    throw new DomainError(
      `blockSites: a block of side ${side}, a buffer of ${buffer} and a ring around take a side of ${outer}; the torus has ${size}.`,
    );
  }
  const site = (y: number, x: number) => ((y + size) % size) * size + ((x + size) % size);
  const square = (from: number, to: number) => {
    const along = Array.from({ length: to - from }, (_, n) => from + n);
    return along.flatMap((y) => along.map((x) => [y, x] as const));
  };
  const [first, last] = [-buffer - 1, side + buffer];
  const isEdge = (n: number) => n === first || n === last;
  return {
    block: square(0, side).map(([y, x]) => site(y, x)),
    ring: square(first, last + 1)
      .filter(([y, x]) => isEdge(y) || isEdge(x))
      .map(([y, x]) => site(y, x)),
  };
}

/**
 * Blocks of many states, in places that share no spin of a block.
 *
 * @param states  ±1, shape (samples, size²).
 */
export function blockPairs(states: Int8Array, options: PairOptions): BlockPairs {
  const { size, side, buffer } = options;
  const { block, ring } = blockSites(options);
  const sites = size * size;
  const samples = states.length / sites;
  const along = Math.max(1, Math.floor(size / (side + buffer)));
  const count = samples * along * along;
  const blocks = new Int8Array(count * block.length);
  const surroundings = new Int8Array(count * ring.length);
  let pair = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (let place = 0; place < along * along; place++, pair++) {
      const [y, x] = [Math.floor(place / along) * (side + buffer), (place % along) * (side + buffer)];
      const at = (site: number) => {
        const row = (Math.floor(site / size) + y) % size;
        return states[sample * sites + row * size + (((site % size) + x) % size)]!;
      };
      block.forEach((site, n) => {
        blocks[pair * block.length + n] = at(site);
      });
      ring.forEach((site, n) => {
        surroundings[pair * ring.length + n] = at(site);
      });
    }
  }
  return { count, blocks, surroundings };
}
