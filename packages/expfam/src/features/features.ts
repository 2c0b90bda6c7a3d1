import { DomainError, ShapeError } from '@rgflow/numerics';

/**
 * What a layer of a network, or a chain, gives: a row is one sample, its columns the units in their order along the chain.
 */
export interface Features {
  /** (samples, units). */
  readonly shape: readonly [number, number];
  /** Row-major. */
  readonly data: ArrayLike<number>;
}

export interface ChainOptions {
  /** Whether the last unit is a neighbour of the first. */
  readonly boundary: 'periodic' | 'open';
}

export function checkFeatures(where: string, { shape: [samples, units], data }: Features, fewestUnits: number): void {
  if (!(samples >= 1 && units >= fewestUnits) || data.length !== samples * units) {
    throw new ShapeError(
      `${where}: ${data.length} entries of shape (${samples}, ${units}); expected samples x units of them, with at least ` +
        `${fewestUnits} units.`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new DomainError(
        `${where}: unit ${i % units} of sample ${Math.floor(i / units)} is ${data[i]}; expected a finite number.`,
      );
    }
  }
}

/**
 * Features as spins: 1 above a threshold, -1 below and at it. With 'median' each unit has its own, so that it is up in half
 * of the samples (but for ties), and a bias of the unit is not taken for a field.
 *
 * @throws {ShapeError}   if the shape does not fit the data.
 * @throws {DomainError}  if an entry is not finite.
 *
 * @example
 * featureSpins({ shape: [2, 2], data: [0.3, -0.2, 5, 0.1] }, 'zero').data; // 1, -1, 1, 1
 */
export function featureSpins(
  features: Features,
  threshold: 'zero' | 'median',
): Features & { readonly data: Int8Array } {
  checkFeatures('featureSpins', features, 1);
  const { shape, data } = features;
  const [samples, units] = shape;
  const thresholds = new Float64Array(units);
  if (threshold === 'median') {
    const column = new Float64Array(samples);
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < samples; row++) column[row] = data[row * units + unit]!;
      column.sort();
      thresholds[unit] = (column[(samples - 1) >> 1]! + column[samples >> 1]!) / 2;
    }
  }
  const spins = Int8Array.from({ length: samples * units }, (_, i) => (data[i]! > thresholds[i % units]! ? 1 : -1));
  return { shape, data: spins };
}
