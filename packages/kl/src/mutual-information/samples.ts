import { DomainError, ShapeError } from '@rgflow/numerics';

/** Samples of some units, a row each: what the estimators of mutual information take. */
export interface Samples {
  readonly shape: readonly [samples: number, units: number];
  /** Row-major. */
  readonly data: Float32Array | Float64Array;
}

/**
 * Refuses what is no matrix of finite numbers.
 *
 * @param where  Name of the estimator, for the message.
 * @param what   What the samples are to it: 'h', 'x'.
 * @param least  The fewest samples that it can do with.
 */
export function checkSamples(where: string, what: string, { shape, data }: Samples, least = 1): void {
  const [samples, units] = shape;
  if (!Number.isSafeInteger(samples) || samples < least || !Number.isSafeInteger(units) || units < 1) {
    throw new ShapeError(
      `${where}: ${what} has shape (${samples}, ${units}); expected at least ${least} samples of at least one unit.`,
    );
  }
  if (data.length !== samples * units) {
    throw new ShapeError(
      `${where}: ${what} has shape (${samples}, ${units}) but ${data.length} entries; expected ${samples * units}.`,
    );
  }
  let fault = 0;
  while (fault < data.length && Number.isFinite(data[fault]!)) fault++;
  if (fault < data.length) {
    throw new DomainError(
      `${where}: ${what} has ${data[fault]} in row ${Math.floor(fault / units)}; expected finite numbers: has the ` +
        'training diverged?',
    );
  }
}
