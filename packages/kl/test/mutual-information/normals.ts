import type { RandomStream } from '@rgflow/random';
import type { Samples } from '../../src/mutual-information/index.js';

/** Standard normal samples. */
export function normals(samples: number, units: number, random: RandomStream): Samples {
  const data = Float64Array.from(random.normals(new Float32Array(samples * units)));
  return { shape: [samples, units], data };
}

/** Pairs (x, y) of normal numbers, each unit of y correlated with the same unit of x. */
export function correlatedPairs(samples: number, units: number, rho: number, random: RandomStream) {
  const x = normals(samples, units, random.split('x'));
  const z = normals(samples, units, random.split('z'));
  const data = Float64Array.from(x.data, (value, n) => rho * value + Math.sqrt(1 - rho * rho) * z.data[n]!);
  return { x, y: { shape: x.shape, data } satisfies Samples };
}

/** The rows of a matrix given as an array of rows. */
export function rows(...values: readonly (readonly number[])[]): Samples {
  return { shape: [values.length, values[0]!.length], data: Float64Array.from(values.flat()) };
}
