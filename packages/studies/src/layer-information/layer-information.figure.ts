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
  valuesToDraw,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { formatVariance, phaseColours } from '../network/variance-looks.js';
import { refuseRepeatedSeeds } from '../repeated-seeds.js';
import {
  bendsByNetwork,
  boundsByLayer,
  informationByLayer,
  ofLaterHalf,
  RANDOM,
  ratesByNetwork,
} from './information-curves.js';
import { trainingChanges } from './training-change.js';

/** What the units of a layer tell of each other: random, with noise, after training, at the transition, and in spins. */
export const figure: Figure = {
  title: 'What the units of a layer tell of each other',
  caption:
    'Multi-information T of the units of a layer, per unit and in nats. Top left: random networks; points: simulation, lines: mean-field theory with ' +
    'its first correction of finite width. Top middle: with noise of variance s² in every layer, between a lower and an upper bound; dashed: the upper ' +
    'one for infinite width. Top right: T after training less T before. Bottom left: what a layer adds to T (r_T) and to the divergence from independent ' +
    'normal units (r_D), over the later half of the layers; rings: predicted for the same layers; lines: infinitely deep, where r_T has a kink. Bottom middle: how ' +
    'much both bend at the transition, over the distance h of the two weight variances compared; lines: predicted for the same layers, dashed: infinitely ' +
    'deep. A kink is what does not go to zero with h. Bottom right: multi-information of a spin of the Ising chain along its decimation, and of ' +
    'the 4 × 4 torus (rings). Blue: ordered phase; black: near the critical σ_w²; orange: chaotic.',

  queries: (study) => ({
    layers: `from (${informationByLayer(study)}) where width = ${shownWidth(study)} order by all`,
    bounds: `from (${boundsByLayer(study)}) order by all`,
    training: `
      select activation, output, width, sigma_w2, layer, ${meanOverSeeds('difference', { seeds: 'some_seeds' })}, count(*) as networks, count(distinct seed) as seeds
      from (${trainingChanges(study)}) group by all order by all`,
    rates: `
      select activation, width, sigma_w2, first_layer, last_layer, ${meanOverSeeds('r_t')}, ${meanOverSeeds('r_d')},
             any_value(r_t_finite_width) as r_t_predicted, any_value(r_d_infinite_width) as r_d_predicted, count(*) as networks, count(distinct seed) as seeds
      from (${ofLaterHalf(ratesByNetwork(study))})
      where width = ${shownWidth(study)}
      group by all order by all`,
    bends: `
      select width, h, first_layer, last_layer, ${meanOverSeeds('bend_t')}, ${meanOverSeeds('bend_d')},
             any_value(bend_t_finite_width) as t_predicted, any_value(bend_d_infinite_width) as d_predicted, any_value(bend_t_deep) as t_deep,
             any_value(bend_d_deep) as d_deep
      from (${ofLaterHalf(bendsByNetwork(study))})
      where width = ${shownWidth(study)}
      group by all order by all`,
    deep: `select sigma_w2, multi_information_rate, push_forward_rate from information_rate where study = ${study} order by all`,
    kink: `select sigma_b2, sigma_w2_critical from information_kink where study = ${study} order by all`,
    spins: `select lattice, coupling, step, multi_information from decimation_information where study = ${study} order by all`,
  }),

  draw({ layers = [], bounds = [], training = [], rates = [], bends = [], deep = [], kink = [], spins = [] }) {
    requireRows(layers, 'layer-information');
    refuseSweep(layers, 'activation');
    refuseSweep(layers, 'sigma_b2');
    for (const rows of [layers, rates, training]) refuseRepeatedSeeds(rows);
    const critical = numberOf(kink[0] ?? {}, 'sigma_w2_critical');
    const all = distinct([...layers, ...bounds, ...training].map((row) => numberOf(row, 'sigma_w2')));
    const colours = phaseColours(all, critical);
    const colour = (sigmaW2: number) => colours[all.indexOf(sigmaW2)]!;
    const panels = [
      layersPanel(layers, colour),
      boundsPanel(bounds, colour),
      trainingPanel(training, colour),
      ratesPanel(rates, deep, critical),
      bendsPanel(bends),
      spinsPanel(spins),
    ];
    return panelSheet(
      SHEET,
      {
        title: this.title,
        description: this.caption,
        bars: 'standard error of the mean over networks',
        bands: 'between the bounds',
      },
      panels,
    );
  },
};

