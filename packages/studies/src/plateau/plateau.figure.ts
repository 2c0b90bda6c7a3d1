import type { Figure, SqlRow, SqlValue } from '@rgflow/drawing';
import {
  type CurvePoint,
  curvePoints,
  distinct,
  largestOf,
  linePanel,
  numberOf,
  refuseSweep,
  requireRows,
  type Series,
  smallestOf,
  svgDocument,
} from '@rgflow/drawing';
import { pow } from '@rgflow/numerics';
import { meanOf, meanOverSeeds, seedsOf } from '../mean-over-seeds.js';
import { orderedUpTo } from '../network/phase-border.js';
import { activationOf, activationRemark } from '../network/shown-activation.js';
import { formatVariance, phaseColours } from '../network/variance-looks.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { fewestSeeds, seedsPhrase, seedsRemark } from '../some-seeds.js';
import { plateauChange } from './plateau-change.js';

/** What networks of many depths learn, beside where the divergence of their layers stops growing. */
export const figure: Figure = {
  title: 'Depth beyond the plateau of the KL divergence',
  caption:
    'Left: validation accuracy after training against the depth of the network, the mean over seeds with its standard error. Beside a curve: its values that lie ' +
    'below the axis, and at which depth. The ring: the depth at which the last hidden layer is where the divergence of mean-field theory has 95 % (or the fraction asked for) of its asymptote. Middle ' +
    'and right: the published divergence of each layer of the deepest networks from the first, in nats per unit, the mean over seeds; line: the fit ' +
    'a(1 − bˣ); ring: where it has that fraction, both only where every network has a fit and the curve a plateau: the mean of its last quarter within a ' +
    'tenth of a. Blue: ordered phase; black: at the critical σ_w²; orange: chaotic.',

  queries: (study) => ({
    accuracies: `
      with networks as (
        select activation, output, sigma_w2, sigma_b2, width, depth, seed, arg_max_null(validation_accuracy, epoch) as accuracy
        from training where study = ${study} group by all
      )
      select activation, output, sigma_w2, sigma_b2, width, depth, count(*) as seeds,
             ${meanOverSeeds('accuracy', { seeds: 'some_seeds' })}
      from networks group by all order by all`,
    changes: plateauChange(study),
    layers: `
      select sigma_w2, snapshot, layer, ${NETWORKS_AND_SEEDS}, ${meanOverSeeds('kl_per_unit', { seeds: 'some_seeds' })}
      from kl_layer
      where study = ${study} and estimator = 'published' and depth = (select max(depth) from training where study = ${study})
        and layer < depth - (select max(skip_last) from kl_fit where study = ${study})
      group by all order by all`,
    fits: `
      select sigma_w2, snapshot, depth, skip_last, ${meanOf('a')} as a, ${meanOf('b')} as b, ${seedsOf('a')} as some_fits, max(fraction) as fraction
      from kl_fit join (select distinct fraction from kl_plateau where study = ${study}) on true
      where study = ${study} and depth = (select max(depth) from training where study = ${study})
      group by all order by all`,
  }),

  draw({ accuracies = [], changes = [], layers = [], fits = [] }) {
    requireRows(accuracies, 'plateau');
    for (const column of ['sigma_b2', 'width', 'activation', 'output']) refuseSweep(accuracies, column);
    refuseRepeatedSeeds(layers, 'σ_w², depth and seed');
    const activation = activationOf(accuracies[0]!);
    const sigmaB2 = numberOf(accuracies[0]!, 'sigma_b2');
    const sigmas = distinct(accuracies.map((row) => numberOf(row, 'sigma_w2')));
    const colours = phaseColours(sigmas, orderedUpTo(sigmaB2, activation));
    const depths = distinct(accuracies.map((row) => numberOf(row, 'depth')));
    const deepest = depths.at(-1)!;
    const skipLast = fits.length === 0 ? 1 : numberOf(fits[0]!, 'skip_last');
    const panel = { y: 0, width: WIDTH, height: HEIGHT, labelHeader: 'σ_w^2' } as const;
    const [lowest, highest] = accuracyDomain(accuracies);
    const bars = `standard error of the mean over ${seedsPhrase(accuracies)}`;
    return svgDocument({ width: 3 * WIDTH, height: HEIGHT, title: this.title, description: this.caption, bars }, [
      linePanel({
        ...panel,
        x: 0,
        heading: 'accuracy after training',
        subheading: `width ${numberOf(accuracies[0]!, 'width')}${activationRemark(activation)}; ring: plateau`,
        xLabel: 'depth',
        yLabel: 'validation accuracy',
        xScale: 'log',
        xTicks: depths,
        xFormat: String,
        yDomain: [lowest, highest],
        series: sigmas.flatMap((sigmaW2, i): readonly Series[] => {
          const own = ofSigma(accuracies, sigmaW2);
          const points = curvePoints(own, 'depth', 'accuracy', 'accuracy_se');
          const [change] = ofSigma(changes, sigmaW2);
          const at = change === undefined ? Number.NaN : numberOf(change, 'predicted') + 1 + skipLast;
          return [
            { points, colour: colours[i]!, dots: 2.2, label: formatVariance(sigmaW2), ...accuracyRemark(own, lowest) },
            { points: onLine(points, at), colour: colours[i]!, line: 'none', rings: RING },
          ];
        }),
      }),
      ...SNAPSHOTS.map(({ snapshot, heading, mark }, index) =>
        linePanel({
          ...panel,
          x: (index + 1) * WIDTH,
          heading: `${heading}, depth ${deepest}`,
          subheading: 'line: a(1 − b^x); ring: plateau',
          xLabel: 'layer',
          yLabel: 'nats per unit',
          xDomain: [0, deepest - 1 - skipLast],
          yDomain: [...divergenceDomain(layers)],
          series: sigmas.flatMap((sigmaW2, i): readonly Series[] => {
            const colour = colours[i]!;
            const own = ofSigma(layers, sigmaW2).filter((row) => row.snapshot === snapshot);
            const [fit] = ofSigma(fits, sigmaW2).filter((row) => row.snapshot === snapshot);
            const [change] = ofSigma(changes, sigmaW2);
            const some = fewestSeeds(fit === undefined ? [] : [fit], 'some_fits');
            const form = change?.[`${mark}_remark`] ?? null;
            const points = curvePoints(own, 'layer', 'kl_per_unit', 'kl_per_unit_se');
            return [
              {
                points,
                colour,
                line: 'none',
                dots: 1.4,
                label: formatVariance(sigmaW2),
                ...curveRemark(own, some, form),
              },
              ...(fit === undefined || change === undefined || some !== null || form !== null
                ? []
                : [
                    { points: fitted(fit, deepest - 1 - skipLast), colour, width: 1.1 },
                    {
                      points: [
                        { x: numberOf(change, mark), y: numberOf(fit, 'fraction') * numberOf(fit, 'a') },
                      ] as const,
                      colour,
                      line: 'none' as const,
                      rings: RING,
                    },
                  ]),
            ];
          }),
        }),
      ),
    ]);
  },
};

