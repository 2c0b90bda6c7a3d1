import { activations, criticalPoint, noCriticalPoint } from '@rgflow/meanfield';
import { DomainError, ShapeError } from '@rgflow/numerics';
import { divergence } from '@rgflow/numerics/data-collapse';
import { jackknife } from '@rgflow/numerics/jackknife';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { nullIfUndefined } from '../undefined-values.js';
import { lossDivergenceColumns } from './loss-divergence.columns.js';
import { lossParameters, SCALES } from './loss-looks.js';
import { isDeep, type Loss, LossCurves, type PredictedLoss, sizeExponent } from './loss-points.js';
import { lossQualityColumns } from './loss-quality.columns.js';
import { lossScaleColumns } from './loss-scale.columns.js';
import { lossSizeColumns } from './loss-size.columns.js';
import { lossesTensor } from './losses-tensor.js';
import { predictedLossColumns } from './predicted-loss.columns.js';

const { activation, sigmaB2, correlation, samples } = lossParameters;

/**
 * What the layers in which networks lose their inputs say of their length by themselves: how well they fall on one curve by
 * several scales, the scales by which they do best, where these diverge and how; and how all that of theory does by the same
 * fits. Of networks the fits are to means over them, with pseudo-values of the jackknife.
 */
export const lossCollapseStage = defineStage({
  name: 'loss-collapse',
  module: import.meta.url,
  params: z.strictObject({ activation, sigmaB2, correlation, samples }),
  inputs: { losses: lossesTensor, predicted_loss: table(predictedLossColumns) },
  outputs: {
    loss_scale: table(lossScaleColumns),
    loss_divergence: table(lossDivergenceColumns),
    loss_quality: table(lossQualityColumns),
    loss_size: table(lossSizeColumns),
  },
  run({ params, inputs: { losses, predicted_loss: looks } }) {
    const options = { activation: activations[params.activation] };
    const missing = noCriticalPoint(params.sigmaB2, options.activation);
    const critical = missing === null ? criticalPoint(params.sigmaB2, options).sigmaW2 : Number.NaN;
    const networks = losses.map(({ data, layer: seed }) => ({ seed, layers: data }));
    const all = SCALES.flatMap((scale) => groupsOf(scale, looks, networks)).map((group) => rowsOf(group, critical));
    return {
      loss_scale: all.flatMap(({ scales }) => scales),
      loss_divergence: all.flatMap(({ divergences }) => divergences),
      loss_quality: all.flatMap(({ qualities }) => qualities),
      loss_size: all.flatMap(({ sizes }) => sizes),
    };
  },
});

/** Layers of one convention of the noise, of networks or of theory, which is one network without a number. */
interface Group {
  readonly head: { readonly noise_scale: string; readonly whose: string };
  readonly looks: readonly PredictedLoss[];
  readonly networks: readonly { readonly seed: number | null; readonly layers: ArrayLike<number> }[];
  readonly sizeOrder: number;
}

function groupsOf(scale: string, looks: readonly PredictedLoss[], networks: Group['networks']): readonly Group[] {
  const here = looks.map((look, n) => ({ look, n })).filter(({ look }) => look.noise_scale === scale && isDeep(look));
  const widths = new Set(looks.map(({ units }) => units)).size;
  const group = (whose: string, layersOf: Group['networks'], sizeOrder: number): Group => {
    // A look counts if every network loses its inputs there.
    const kept = here.filter(({ n }) => layersOf.every(({ layers }) => layers[n]! > 0));
    return {
      head: { noise_scale: scale, whose },
      looks: kept.map(({ look }) => look),
      networks: layersOf.map(({ seed, layers }) => ({ seed, layers: kept.map(({ n }) => layers[n]!) })),
      sizeOrder,
    };
  };
  const theory = (column: 'infinite_width' | 'finite_width') => [
    { seed: null, layers: looks.map((look) => look[column] ?? Number.NaN) },
  ];
  const order = Math.min(2, widths - 1);
  return [
    group('networks', networks, order),
    group('infinite width', theory('infinite_width'), 0),
    group('finite width', theory('finite_width'), order),
  ];
}