type Colour = (sigmaW2: number) => string;

const SHEET: Sheet = { columns: 3, rows: 2, width: 400, height: 340 };
const R_T = '#a3195b';
const R_D = '#3a7d44';

/** The width with most networks, of these the largest. */
function shownWidth(study: string): string {
  return `(select width from layer_information where study = ${study} and ${RANDOM}
           group by width order by count(distinct seed) desc, width desc limit 1)`;
}

const some = (rows: readonly SqlRow[], most: number) =>
  valuesToDraw(distinct(rows.map((row) => numberOf(row, 'sigma_w2'))), [1, 1.5, 1.76, 2.02, 2.52], most);

function layersPanel(rows: readonly SqlRow[], colour: Colour): SheetPanel {
  return {
    heading: `random networks, N = ${numberOf(rows[0]!, 'width')}`,
    subheading: 'points: simulation; lines: theory at this width',
    xLabel: 'layer',
    yLabel: 'T/N in nats',
    labelHeader: 'σ_w^2',
    series: some(rows, 5).flatMap((sigmaW2): readonly Series[] => {
      const own = rows.filter((row) => row.sigma_w2 === sigmaW2);
      const shown = own.filter((row) => numberOf(row, 'layer') % 5 === 0);
      return [
        {
          points: curvePoints(own, 'layer', 'finite_width'),
          colour: colour(sigmaW2),
          label: formatVariance(sigmaW2),
        },
        {
          points: shown.map((row) => ({
            x: numberOf(row, 'layer'),
            y: numberOf(row, 'multi_information'),
            error: numberOf(row, 'multi_information_se'),
          })),
          colour: colour(sigmaW2),
          line: 'none',
          dots: 2.2,
        },
      ];
    }),
  };
}

function boundsPanel(rows: readonly SqlRow[], colour: Colour): SheetPanel {
  const noises = distinct(rows.map((row) => numberOf(row, 'noise')));
  const noise = noises.find((value) => value === 0.01) ?? noises[0];
  const shown = rows.filter((row) => row.noise === noise);
  return {
    heading: noise === undefined ? 'noise in every layer: none asked for' : `noise in every layer, s^2 = ${noise}`,
    subheading: 'bands: the bounds; dashed: upper, infinite width',
    labelHeaderY: 44,
    xLabel: 'layer',
    yLabel: 'T/N in nats',
    labelHeader: 'σ_w^2',
    series: some(shown, 3).flatMap((sigmaW2): readonly Series[] => {
      const own = shown.filter((row) => row.sigma_w2 === sigmaW2);
      const place = (column: string) => curvePoints(own, 'layer', column);
      return [
        {
          points: place('upper_bound'),
          colour: colour(sigmaW2),
          width: 0.8,
          label: formatVariance(sigmaW2),
          band: own.map((row) => ({
            x: numberOf(row, 'layer'),
            low: numberOf(row, 'lower_bound'),
            high: numberOf(row, 'upper_bound'),
          })),
        },
        { points: place('lower_bound'), colour: colour(sigmaW2), width: 0.8 },
        { points: place('infinite_width_upper'), colour: colour(sigmaW2), line: 'dashed' },
      ];
    }),
  };
}

function trainingPanel(rows: readonly SqlRow[], colour: Colour): SheetPanel {
  return {
    heading: 'after training less before',
    subheading: rows.length === 0 ? '' : `N = ${numberOf(rows[0]!, 'width')}`,
    xLabel: 'layer',
    yLabel: 'change of T/N in nats',
    labelHeader: 'σ_w^2',
    series: distinct(rows.map((row) => numberOf(row, 'sigma_w2'))).map((sigmaW2) => ({
      points: rows
        .filter((row) => row.sigma_w2 === sigmaW2)
        .map((row) => ({
          x: numberOf(row, 'layer'),
          y: numberOf(row, 'difference'),
          error: numberOf(row, 'difference_se'),
        })),
      colour: colour(sigmaW2),
      dots: 1.6,
      label: formatVariance(sigmaW2),
    })),
  };
}