const WIDTH = 340;
const HEIGHT = 330;
const RING = 5;

const SNAPSHOTS = [
  { snapshot: 'init', heading: 'KL divergence, untrained', mark: 'untrained' },
  { snapshot: 'final', heading: 'KL divergence, trained', mark: 'trained' },
] as const;

const ofSigma = (rows: readonly SqlRow[], sigmaW2: number) => rows.filter((row) => row.sigma_w2 === sigmaW2);

/** What a curve of accuracies says after its label: of how many networks it is, and where it goes below the axis. */
function accuracyRemark(own: readonly SqlRow[], lowest: number): Pick<Series, 'remark'> {
  const below = own
    .filter((row) => numberOf(row, 'accuracy') < lowest)
    .map((row) => {
      const error = numberOf(row, 'accuracy_se');
      const bar = Number.isFinite(error) ? ` ± ${error.toFixed(2)}` : '';
      return `${numberOf(row, 'accuracy').toFixed(2)}${bar} at ${numberOf(row, 'depth')}`;
    });
  const told = [seedsRemark(own).remark, ...below].filter((part) => part !== undefined);
  return told.length === 0 ? {} : { remark: told.join(', ') };
}

/** What a curve says after its label: of how many networks it is, of how many the fit, and that it has no plateau. */
function curveRemark(own: readonly SqlRow[], fit: string | null, form: SqlValue): Pick<Series, 'remark'> {
  const told = [seedsRemark(own, { fit }).remark, form].filter((part) => typeof part === 'string');
  return told.length === 0 ? {} : { remark: told.join(', ') };
}

/** The point of a curve at x, on the straight line that a logarithmic axis has between its neighbours; none outside. */
function onLine(points: readonly CurvePoint[], x: number): readonly CurvePoint[] {
  const after = points.findIndex((point) => point.x >= x);
  const [before, next] = [points[after - 1], points[after]];
  if (before === undefined || next === undefined) return [];
  const share = Math.log(x / before.x) / Math.log(next.x / before.x);
  return [{ x, y: before.y + share * (next.y - before.y) }];
}

function fitted(fit: SqlRow, lastLayer: number): readonly CurvePoint[] {
  const [a, b] = [numberOf(fit, 'a'), numberOf(fit, 'b')];
  return Array.from({ length: 8 * lastLayer + 1 }, (_, k) => ({ x: k / 8, y: a * (1 - pow(b, k / 8)) }));
}

/**
 * What there is, but no more than the best fifth: a network that does not learn would hide the differences among those
 * that do.
 */
function accuracyDomain(accuracies: readonly SqlRow[]): readonly [number, number] {
  const values = accuracies.map((row) => numberOf(row, 'accuracy')).filter(Number.isFinite);
  const best = largestOf(values);
  const span = Math.min(Math.max(best - smallestOf(values), 0.05), 0.2);
  return [best - 1.1 * span, best + 0.1 * span];
}

/** One for both panels, so that they can be compared. */
function divergenceDomain(layers: readonly SqlRow[]): readonly [number, number] {
  const values = layers.map((row) => numberOf(row, 'kl_per_unit')).filter(Number.isFinite);
  return [Math.min(0, smallestOf(values)), Math.max(0.1, largestOf(values)) * 1.05];
}
