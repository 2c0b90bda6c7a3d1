import type { Figure, SqlRow } from '@rgflow/drawing';
import {
  FAINT_INK,
  largestOf,
  linePanel,
  niceDomain,
  numberOf,
  smallestOf,
  svgDocument,
  svgText,
} from '@rgflow/drawing';
import { errorOfOne } from './error-meaning.js';
import {
  type Configuration,
  isOf,
  type KlCurve,
  type KlCurves,
  klCurves,
  SNAPSHOTS,
  type Snapshot,
} from './kl-curves.js';
import { klSeries, layerTicks } from './kl-series.js';
import { orderedUpTo } from './phase-border.js';
import { activationRemark } from './shown-activation.js';
import { formatVariance, isCritical, phaseColours } from './variance-looks.js';

/**
 * Figures 7 and 8 of arXiv:2107.06898 with error bars: relative entropy against depth for each weight variance, before and
 * after training, with the fits a(1 - bˣ).
 */
export const figure: Figure = {
  title: 'KL divergence by depth',
  caption:
    "KL divergence of each layer's preactivations from the first layer's, D, in units of ½ N ln(2πe σ_w²) (N neurons a layer, " +
    'the last two layers left out), before and after training. Points: one network with the standard error over its images as a ' +
    'bar (of one image that of the sampling) where it is longer than the point, or the mean over seeds with its standard error as a band. Lines: least-squares fits a(1 − bˣ), x the layer; none ' +
    'where the fit did not converge, dashed where it did for only some of the seeds. Blue: ordered phase; black: the critical ' +
    'σ_w² of mean-field theory; orange: chaotic phase.',

  queries(study) {
    const cell = 'activation, sigma_w2, sigma_b2, depth, width, seed';
    const nats = '0.5 * ln(2 * pi() * exp(1) * sigma_w2)';
    const snapshots = `snapshot in (${SNAPSHOTS.map((snapshot) => `'${snapshot}'`).join(', ')})`;
    return {
      points: `
        select ${cell}, images, snapshot, layer, ${nats} as normaliser, kl_per_unit / normaliser as divergence,
               kl_per_unit_se / normaliser as divergence_se
        from kl_layer
        where study = ${study} and estimator = 'published' and ${snapshots} and sigma_w2 > 0
        order by all`,
      fits: `
        select ${cell}, snapshot, if(normalisation = 'paper', 1, ${nats}) as normaliser, a / normaliser as a, b, points, converged
        from kl_fit
        where study = ${study} and estimator = 'published' and ${snapshots} and sigma_w2 > 0
        order by all`,
      training: `
        select ${cell}, max(epoch) as epochs, arg_max_null(validation_accuracy, epoch) as validation_accuracy
        from training
        where study = ${study}
        group by all
        order by all`,
    };
  },

  draw({ points = [], fits = [], training = [] }) {
    const drawn = klCurves(points, fits);
    const { configuration, curves } = drawn;
    const critical = orderedUpTo(configuration.sigmaB2, configuration.activation);
    const sigmas = [...new Set(curves.map((curve) => curve.sigmaW2))];
    const colours = phaseColours(sigmas, critical);
    const snapshots = SNAPSHOTS.filter((snapshot) => curves.some((curve) => curve.snapshot === snapshot));
    const lastLayer = Math.max(
      1,
      largestOf(curves.flatMap(({ points, fit }) => [...points.map(({ layer }) => layer), fit?.lastLayer ?? 0])),
    );
    const divergence = divergenceDomain(curves);
    const look = {
      lastLayer,
      colour: (sigmaW2: number) => colours[sigmas.indexOf(sigmaW2)]!,
      isCritical: (sigmaW2: number) => isCritical(sigmaW2, critical),
    };
    const panels = snapshots.map((snapshot, index) =>
      linePanel({
        x: Y_TITLE_WIDTH + index * PANEL_WIDTH,
        y: 0,
        width: PANEL_WIDTH,
        height: PANEL_HEIGHT,
        margin: PANEL_MARGIN,
        inset: { right: 0, top: 0 },
        clip: false,
        heading: HEADINGS[snapshot],
        subheading: subheading(
          snapshot,
          training.filter((row) => isOf(row, configuration)),
        ),
        xLabel: 'layer',
        yLabel: '',
        xDomain: [0, lastLayer],
        xTicks: layerTicks(lastLayer),
        yDomain: divergence,
        yTicks: 5,
        zeroLine: 'dashed',
        labelHeader: 'σ_w^2',
        labelHeaderY: 31,
        series: klSeries(
          curves.filter((curve) => curve.snapshot === snapshot),
          look,
        ),
      }),
    );
    const width = Y_TITLE_WIDTH + snapshots.length * PANEL_WIDTH;
    const notes = footnotes(drawn);
    return svgDocument(
      {
        width,
        height: PANEL_HEIGHT + 6 + 13 * notes.length,
        title: this.title,
        description: this.caption,
        bars: errorOfOne(points),
        bands: `standard error of the mean over ${drawn.seeds} seeds`,
      },
      [
        ...panels,
        svgText('KL divergence   D / (½ N ln 2πe σ_w^2)', {
          x: 14,
          y: (PANEL_MARGIN.top + PANEL_HEIGHT - PANEL_MARGIN.bottom) / 2,
          size: 12,
          anchor: 'middle',
          rotate: -90,
        }),
        ...notes.map((note, line) =>
          svgText(note, {
            x: Y_TITLE_WIDTH + PANEL_MARGIN.left,
            y: PANEL_HEIGHT + 8 + 13 * line,
            size: 9.5,
            fill: FAINT_INK,
          }),
        ),
      ],
    );
  },
};