function ratesPanel(rates: readonly SqlRow[], deep: readonly SqlRow[], critical: number): SheetPanel {
  const [first] = rates;
  const measured = (column: string, colour: string): readonly Series[] => [
    {
      points: rates.map((row) => ({
        x: numberOf(row, 'sigma_w2'),
        y: numberOf(row, column),
        error: numberOf(row, `${column}_se`),
      })),
      colour,
      line: 'none',
      dots: 2.2,
    },
    {
      points: curvePoints(rates, 'sigma_w2', `${column}_predicted`),
      colour,
      line: 'none',
      rings: 4,
    },
  ];
  const line = (column: string) =>
    deep
      .map((row) => ({ x: numberOf(row, 'sigma_w2'), y: numberOf(row, column) }))
      .filter(({ y }) => Number.isFinite(y));
  const largest = largestOf(rates.map((row) => numberOf(row, 'sigma_w2')));
  const within = <P extends { readonly x: number }>(points: readonly P[]) =>
    points.filter(({ x }) => x <= largest + 0.05);
  return {
    heading: 'what a layer adds',
    subheading:
      first === undefined
        ? ''
        : `dots: layers ${numberOf(first, 'first_layer')} to ${numberOf(first, 'last_layer')}; rings: theory for them; lines: infinitely deep`,
    xLabel: 'σ_w^2',
    yLabel: 'nats per unit and layer',
    yDomain: [0.5, Math.max(0.55, 1.02 * largestOf(rates.map((row) => numberOf(row, 'r_d'))))],
    rules: Number.isFinite(critical) ? [{ x: critical, label: 'critical' }] : [],
    series: [
      { points: within(line('push_forward_rate')), colour: R_D, label: 'r_D' },
      { points: within(line('multi_information_rate')), colour: R_T, label: 'r_T' },
      ...measured('r_d', R_D),
      ...measured('r_t', R_T),
    ],
  };
}

function bendsPanel(rows: readonly SqlRow[]): SheetPanel {
  const curve = (column: string) => curvePoints(rows, 'h', column);
  const of = (name: 't' | 'd', colour: string, label: string): readonly Series[] => [
    { points: curve(`${name}_predicted`), colour, label },
    { points: curve(`${name}_deep`), colour, line: 'dashed', ...(name === 't' ? { label: 'r_T, deep' } : {}) },
    {
      points: rows.map((row) => ({
        x: numberOf(row, 'h'),
        y: numberOf(row, `bend_${name}`),
        error: numberOf(row, `bend_${name}_se`),
      })),
      colour,
      line: 'none',
      dots: 2.4,
    },
  ];
  return {
    heading: 'bend at the transition',
    subheading: 'change of slope; lines: predicted; dashed: infinitely deep',
    xLabel: 'h, to either side of the middle σ_w^2',
    yLabel: 'change of slope',
    xDomain: [0, Math.max(0.1, largestOf(rows.map((row) => numberOf(row, 'h'))))],
    series: [...of('d', R_D, 'r_D'), ...of('t', R_T, 'r_T')],
  };
}

function spinsPanel(rows: readonly SqlRow[]): SheetPanel {
  const couplings = distinct(rows.map((row) => numberOf(row, 'coupling')));
  const greys = ['#a9b2ba', '#7a858f', '#48525b', INK];
  const of = (lattice: string, coupling: number) =>
    rows
      .filter((row) => row.lattice === lattice && row.coupling === coupling)
      .map((row) => ({ x: numberOf(row, 'step'), y: numberOf(row, 'multi_information') }));
  // Of strong couplings the small torus tells nearly the same: rings that would lie on others are left out.
  const apart = couplings.filter((coupling, k) => {
    const [before, own] = [of('torus', couplings[k - 1] ?? Number.NaN), of('torus', coupling)];
    return before.length !== own.length || own.some(({ y }, step) => Math.abs(y - before[step]!.y) > 0.01);
  });
  return {
    heading: 'spins along decimation',
    subheading: `lines: Ising chain; rings: 4 × 4 torus, K = ${apart.join(', ')}`,
    xLabel: 'decimation step n',
    yLabel: 't_n in nats per spin kept',
    series: couplings.flatMap((coupling, k): readonly Series[] => {
      const colour = greys[Math.min(k, greys.length - 1)]!;
      const chain = of('chain', coupling);
      return [
        { points: chain, colour, dots: 1.6 },
        // Curves fall: there is room right of where they begin, and none where all have ended.
        { points: chain.slice(0, 1), colour, line: 'none', label: `K = ${coupling}`, labelPlace: 'right' },
        ...(apart.includes(coupling)
          ? [{ points: of('torus', coupling), colour, line: 'none', rings: 3.2 } as const]
          : []),
      ];
    }),
  };
}