function rowsOf(group: Group, critical: number) {
  const { head, looks, networks, sizeOrder } = group;
  const variances = [...new Set(looks.map((look) => look.sigma_w2))];
  const logXi = variances.map((sigmaW2) => Math.log(looks.find((look) => look.sigma_w2 === sigmaW2)!.xi_c));
  const shiftsOf = remembered((kept) => new LossCurves(meanLosses(group, kept), variances, sizeOrder).shifts);
  /** A statistic of means over networks, a row for each pseudo-value. */
  const statistic = (of: (kept: readonly number[]) => number) => {
    const values = jackknife(networks.length, (kept) => orNaN(() => of(kept)));
    return values.map((value, j) => ({ ...head, seed: networks[j]!.seed, value: nullIfUndefined(value) }));
  };
  const scales = variances.flatMap((sigma_w2, i) =>
    statistic((kept) => shiftsOf(kept)[i]!).map(({ value, ...row }): Row<typeof lossScaleColumns> => {
      return { ...row, sigma_w2, log_scale: value, log_xi_c: logXi[i]! - logXi[0]! };
    }),
  );
  const logVariances = variances.map(Math.log);
  const divergences = [0, 1, 2].flatMap((corrections) => {
    const found = remembered((kept) => divergence(shiftsOf(kept), logVariances, corrections));
    const criticals = statistic((kept) => Math.exp(found(kept).critical));
    return statistic((kept) => found(kept).exponent).map(
      ({ value, ...row }, j): Row<typeof lossDivergenceColumns> => ({
        ...row,
        corrections,
        exponent: value,
        sigma_w2_critical: criticals[j]!.value,
        sigma_w2_theory: critical,
        reason: value === null ? 'the scales do not tell where they diverge' : null,
      }),
    );
  });
  const qualities = networks.flatMap(({ seed }, j) => {
    const losses = meanLosses(group, [j]);
    return scalingsOf(looks, variances, critical).flatMap(({ scaling, shifts }) =>
      [...new Set([0, sizeOrder])].map((size_order): Row<typeof lossQualityColumns> => {
        const scatter = orNaN(() => new LossCurves(losses, variances, size_order).scatter(shifts));
        return { ...head, seed, scaling, size_order, scatter: nullIfUndefined(scatter) };
      }),
    );
  });
  const { cells } = sizeExponent(meanLosses(group, [0]));
  const sizes =
    sizeOrder === 0
      ? []
      : statistic((kept) => sizeExponent(meanLosses(group, kept)).exponent).map(
          ({ value, ...row }): Row<typeof lossSizeColumns> => {
            return { ...row, cells, size_exponent: value };
          },
        );
  return { scales, divergences, qualities, sizes };
}

/** Geometric means over some of the networks. */
function meanLosses({ looks, networks }: Group, kept: readonly number[]): readonly Loss[] {
  return looks.map((look, n) => {
    const sum = kept.reduce((total, j) => total + Math.log(networks[j]!.layers[n]!), 0);
    return { look, layer: Math.exp(sum / kept.length) };
  });
}

/** Scales that layers may or may not collapse by: that of theory, and wrong ones; undefined for the best there is. */
function scalingsOf(looks: readonly PredictedLoss[], variances: readonly number[], critical: number) {
  const of = (column: 'xi_c' | 'xi_q') =>
    variances.map((sigmaW2) => Math.log(looks.find((look) => look.sigma_w2 === sigmaW2)![column]));
  const xi = of('xi_c');
  // ξ_c as it were if it diverged elsewhere.
  const elsewhere = (shift: number) =>
    variances.map((sigmaW2, i) => {
      return xi[i]! + Math.log(Math.log(critical / sigmaW2)) - Math.log(Math.log((critical + shift) / sigmaW2));
    });
  const wrong = [SHIFT, -SHIFT / 2]
    .filter((shift) => critical + shift > Math.max(...variances))
    .map((shift) => ({ scaling: `critical ${shift > 0 ? '+' : '-'} ${Math.abs(shift)}`, shifts: elsewhere(shift) }));
  return [
    { scaling: 'best', shifts: undefined },
    { scaling: 'xi_c', shifts: xi },
    { scaling: 'xi_c^(1/2)', shifts: xi.map((shift) => shift / 2) },
    { scaling: 'xi_c^(3/2)', shifts: xi.map((shift) => 1.5 * shift) },
    ...wrong,
    { scaling: 'xi_q', shifts: of('xi_q') },
    { scaling: 'none', shifts: xi.map(() => 0) },
  ];
}

/** How far off a wrong critical σ_w² is. */
const SHIFT = 0.1;

/** The same, once for each choice of networks. */
function remembered<T>(of: (kept: readonly number[]) => T): (kept: readonly number[]) => T {
  const found = new Map<string, T>();
  return (kept) => {
    const key = kept.join();
    const value = found.has(key) ? found.get(key)! : of(kept);
    found.set(key, value);
    return value;
  };
}

/** NaN where a fit cannot be made. */
function orNaN(fit: () => number): number {
  try {
    return fit();
  } catch (error) {
    if (error instanceof DomainError || error instanceof ShapeError) return Number.NaN;
    throw error;
  }
}
