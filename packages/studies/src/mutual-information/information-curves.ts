import type { Series } from '@rgflow/drawing';
import { curvePoints, distinct, numberOf, refuseSweep, type SqlRow, valuesToDraw } from '@rgflow/drawing';
import { meanOf, seedsOf } from '../mean-over-seeds.js';
import { orderedUpTo } from '../network/phase-border.js';
import { activationOf, activationRemark } from '../network/shown-activation.js';
import { formatVariance, phaseColours } from '../network/variance-looks.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';
import { type NoiseScale, noiseScales } from './noise-scale.js';

/** Query for `mutual_information` as the figures take it: the mean over seeds of each curve and of its bounds. */
export function informationQuery(study: string, condition: string): string {
  return `
    select activation, output, sigma_w2, sigma_b2, depth, width, snapshot, target, estimator, noise_scale, noise, layer, samples,
           ${meanOf('mi')} as mi, ${meanOf('mi_lower')} as mi_lower, ${meanOf('mi_upper')} as mi_upper, ${NETWORKS_AND_SEEDS},
           ${seedsOf('mi')} as some_seeds
    from mutual_information
    where study = ${study} and ${condition}
    group by all
    order by all`;
}

/** One colour for each σ_w², as in the figures of the KL divergence. */
export interface InformationColours {
  readonly sigmaW2: readonly number[];
  /** ', relu' where the networks are not of tanh. */
  readonly remark: string;
  colour(sigmaW2: number): string;
}

/**
 * At most eight of the σ_w² in the rows, with their colours.
 *
 * @throws {FigureError}  if the study sweeps what the figure would silently average over.
 */
export function informationColours(rows: readonly SqlRow[]): InformationColours {
  for (const column of ['sigma_b2', 'width', 'samples', 'activation', 'output']) refuseSweep(rows, column);
  refuseRepeatedSeeds(rows);
  const activation = activationOf(rows[0]!);
  const sigmaW2 = valuesToDraw(
    distinct(rows.map((row) => numberOf(row, 'sigma_w2'))),
    [1, 1.25, 1.5, 1.76, 2, 2.5, 3.5],
    8,
  );
  const colours = phaseColours(sigmaW2, orderedUpTo(numberOf(rows[0]!, 'sigma_b2'), activation));
  return { sigmaW2, remark: activationRemark(activation), colour: (value) => colours[sigmaW2.indexOf(value)]! };
}

/** The curve of each σ_w² by layer, between its bounds where it has them. */
export function informationCurves(rows: readonly SqlRow[], { sigmaW2, colour }: InformationColours): readonly Series[] {
  return sigmaW2.map((value): Series => {
    const own = rows.filter((row) => row.sigma_w2 === value);
    return {
      points: curvePoints(own, 'layer', 'mi'),
      band: own.map((row) => ({
        x: numberOf(row, 'layer'),
        low: numberOf(row, 'mi_lower'),
        high: numberOf(row, 'mi_upper'),
      })),
      colour: colour(value),
      label: formatVariance(value),
      ...seedsRemark(own),
    };
  });
}

/** What the bands of these curves are. */
export function boundBands(rows: readonly SqlRow[]): string {
  return `from the lower to the upper bound, each the mean over ${seedsPhrase(rows)}`;
}

/** The scales of the noise that there are, in the order of the panels. */
export function scalesOf(rows: readonly SqlRow[]): readonly NoiseScale[] {
  return noiseScales.filter((scale) => rows.some((row) => row.noise_scale === scale));
}

/** How a panel calls the variance of the noise: s^2 = 0.1, or s^2 = 0.1 v where it is in units of that of the layer. */
export function noiseLabel(scale: NoiseScale, noise: number): string {
  return scale === 'absolute' ? `s^2 = ${noise}` : `s^2 = ${noise} v`;
}

/** The noise nearest to 0.1, the one that is drawn where there is room for one. */
export function middleNoise(rows: readonly SqlRow[]): number {
  const noises = distinct(rows.map((row) => numberOf(row, 'noise')).filter(Number.isFinite));
  const away = (noise: number) => Math.abs(Math.log(noise / 0.1));
  return noises.reduce((nearest, noise) => (away(noise) < away(nearest) ? noise : nearest), noises[0] ?? Number.NaN);
}
