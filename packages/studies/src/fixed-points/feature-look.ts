import {
  type Features,
  featureCumulants,
  featureSpins,
  gaussianPseudoLikelihood,
  isingPseudoLikelihood,
} from '@rgflow/expfam';
import { type Estimate, estimate, square } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { chainOrder } from './chain-order.js';
import { correlationSquared, correlations, independent, ordered } from './unit-statistics.js';

const OPEN = { boundary: 'open', field: 'none' } as const;

/**
 * What a layer looks like: the coupling of its units as an open Ising chain (each above or below its median) in the
 * order that they have, in random orders, and in the order and gauge that look most like a chain; the same of
 * independent units; a dependence that knows no order; c/a as a Gaussian chain; and cumulants. Units that do not vary
 * are left out.
 *
 * @param features  Shape (samples, units).
 * @param orders    Random orders, and drawings of independent units.
 */
export function lookAt(features: Features, orders: number, random: RandomStream) {
  for (let i = 0; i < features.data.length; i++) {
    if (!Number.isFinite(features.data[i])) return { ...NOTHING, constant_units: 0, reason: 'the training diverged' };
  }
  const varying = varyingUnits(features);
  const units = varying.shape[1];
  const constant_units = features.shape[1] - units;
  if (units < 3) return { ...NOTHING, constant_units, reason: 'fewer than three units vary' };
  const spins = spinsOf(varying);
  const found = correlations(spins);
  const own = isingPseudoLikelihood(spins, OPEN);
  const permuted = estimate(
    Array.from({ length: orders }, (_, n) => {
      const order = [...random.split('order', { n }).permutation(units)];
      return couplingOf(ordered(spins, order));
    }),
  );
  const nulls = Array.from({ length: orders }, (_, n) =>
    bestCoupling(independent(spins, random.split('independent', { n }))),
  );
  const { ratio } = gaussianPseudoLikelihood(standardised(varying), OPEN);
  const { absoluteSkewness, excessKurtosis } = featureCumulants(varying);
  return {
    constant_units,
    ...told('coupling', own.coupling),
    permuted_coupling: finite(permuted.value),
    permuted_scatter: finite(permuted.standardError * Math.sqrt(orders)),
    best_coupling: finite(bestCoupling(spins, found)),
    best_null: finite(nulls.reduce((a, b) => a + b, 0) / orders),
    correlation_squared: correlationSquared(found, units, spins.shape[0]),
    ...told('ratio', ratio),
    ...told('absolute_skewness', absoluteSkewness),
    ...told('excess_kurtosis', excessKurtosis),
    reason: own.reason,
  };
}

const NOTHING = {
  coupling: null,
  coupling_se: null,
  permuted_coupling: null,
  permuted_scatter: null,
  best_coupling: null,
  best_null: null,
  correlation_squared: null,
  ratio: null,
  ratio_se: null,
  absolute_skewness: null,
  absolute_skewness_se: null,
  excess_kurtosis: null,
  excess_kurtosis_se: null,
} as const;

function told<N extends string>(name: N, of: Estimate | null) {
  return { [name]: of?.value ?? null, [`${name}_se`]: of?.standardError ?? null } as {
    [K in N | `${N}_se`]: number | null;
  };
}

/** Infinite where all neighbours agree. */
function couplingOf(spins: Features): number {
  return isingPseudoLikelihood(spins, OPEN).coupling?.value ?? Number.POSITIVE_INFINITY;
}

function bestCoupling(spins: Features, found = correlations(spins)): number {
  const { order, signs } = chainOrder(found, spins.shape[1]);
  return couplingOf(ordered(spins, order, signs));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Units that take two values are spins already; of others the median is the threshold. */
function spinsOf(features: Features): Features {
  const { shape, data } = features;
  const [samples, units] = shape;
  const medians = featureSpins(features, 'median').data;
  const spins = Int8Array.from(medians);
  for (let unit = 0; unit < units; unit++) {
    const values = new Set<number>();
    for (let row = 0; row < samples && values.size <= 2; row++) values.add(data[row * units + unit]!);
    if (values.size !== 2) continue;
    const low = Math.min(...values);
    for (let row = 0; row < samples; row++) spins[row * units + unit] = data[row * units + unit]! > low ? 1 : -1;
  }
  return { shape, data: spins };
}

function varyingUnits({ shape: [samples, units], data }: Features): Features {
  const kept = Array.from({ length: units }, (_, unit) => unit).filter((unit) => {
    for (let row = 1; row < samples; row++) if (data[row * units + unit] !== data[unit]) return true;
    return false;
  });
  if (kept.length === units) return { shape: [samples, units], data };
  const out = new Float64Array(samples * kept.length);
  for (let row = 0; row < samples; row++) {
    kept.forEach((unit, at) => {
      out[row * kept.length + at] = data[row * units + unit]!;
    });
  }
  return { shape: [samples, kept.length], data: out };
}

/** Each unit of mean 0 and variance 1: its scale is arbitrary. */
function standardised({ shape, data }: Features): Features {
  const [samples, units] = shape;
  const out = new Float64Array(samples * units);
  for (let unit = 0; unit < units; unit++) {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < samples; row++) sum += data[row * units + unit]! / samples;
    for (let row = 0; row < samples; row++) squares += square(data[row * units + unit]! - sum);
    const scale = Math.sqrt(squares / samples);
    for (let row = 0; row < samples; row++) out[row * units + unit] = (data[row * units + unit]! - sum) / scale;
  }
  return { shape, data: out };
}
