import type { Figure, Series, Sheet, SheetPanel, SqlRow } from '@rgflow/drawing';
import {
  curvePoints,
  distinct,
  INK,
  largestOf,
  numberOf,
  panelSheet,
  refuseSweep,
  requireRows,
  smallestOf,
  valuesToDraw,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { formatVariance, phaseColours } from '../network/variance-looks.js';
import { refuseRepeatedSeeds } from '../repeated-seeds.js';
import { lossesByNetwork, qualityByNetwork } from './noisy-information-curves.js';

/** Where noisy networks lose their inputs: as it is, collapsed by ξ_c, and what a finite width does to it. */
export const figure: Figure = {
  title: 'Where noisy networks lose their inputs',
  caption:
    'The layer l in which a bound on what a layer with noise s² tells of 100 inputs falls below half of ln 100, in random tanh networks of the ordered ' +
    'phase. Top, the largest width alone. Left: by the noise; points: simulation, lines: mean-field theory with its first correction of finite width, dashed: ' +
    'infinite width. Middle: the same over ξ_c, by x = ln[2Nq*(1 - ρ_0)/(κ ln(√M + 1))]: inputs near each other; black: l = ξ_c x. Right: inputs ' +
    'as far from each other as images are. Bottom, inputs near each other. Left: the scale by which layers of all three widths together collapse best, over that of the ' +
    'first σ_w², by the distance from the critical σ_c²; rings: noise in units of the variance of the layer; line: ξ_c. Middle: how much earlier than at ' +
    'infinite width, by ξ_c/N; lines: first correction. Right: scatter of ln l about one curve, all widths together: by the best scale, by ξ_c (ξ), by ξ_c as it were if it ' +
    'diverged at a σ_c² less by 0.05 (σ−) or more by 0.1 (σ+), by its powers 3/2 and 1/2, by no scale (1), by ξ_q.',

  queries: (study) => ({
    looks: `
      select activation, sigma_b2, correlation, units, sigma_w2, noise, bound, any_value(scaled) as x, ${meanOverSeeds('layer')},
             ${meanOverSeeds('layer / xi_c', { as: 'over_xi' })}, any_value(infinite_width) as infinite_width, any_value(finite_width) as finite_width,
             any_value(infinite_width / xi_c) as infinite_over_xi, count(*) as networks, count(distinct seed) as seeds
      from information_loss
      where study = ${study} and noise_scale = 'absolute' and units = (select max(units) from information_loss where study = ${study})
      group by all order by all`,
    scales: `
      select correlation, noise_scale, sigma_w2, ${meanOverSeeds('log_scale')}, any_value(log_xi_c) as log_xi_c,
             any_value(ln(sigma_w2_theory / sigma_w2)) as distance
      from loss_scale join (select distinct study, correlation, noise_scale, sigma_w2_theory from loss_divergence) using (study, correlation, noise_scale)
      where study = ${study} and whose = 'networks' group by all order by all`,
    sizes: `
      select correlation, units, size, ${meanOverSeeds('earlier')}, any_value(earlier_predicted) as predicted
      from (${lossesByNetwork(study)}) where noise_scale = 'absolute' group by all order by all`,
    qualities: `
      select correlation, noise_scale, scaling, ${meanOverSeeds('scatter')}
      from (${qualityByNetwork(study)}) group by all order by all`,
  }),

  draw({ looks = [], scales = [], sizes = [], qualities = [] }) {
    requireRows(looks, 'noisy-information');
    refuseSweep(looks, 'activation');
    refuseSweep(looks, 'sigma_b2');
    refuseRepeatedSeeds(looks);
    const variances = distinct(looks.map((row) => numberOf(row, 'sigma_w2')));
    const critical = largestOf(scales.map((row) => numberOf(row, 'sigma_w2') * Math.exp(numberOf(row, 'distance'))));
    const colours = phaseColours(variances, critical);
    const colour = (sigmaW2: number) => colours[variances.indexOf(sigmaW2)]!;
    const correlations = distinct(looks.map((row) => numberOf(row, 'correlation')));
    const [far, near] = [correlations[0]!, correlations.at(-1)!];
    const at = (rows: readonly SqlRow[], correlation: number) => rows.filter((row) => row.correlation === correlation);
    const panels = [
      layersPanel(at(looks, near), colour),
      collapsePanel(at(looks, near), colour, `inputs near each other, ρ_0 = ${near}`),
      collapsePanel(at(looks, far), colour, `inputs apart, ρ_0 = ${far}`),
      scalesPanel(at(scales, near)),
      sizesPanel(at(sizes, near)),
      qualitiesPanel(at(qualities, near)),
    ];
    return panelSheet(
      SHEET,
      {
        title: this.title,
        description: this.caption,
        bars: 'standard error of the mean over networks',
      },
      panels,
    );
  },
};

type Colour = (sigmaW2: number) => string;

const SHEET: Sheet = { columns: 3, rows: 2, width: 400, height: 340 };
const SIZE_COLOURS = ['#3a7d44', '#b8860b', '#a3195b'];

function layersPanel(rows: readonly SqlRow[], colour: Colour): SheetPanel {
  const lower = rows.filter((row) => row.bound === 'lower');
  const shown = valuesToDraw(distinct(lower.map((row) => numberOf(row, 'sigma_w2'))), [1.2, 1.38, 1.5, 1.58, 1.66], 5);
  return {
    heading: `half of the inputs lost, N = ${numberOf(rows[0]!, 'units')}`,
    subheading: 'lines: theory at this width; dashed: N → ∞',
    xLabel: 's^2, variance of the noise',
    yLabel: 'layer, lower bound',
    xScale: 'log',
    xTicks: distinct(lower.map((row) => numberOf(row, 'noise'))),
    labelHeader: 'σ_w^2',
    series: shown.flatMap((sigmaW2): readonly Series[] => {
      const own = lower.filter((row) => row.sigma_w2 === sigmaW2);
      return [
        {
          points: curvePoints(own, 'noise', 'finite_width'),
          colour: colour(sigmaW2),
          label: formatVariance(sigmaW2),
          labelPlace: 'column',
        },
        { points: curvePoints(own, 'noise', 'infinite_width'), colour: colour(sigmaW2), line: 'dashed' },
        { points: withError(own, 'noise', 'layer'), colour: colour(sigmaW2), line: 'none', dots: 2.4 },
      ];
    }),
  };
}

function collapsePanel(rows: readonly SqlRow[], colour: Colour, heading: string): SheetPanel {
  const largest = Math.max(0, largestOf(rows.map((row) => numberOf(row, 'x'))));
  const variances = distinct(rows.map((row) => numberOf(row, 'sigma_w2')));
  const shown = valuesToDraw(variances, [1.2, 1.38, 1.5, 1.58, 1.66], 5);
  return {
    heading: `${heading}, N = ${numberOf(rows[0]!, 'units')}`,
    subheading: 'points: simulation; dashed: N → ∞; black: l = ξ_c x',
    xLabel: 'x',
    yLabel: 'layer over ξ_c',
    labelHeader: 'σ_w^2',
    series: [
      {
        points: [
          { x: 0, y: 0 },
          { x: largest, y: largest },
        ],
        colour: INK,
      },
      ...variances.flatMap((sigmaW2): readonly Series[] => {
        const own = rows.filter((row) => row.sigma_w2 === sigmaW2).sort((p, q) => numberOf(p, 'x') - numberOf(q, 'x'));
        const label = shown.includes(sigmaW2) ? { label: formatVariance(sigmaW2) } : {};
        return [
          { points: curvePoints(own, 'x', 'infinite_over_xi'), colour: colour(sigmaW2), line: 'dashed', width: 0.8 },
          { points: withError(own, 'x', 'over_xi'), colour: colour(sigmaW2), line: 'none', dots: 2, ...label },
        ];
      }),
    ],
  };
}

function scalesPanel(rows: readonly SqlRow[]): SheetPanel {
  const of = (scale: string) => rows.filter((row) => row.noise_scale === scale);
  const distances = rows.map((row) => numberOf(row, 'distance'));
  return {
    heading: 'the scale by the collapse alone',
    subheading: 'all widths together; line: ξ_c; rings: noise in units of the variance',
    xLabel: 'ln(σ_c^2/σ_w^2)',
    yLabel: 'ln of scale over the first',
    xScale: 'log',
    xTicks: [0.05, 0.1, 0.2, 0.3, 0.4].filter((tick) => tick >= smallestOf(distances) && tick <= largestOf(distances)),
    series: [
      { points: curvePoints(of('absolute'), 'distance', 'log_xi_c'), colour: INK },
      { points: withError(of('absolute'), 'distance', 'log_scale'), colour: SIZE_COLOURS[2]!, line: 'none', dots: 2.6 },
      { points: withError(of('layer'), 'distance', 'log_scale'), colour: SIZE_COLOURS[2]!, line: 'none', rings: 4 },
    ],
  };
}

function sizesPanel(rows: readonly SqlRow[]): SheetPanel {
  const widths = distinct(rows.map((row) => numberOf(row, 'units')));
  return {
    heading: 'earlier than infinite width',
    subheading: 'points: simulation; lines: first correction of width',
    xLabel: 'ξ_c/N',
    yLabel: '1 - l/l_∞',
    labelHeader: 'N',
    series: widths.flatMap((units, k): readonly Series[] => {
      const own = rows.filter((row) => row.units === units);
      const colour = SIZE_COLOURS[k % SIZE_COLOURS.length]!;
      return [
        { points: curvePoints(own, 'size', 'predicted'), colour },
        { points: withError(own, 'size', 'earlier'), colour, line: 'none', dots: 2.4, label: String(units) },
      ];
    }),
  };
}

/** What the scales are called below the axis. */
const SCALINGS: readonly (readonly [string, string])[] = [
  ['best', 'best'],
  ['xi_c', 'ξ'],
  ['critical - 0.05', 'σ−'],
  ['critical + 0.1', 'σ+'],
  ['xi_c^(3/2)', 'ξ√ξ'],
  ['xi_c^(1/2)', '√ξ'],
  ['none', '1'],
  ['xi_q', 'ξq'],
];

function qualitiesPanel(rows: readonly SqlRow[]): SheetPanel {
  const points = (scale: string) =>
    SCALINGS.flatMap(([scaling], x) =>
      rows
        .filter((row) => row.scaling === scaling && row.noise_scale === scale)
        .map((row) => ({ x, y: numberOf(row, 'scatter'), error: numberOf(row, 'scatter_se') })),
    );
  return {
    heading: 'how well the layers collapse',
    subheading: 'all widths together; rings: noise in units of the variance',
    xLabel: 'by which scale',
    yLabel: 'scatter of ln l about one curve',
    xTicks: SCALINGS.map((_, x) => x),
    xFormat: (x) => SCALINGS[x]?.[1] ?? '',
    xDomain: [-0.4, SCALINGS.length - 0.6],
    series: [
      { points: points('absolute'), colour: SIZE_COLOURS[0]!, line: 'none', dots: 2.8 },
      { points: points('layer'), colour: SIZE_COLOURS[0]!, line: 'none', rings: 4.4 },
    ],
  };
}

function withError(rows: readonly SqlRow[], x: string, y: string) {
  return rows.map((row) => ({ x: numberOf(row, x), y: numberOf(row, y), error: numberOf(row, `${y}_se`) }));
}