/** Two panels make 720 px: at a page's text width of 7 inches the type is between 7 and 9 points. */
const PANEL_WIDTH = 350;
const PANEL_HEIGHT = 330;
const Y_TITLE_WIDTH = 20;
/** Ticks to the left, direct labels to the right. */
const PANEL_MARGIN = { top: 46, right: 82, bottom: 44, left: 38 } as const;

const HEADINGS: Readonly<Record<Snapshot, string>> = { init: 'before training', final: 'after training' };

function subheading(snapshot: Snapshot, training: readonly SqlRow[]): string {
  switch (snapshot) {
    case 'init':
      return 'random weights and biases';
    case 'final': {
      const epochs = largestOf(training.map((row) => numberOf(row, 'epochs')));
      const accuracies = training.map((row) => numberOf(row, 'validation_accuracy')).filter(Number.isFinite);
      if (!Number.isFinite(epochs) || accuracies.length === 0) return '';
      const [least, most] = [smallestOf(accuracies).toFixed(2), largestOf(accuracies).toFixed(2)];
      const some = accuracies.length < training.length ? ` (${accuracies.length} of ${training.length})` : '';
      return `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, validation accuracy ${least === most ? least : `${least}–${most}`}${some}`;
    }
    default:
      return snapshot satisfies never;
  }
}

/**
 * Round limits around every point with its error and every fitted curve, with zero among them. The axis goes below zero only
 * for what is more than the margin under the axis could hold.
 */
function divergenceDomain(curves: readonly KlCurve[]): readonly [number, number] {
  const values = curves.flatMap(({ points, fit }) => [
    ...points.flatMap(({ divergence: { value, standardError } }) => {
      const error = Number.isFinite(standardError) ? standardError : 0;
      return [value - error, value + error];
    }),
    ...(fit === undefined ? [] : [fit.at(fit.lastLayer)]),
  ]);
  const high = Math.max(0, largestOf(values));
  const least = Math.min(0, smallestOf(values));
  return niceDomain([least < -0.01 * high ? least : 0, high]);
}

/** What the networks have in common, and what the rows held that is not drawn. */
function footnotes({ configuration, others, seeds, curves }: KlCurves): readonly string[] {
  const common = `${describe(configuration)}, ${seeds === 1 ? 'one network' : `${seeds} seeds`} for each σ_w^2`;
  const missing = curves.filter((curve) => curve.points.length === 0);
  const name = ({ sigmaW2, snapshot }: KlCurve) => `σ_w^2 = ${formatVariance(sigmaW2)} ${HEADINGS[snapshot]}`;
  const partial = curves.flatMap((curve) => {
    const fewest = smallestOf(curve.points.map((point) => point.divergence.samples));
    return fewest < seeds ? [`${name(curve)} (${fewest} of ${seeds})`] : [];
  });
  const dashed = curves.flatMap((curve) => {
    const { converged, fits } = curve.fit ?? { converged: 0, fits: 0 };
    return converged < fits ? [`${name(curve)} (${converged} of ${fits})`] : [];
  });
  return [
    common,
    ...(others.length === 0 ? [] : [`not drawn: ${others.map(describe).join('; ')}`]),
    ...(missing.length === 0 ? [] : [`no finite value: ${missing.map(name).join(', ')}`]),
    ...(partial.length === 0 ? [] : [`mean over some of the seeds: ${partial.join(', ')}`]),
    ...(dashed.length === 0 ? [] : [`dashed, fits of some of the seeds: ${dashed.join(', ')}`]),
  ];
}

function describe({ activation, depth, width, sigmaB2 }: Configuration): string {
  return `depth ${depth}, width ${width}, σ_b^2 = ${sigmaB2}${activationRemark(activation)}`;
}
