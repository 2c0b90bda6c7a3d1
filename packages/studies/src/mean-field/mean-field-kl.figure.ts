import type { Figure, SqlRow } from '@rgflow/drawing';
import { distinct, linePanel, numberOf, requireRows, type Series, svgDocument, valuesToDraw } from '@rgflow/drawing';
import { pow } from '@rgflow/numerics';
import { orderedUpTo } from '../network/phase-border.js';
import { activationOf, shownActivation } from '../network/shown-activation.js';
import { formatVariance, phaseColours } from '../network/variance-looks.js';

/**
 * What mean-field theory predicts of the KL divergence by layer: of the published estimator, and of the divergence
 * itself.
 */
export const figure: Figure = {
  title: 'KL divergence by depth in mean-field theory',
  caption:
    'Divergence of layer m from layer 0 per unit, in nats, that mean-field theory predicts for one input of an infinitely wide random network. Left: ' +
    'the published estimator, ½ ln(q_m/q_0), and dashed the form a(1 − bˣ) with a its limit and b = χ_q. Right: the divergence of the ' +
    'pushed-forward distribution, whose Jacobian the published estimator leaves out: it grows by the same amount in every deep layer and does not ' +
    'saturate. Blue: ordered phase; black: at the critical σ_w²; orange: chaotic phase.',

  queries: (study) => ({
    layers: `
      select activation, sigma_w2, sigma_b2, input_second_moment, depth, estimator, layer, kl_per_unit
      from predicted_kl
      where study = ${study} and activation = ${shownActivation(study, 'predicted_kl')}
        and estimator in ('published', 'push-forward') and kl_per_unit is not null
      order by all`,
    saturation: `
      select activation, sigma_w2, sigma_b2, input_second_moment, depth, a * ln(2 * pi() * exp(1) * sigma_w2) / 2 as limit_per_unit, b
      from predicted_saturation
      where study = ${study} and activation = ${shownActivation(study, 'predicted_saturation')} and a is not null
      order by all`,
  }),

  draw({ layers = [], saturation = [] }) {
    requireRows(layers, 'mean-field');
    const shown = configurationOf(layers[0]!);
    const drawn = layers.filter((row) => configurationOf(row).key === shown.key);
    const sigmas = valuesToDraw(
      distinct(drawn.map((row) => numberOf(row, 'sigma_w2'))),
      [1, 1.5, 1.76, 2, 2.5, 3, 3.5],
      8,
    );
    const activation = activationOf(layers[0]!);
    const colours = phaseColours(sigmas, orderedUpTo(shown.sigmaB2, activation));
    const curves = (estimator: string): readonly Series[] =>
      sigmas.map((sigmaW2, i) => ({
        points: drawn
          .filter((row) => row.estimator === estimator && numberOf(row, 'sigma_w2') === sigmaW2)
          .map((row) => ({ x: numberOf(row, 'layer'), y: numberOf(row, 'kl_per_unit') })),
        colour: colours[i]!,
        label: formatVariance(sigmaW2),
        dots: 2,
      }));
    const forms = sigmas.flatMap((sigmaW2, i): readonly Series[] =>
      saturation
        .filter((row) => configurationOf(row).key === shown.key && numberOf(row, 'sigma_w2') === sigmaW2)
        .map((row) => ({
          points: saturationCurve(row, shown.depth - 1),
          colour: colours[i]!,
          line: 'dashed',
          width: 1,
        })),
    );
    const frame = {
      y: 0,
      width: 380,
      height: 340,
      xLabel: 'layer',
      xDomain: [0, Math.max(1, shown.depth - 1)],
      labelHeader: 'σ_w^2',
    } as const;
    const pushed = curves('push-forward').filter(({ points }) => points.length > 0);
    const networks = `${activation}, σ_b^2 = ${shown.sigmaB2}, mean square of the input ${shown.inputSecondMoment}`;
    const width = pushed.length > 0 ? 760 : 380;
    return svgDocument({ width, height: 340, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'published estimator',
        subheading: pushed.length > 0 ? 'dashed: a(1 − b^x) with b = χ_q' : networks,
        yLabel: 'nats per unit',
        series: [...forms, ...curves('published').map((series) => ({ ...series, line: 'none' as const }))],
      }),
      ...(pushed.length > 0
        ? [
            linePanel({
              ...frame,
              x: 380,
              heading: 'push-forward, with its Jacobian',
              subheading: networks,
              yLabel: 'nats per unit',
              series: pushed,
            }),
          ]
        : []),
    ]);
  },
};

interface Configuration {
  readonly sigmaB2: number;
  readonly inputSecondMoment: number;
  readonly depth: number;
  readonly key: string;
}

/** All but σ_w²: the curves of one configuration are drawn together. */
function configurationOf(row: SqlRow): Configuration {
  const [sigmaB2, inputSecondMoment, depth] = [
    numberOf(row, 'sigma_b2'),
    numberOf(row, 'input_second_moment'),
    numberOf(row, 'depth'),
  ];
  return { sigmaB2, inputSecondMoment, depth, key: `${sigmaB2} ${inputSecondMoment} ${depth}` };
}

function saturationCurve(row: SqlRow, lastLayer: number) {
  const [limit, b] = [numberOf(row, 'limit_per_unit'), numberOf(row, 'b')];
  return Array.from({ length: 8 * lastLayer + 1 }, (_, k) => ({ x: k / 8, y: limit * (1 - pow(b, k / 8)) }));
}
