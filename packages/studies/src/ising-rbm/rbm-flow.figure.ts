import {
  distinct,
  type Figure,
  largestOf,
  level,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  type SqlRow,
  sequentialColours,
  svgDocument,
} from '@rgflow/drawing';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase } from '../some-seeds.js';
import { SHOWN } from './rbm-claims.js';

/** Where the flows go, for each set of samples that machines were shown. */
export const figure: Figure = {
  title: 'The flow of couplings by reconstruction on the square lattice',
  caption:
    'K by its energy of samples that a machine reconstructs again and again, from equilibrium samples at five K. A panel for what the machine was shown, ' +
    'several K above, one K below; trained with the most Gibbs steps of the study. At 0 the samples themselves; those from K = 1.5 begin above the frame, or at 1 where theirs is infinite. Dashed levels: K_c of the square lattice, and ' +
    'K of the mean energy of the samples shown, exactly. Dashed curves: a machine trained on the same samples with the spins of each site in an order of their own, from the ' +
    'same starts. Means over seeds with standard errors; K that is infinite is left out.',

  queries: (study) => ({
    steps: `
      with expected as (
        select dimension, couplings, ${meanOf('expected_coupling')} as samples_coupling, any_value(critical_coupling) as critical_coupling
        from rbm_fixed_point where study = ${study} and machine = 'trained' group by all
      )
      select ${SHOWN} as shown, len(couplings::double[]) > 1 as several, machine, start_coupling, step, samples_coupling, critical_coupling, ${NETWORKS_AND_SEEDS},
             ${meanOverSeeds('coupling')}
      from rbm_flow join expected using (dimension, couplings)
      where study = ${study} and dimension = 2 and machine != 'untrained'
        and chain_steps = (select max(chain_steps) from rbm_flow where study = ${study})
      group by shown, several, machine, start_coupling, step, samples_coupling, critical_coupling order by all`,
  }),

  draw({ steps = [] }) {
    requireRows(steps, 'ising-rbm');
    refuseRepeatedSeeds(steps, 'dimension, couplings, Gibbs steps and seed');
    const sets = distinctSets(steps);
    const starts = distinct(steps.map((row) => numberOf(row, 'start_coupling')));
    const colours = sequentialColours(starts.length);
    const last = largestOf(steps.map((row) => numberOf(row, 'step')));
    const columns = Math.min(3, sets.length);
    const size = { width: columns * WIDTH, height: Math.ceil(sets.length / columns) * HEIGHT };
    const bars = `standard error of the mean over ${seedsPhrase(steps)}`;
    return svgDocument(
      { ...size, title: this.title, description: this.caption, bars },
      sets.map(({ shown, samples, critical }, at) =>
        linePanel({
          x: (at % columns) * WIDTH,
          y: Math.floor(at / columns) * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          margin: { right: 105 },
          heading: `shown ${shown}`,
          xLabel: 'reconstructions',
          yLabel: 'K by energy',
          xScale: 'log',
          xDomain: [FIRST, last],
          xTicks: [FIRST, 1, 10, 100, 1000],
          xFormat: (step) => (step < 1 ? '0' : String(step)),
          yDomain: [-0.05, 1],
          labelHeader: 'from K',
          series: [
            ...levels(critical, samples, last),
            ...starts.flatMap((start, k): readonly Series[] => {
              const own = steps.filter((row) => row.shown === shown && row.start_coupling === start);
              return [
                { points: pointsOf(own, 'trained'), colour: colours[k]!, label: String(start) },
                { points: pointsOf(own, 'shuffled'), colour: colours[k]!, line: 'dashed', width: 0.9 },
              ];
            }),
          ],
        }),
      ),
    );
  },
};

const WIDTH = 370;
const HEIGHT = 290;
/** Where step 0 stands on a logarithmic axis: at a power of ten, as such an axis names no other tick. */
const FIRST = 0.1;

function levels(critical: number, samples: number, last: number): readonly Series[] {
  const across = { from: FIRST, to: last };
  const black = '#1a1a1a';
  if (Math.abs(critical - samples) <= 0.03)
    return [level(critical, { ...across, label: 'K_c, samples', colour: black })];
  return [
    level(critical, { ...across, label: 'K_c', colour: black }),
    level(samples, { ...across, label: 'samples', colour: '#6b6b6b' }),
  ];
}

/** Several K before one, each by the K of its energy. */
function distinctSets(rows: readonly SqlRow[]) {
  const sets = new Map<string, { shown: string; several: boolean; samples: number; critical: number }>();
  for (const row of rows) {
    const shown = String(row.shown);
    const several = row.several === true;
    const [samples, critical] = [numberOf(row, 'samples_coupling'), numberOf(row, 'critical_coupling')];
    sets.set(shown, { shown, several, samples, critical });
  }
  return [...sets.values()].sort((a, b) => Number(b.several) - Number(a.several) || a.samples - b.samples);
}

function pointsOf(rows: readonly SqlRow[], machine: string) {
  return rows
    .filter((row) => row.machine === machine)
    .map((row) => ({
      x: Math.max(FIRST, numberOf(row, 'step')),
      y: numberOf(row, 'coupling'),
      error: numberOf(row, 'coupling_se'),
    }));
}
