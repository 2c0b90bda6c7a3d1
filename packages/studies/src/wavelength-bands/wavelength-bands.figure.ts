import type { Figure, Series, Sheet, SheetPanel, SqlRow } from '@rgflow/drawing';
import {
  distinct,
  largestOf,
  numberOf,
  panelSheet,
  refuseSweep,
  requireRows,
  sequentialColours,
  smallestOf,
  valuesToDraw,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { formatVariance } from '../network/variance-looks.js';
import { refuseRepeatedSeeds } from '../repeated-seeds.js';
import { lostByBand, NETWORK, slopesByNetwork } from './wavelength-bands-curves.js';

/** What layers lose of a perturbation, by its wavelength; and what block rules tell of wavelengths. */
export const figure: Figure = {
  title: 'Which wavelengths of a perturbation layers lose',
  caption:
    'One of 16 orthogonal patterns of one ring of wavenumbers |k|, all of one power, is added to an image of MNIST; what a layer with noise in proportion ' +
    'to its variance tells of which one, the image known. Above: what layers after the first have lost since the first, mean over them and the noises, lower ' +
    'bound, by |k|; dots: wavelengths of the image, rings: of a grid whose pixels are permuted, in which wavelength means nothing. Below, left: by layer, ' +
    'networks trained at one σ_w², one noise. Middle: slope of what is lost by |k| less that of the permuted grid, by lower (l) and upper bound (u) and a linear ' +
    'reader (r), random networks (rings) and trained ones (dots); above zero short wavelengths are lost first. Right: what rules of blocks of 3 × 3 spins ' +
    'of the critical square lattice tell of each wavelength of the rows beside them.',

  queries: (study) => ({
    lost: `
      select ${NETWORK}, snapshot, grid, wavenumber, ${meanOverSeeds('lost')}, count(*) as networks, count(distinct seed) as seeds
      from (${lostByBand(study)}) where measure = 'lower' group by all order by all`,
    layers: `
      select sigma_w2, snapshot, band, wavenumber, noise, layer, ${meanOverSeeds('mi_lower', { as: 'told' })}
      from band_information
      where study = ${study} and grid = 'image' and units = width and snapshot = (select min(snapshot) from band_information where study = ${study})
      group by all order by all`,
    slopes: `
      select sigma_w2, snapshot, measure, ${meanOverSeeds('lost - lost_permuted', { as: 'slope' })}
      from (${slopesByNetwork(study)}) group by all order by all`,
    rules: `
      select rule, wavenumber, ${meanOverSeeds('information - unrelated', { as: 'information' })}
      from block_wavelength where study = ${study} group by all order by all`,
  }),

  draw({ lost = [], layers = [], slopes = [], rules = [] }) {
    requireRows(lost, 'wavelength-bands');
    for (const column of ['activation', 'width', 'depth', 'sigma_b2']) refuseSweep(lost, column);
    refuseRepeatedSeeds(lost);
    const variances = distinct(lost.map((row) => numberOf(row, 'sigma_w2')));
    const shown = valuesToDraw(variances, [1.25, 1.76, 2.5], SHEET.columns);
    const largest = largestOf(lost.map((row) => numberOf(row, 'lost')));
    const least = Math.min(0, smallestOf(lost.map((row) => numberOf(row, 'lost'))));
    const panels = [
      ...shown.map((sigmaW2) =>
        lostPanel(
          lost.filter((row) => row.sigma_w2 === sigmaW2),
          sigmaW2,
          [least, largest],
        ),
      ),
      layersPanel(layers, shown[0]!),
      slopesPanel(slopes, variances),
      ...(rules.length > 0 ? [rulesPanel(rules)] : []),
    ];
    return panelSheet(
      SHEET,
      {
        title: this.title,
        description: this.caption,
        bars: 'standard error of the mean over networks, or chains of states',
      },
      panels,
    );
  },
};

const SHEET: Sheet = { columns: 3, rows: 2, width: 400, height: 340 };
const SNAPSHOTS = [
  { snapshot: 'init', name: 'random', colour: '#1f5fa8' },
  { snapshot: 'final', name: 'trained', colour: '#c4501b' },
] as const;

function lostPanel(rows: readonly SqlRow[], sigmaW2: number, yDomain: readonly [number, number]): SheetPanel {
  return {
    heading: `lost after the first layer, σ_w^2 = ${formatVariance(sigmaW2)}`,
    subheading: 'dots: of the image; rings, dashed: pixels permuted',
    xLabel: '|k|, waves per side',
    yLabel: 'nats lost',
    yDomain,
    series: SNAPSHOTS.flatMap(({ snapshot, name, colour }): readonly Series[] => {
      const of = (grid: string) =>
        points(
          rows.filter((row) => row.snapshot === snapshot && row.grid === grid),
          'lost',
        );
      return [
        { points: of('permuted'), colour, line: 'dashed', width: 1, rings: 3.6 },
        { points: of('image'), colour, dots: 2.6, label: name },
      ];
    }),
  };
}

function layersPanel(rows: readonly SqlRow[], sigmaW2: number): SheetPanel {
  const noises = distinct(rows.map((row) => numberOf(row, 'noise')));
  const noise = noises.find((value) => value === 1) ?? noises[Math.floor(noises.length / 2)]!;
  const own = rows.filter((row) => row.sigma_w2 === sigmaW2 && row.noise === noise);
  const waves = distinct(own.map((row) => numberOf(row, 'wavenumber')));
  const colours = sequentialColours(waves.length);
  return {
    heading: `by layer, ${own[0]?.snapshot === 'final' ? 'trained' : 'random'}, σ_w^2 = ${formatVariance(sigmaW2)}`,
    subheading: `s^2 is ${noise} of the variance of the layer; lower bound`,
    xLabel: 'layer',
    yLabel: 'nats told',
    labelHeader: '|k|',
    series: waves.map((wavenumber, k) => ({
      points: own
        .filter((row) => row.wavenumber === wavenumber)
        .map((row) => ({ x: numberOf(row, 'layer'), y: numberOf(row, 'told') })),
      colour: colours[k]!,
      label: wavenumber.toFixed(1),
    })),
  };
}

const MEASURES = [
  ['lower', 'l'],
  ['upper', 'u'],
  ['reader', 'r'],
] as const;

function slopesPanel(rows: readonly SqlRow[], variances: readonly number[]): SheetPanel {
  const places = variances.flatMap((sigmaW2) => MEASURES.map(([measure, letter]) => ({ sigmaW2, measure, letter })));
  return {
    heading: 'slope of what is lost less permuted',
    subheading: `l, u: bounds, r: reader; σ_w^2 = ${variances.map(formatVariance).join(', ')}`,
    xLabel: 'measure, σ_w^2 by σ_w^2',
    yLabel: 'nats for one wave per side',
    xTicks: places.map((_, x) => x),
    xFormat: (x) => places[x]?.letter ?? '',
    xDomain: [-0.5, places.length - 0.5],
    rules: variances.slice(1).map((_, n) => ({ x: MEASURES.length * (n + 1) - 0.5 })),
    series: SNAPSHOTS.map(({ snapshot, name, colour }): Series => {
      const at = places.flatMap(({ sigmaW2, measure }, x) =>
        rows
          .filter((row) => row.snapshot === snapshot && row.sigma_w2 === sigmaW2 && row.measure === measure)
          .map((row) => ({ x, y: numberOf(row, 'slope'), error: numberOf(row, 'slope_se') })),
      );
      return { points: at, colour, line: 'none', label: name, ...(snapshot === 'init' ? { rings: 4 } : { dots: 3 }) };
    }),
  };
}

const RULES = [
  { rule: 'block sum', colour: '#666666' },
  { rule: 'majority', colour: '#c4501b' },
  { rule: 'decimation', colour: '#3a7d44' },
];

function rulesPanel(rows: readonly SqlRow[]): SheetPanel {
  return {
    heading: 'block rules on the square lattice',
    subheading: 'blocks of 3 × 3 spins, one row between',
    xLabel: 'q, waves per side of the torus',
    yLabel: 'nats told of the rows beside',
    yScale: 'log',
    margin: { right: 100 },
    series: RULES.map(({ rule, colour }): Series => {
      // On this scale a bar that reaches zero has no end.
      const own = rows.filter(
        (row) => row.rule === rule && numberOf(row, 'information') > numberOf(row, 'information_se'),
      );
      return { points: points(own, 'information'), colour, dots: 2.4, label: rule };
    }),
  };
}

function points(rows: readonly SqlRow[], column: string) {
  return [...rows]
    .sort((p, q) => numberOf(p, 'wavenumber') - numberOf(q, 'wavenumber'))
    .map((row) => ({ x: numberOf(row, 'wavenumber'), y: numberOf(row, column), error: numberOf(row, `${column}_se`) }));
}
