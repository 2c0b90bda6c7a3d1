import { distinct, FigureError, numberOf, type SqlRow } from '@rgflow/drawing';
import type { ActivationName } from '@rgflow/meanfield';
import { type Estimate, estimate, pow } from '@rgflow/numerics';
import { activationOf } from './shown-activation.js';

/** The networks that one figure can hold: everything but σ_w², the seed and the layer is the same for all of them. */
export interface Configuration {
  readonly activation: ActivationName;
  readonly sigmaB2: number;
  readonly depth: number;
  readonly width: number;
}

export interface CurvePoint {
  readonly layer: number;
  /**
   * D / (½ N ln 2πe σ_w²), the mean over seeds, which are its `samples`. The error is that over seeds where there are
   * several, of the network where there is one; NaN where one of several has a value.
   */
  readonly divergence: Estimate;
}

/** a(1 - bˣ), the mean over the seeds whose fit converged, on 0 <= x <= lastLayer. */
interface FittedCurve {
  at(x: number): number;
  readonly lastLayer: number;
  /** How many fits converged, of how many there are. */
  readonly converged: number;
  readonly fits: number;
}

export interface KlCurve {
  readonly snapshot: Snapshot;
  readonly sigmaW2: number;
  /** Finite points only, by layer; empty if there are none but that of layer 0, which is zero by definition. */
  readonly points: readonly CurvePoint[];
  readonly fit: FittedCurve | undefined;
}

export const SNAPSHOTS = ['init', 'final'] as const;
export type Snapshot = (typeof SNAPSHOTS)[number];

/** What the rows say, ready to draw. */
export interface KlCurves {
  readonly configuration: Configuration;
  /** Configurations in the rows that are not drawn. */
  readonly others: readonly Configuration[];
  readonly seeds: number;
  readonly curves: readonly KlCurve[];
}

/**
 * Rows of `kl_layer` and `kl_fit` (normalised, snapshots 'init' and 'final' only) as one curve per snapshot and σ_w².
 *
 * Layers beyond the fitted ones are left out; without any fit, the last two. Of several configurations the deepest, then
 * widest, then that of smallest σ_b², then tanh is taken. Rows that are not finite, as a diverged training leaves them, are
 * left out.
 *
 * @throws {FigureError}  if there is no row, no finite row, or two of the same seed for one point.
 */
export function klCurves(points: readonly SqlRow[], fits: readonly SqlRow[]): KlCurves {
  const [configuration, ...others] = configurations(points);
  if (configuration === undefined) {
    throw new FigureError(
      "the store has no rows of kl_layer for this study with estimator 'published' and snapshot 'init' or " +
        "'final'; `rgflow run <study>` makes them where kl.snapshots has one of these and kl.estimators has published.",
    );
  }
  const fitRows = fits.filter((row) => isOf(row, configuration));
  const lastLayer = lastFittedLayer(fitRows) ?? configuration.depth - 3;
  const rows = points.filter((row) => isOf(row, configuration) && numberOf(row, 'layer') <= lastLayer);
  const sigmas = distinct(rows.map((row) => numberOf(row, 'sigma_w2')));
  const curves = SNAPSHOTS.flatMap((snapshot) =>
    sigmas.flatMap((sigmaW2) => {
      const ofCurve = (row: SqlRow) => row.snapshot === snapshot && row.sigma_w2 === sigmaW2;
      const own = rows.filter(ofCurve);
      if (own.length === 0) return [];
      return [{ snapshot, sigmaW2, points: meanOverSeeds(own), fit: meanFit(fitRows.filter(ofCurve)) }];
    }),
  );
  if (curves.every((curve) => curve.points.length === 0)) {
    throw new FigureError(
      'beyond layer 0 no KL divergence of this study is finite, so there is nothing to draw; ' +
        'look at the trainings\' status (rgflow sql "select * from training").',
    );
  }
  return { configuration, others, seeds: distinct(rows.map((row) => numberOf(row, 'seed'))).length, curves };
}

/** Whether a row belongs to a configuration. */
export function isOf(row: SqlRow, { activation, sigmaB2, depth, width }: Configuration): boolean {
  const shares = row.sigma_b2 === sigmaB2 && row.depth === depth && row.width === width;
  return shares && activationOf(row) === activation;
}

function configurations(rows: readonly SqlRow[]): readonly Configuration[] {
  const byKey = new Map<string, Configuration>();
  for (const row of rows) {
    const [sigmaB2, depth, width] = [numberOf(row, 'sigma_b2'), numberOf(row, 'depth'), numberOf(row, 'width')];
    const activation = activationOf(row);
    byKey.set(`${sigmaB2} ${depth} ${width} ${activation}`, { activation, sigmaB2, depth, width });
  }
  const other = ({ activation }: Configuration) => Number(activation !== 'tanh');
  return [...byKey.values()].sort(
    (p, q) => q.depth - p.depth || q.width - p.width || p.sigmaB2 - q.sigmaB2 || other(p) - other(q),
  );
}

/**
 * A fit of n points is one of the layers 0 to n - 1: the narrower layers at the end of the paper's networks are left out.
 */
function lastFittedLayer(fits: readonly SqlRow[]): number | undefined {
  const counts = fits.map((row) => numberOf(row, 'points')).filter((count) => count >= 2);
  return counts.length === 0 ? undefined : Math.max(...counts) - 1;
}

function meanOverSeeds(rows: readonly SqlRow[]): readonly CurvePoint[] {
  const layers = distinct(rows.map((row) => numberOf(row, 'layer')));
  const points = layers.flatMap((layer) => {
    const atLayer = rows.filter((row) => row.layer === layer);
    refuseRepeatedSeeds(atLayer);
    const finite = atLayer.filter((row) => Number.isFinite(numberOf(row, 'divergence')));
    if (finite.length === 0) return [];
    const overSeeds = estimate(finite.map((row) => numberOf(row, 'divergence')));
    if (atLayer.length > 1) return [{ layer, divergence: overSeeds }];
    return [{ layer, divergence: { ...overSeeds, standardError: numberOf(finite[0]!, 'divergence_se') } }];
  });
  return points.some(({ layer }) => layer > 0) ? points : [];
}

/** Two rows of one seed mean that the study sweeps something that this figure would silently average over. */
function refuseRepeatedSeeds(rows: readonly SqlRow[]): void {
  if (new Set(rows.map((row) => row.seed)).size === rows.length) return;
  const { sigma_w2, snapshot, layer } = rows[0]!;
  throw new FigureError(
    `sigma_w2 = ${sigma_w2}, snapshot '${snapshot}', layer ${layer} has several rows of one seed; the figure ` +
      'knows sweeps over sigma_w2, sigma_b2, depth, width, activation and seed only. Fix the other swept parameters in the study.',
  );
}

function meanFit(rows: readonly SqlRow[]): FittedCurve | undefined {
  const converged = rows
    .filter((row) => row.converged === true)
    .map((row) => ({ a: numberOf(row, 'a'), b: numberOf(row, 'b'), points: numberOf(row, 'points') }))
    // Between the layers bˣ has no value for a negative b.
    .filter(({ a, b, points }) => Number.isFinite(a) && b >= 0 && b < Infinity && points >= 2);
  if (converged.length === 0) return undefined;
  return {
    at: (x) => mean(converged.map(({ a, b }) => a * (1 - pow(b, x)))),
    lastLayer: Math.max(...converged.map(({ points }) => points)) - 1,
    converged: converged.length,
    fits: rows.length,
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
