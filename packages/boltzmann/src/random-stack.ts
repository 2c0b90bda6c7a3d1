import type { RandomStream } from '@rgflow/random';
import { spectralNorm } from './spectral-norm.js';
import type { GaussianStack } from './stack.js';

/** What a random stack is drawn by. */
export interface RandomStackParameters {
  /** Hidden layers. */
  readonly depth: number;
  /** Units of a hidden layer. */
  readonly units: number;
  /** Units of the visible layer. */
  readonly visible: number;
  /** Spectral norm of every coupling. */
  readonly g: number;
  /** Standard deviation of the fields. */
  readonly field: number;
}

/**
 * A stack of Gaussian layers whose couplings have independent normal entries, each coupling scaled to the spectral norm g.
 *
 * Layer l is drawn from a stream of its own, so a deeper stack has the same layers nearest to the visible one, and one of
 * another g the same up to the scale.
 */
export function randomStack(parameters: RandomStackParameters, random: RandomStream): GaussianStack {
  const { depth, units, visible, g, field } = parameters;
  const widths = [visible, ...Array.from({ length: depth }, () => units)];
  return {
    fields: widths.map((n, layer) =>
      Array.from(random.split('field', { layer }).normals(new Float32Array(n)), (x) => field * x),
    ),
    couplings: widths.slice(1).map((columns, layer) => {
      const entries = random.split('coupling', { layer }).normals(new Float32Array(widths[layer]! * columns));
      const coupling = Array.from({ length: widths[layer]! }, (_, i) =>
        Array.from(entries.subarray(i * columns, (i + 1) * columns)),
      );
      const scale = g / spectralNorm(coupling);
      return coupling.map((row) => row.map((x) => scale * x));
    }),
  };
}
