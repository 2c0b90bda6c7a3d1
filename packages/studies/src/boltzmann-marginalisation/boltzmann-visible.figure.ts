import type { Figure } from '@rgflow/drawing';
import {
  curvePoints,
  distinct,
  largestOf,
  linePanel,
  nameEarlyEnds,
  numberOf,
  requireRows,
  sequentialColours,
  svgDocument,
  valuesToDraw,
} from '@rgflow/drawing';
import { meanOf, seedsOf } from '../mean-over-seeds.js';
import { refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsRemark } from '../some-seeds.js';

/**
 * What is left when the hidden layers are gone: the visible distribution, exactly, and how little of the deep layers is
 * in it.
 */
export const figure: Figure = {
  title: 'The visible units after marginalisation',
  caption:
    'Left: probabilities of the eight states of the three-layer machine by sequential marginalisation (small dots) and by elimination of all ' +
    'hidden units from the joint Hamiltonian one by one (large dots): the same to rounding. Grey: without hidden layers. Right: random stacks ' +
    'of Gaussian layers; the largest change of a coupling between visible units if the layers beyond some depth are there, up to the deepest stack, ' +
    'on a logarithmic scale, as the geometric mean over seeds. The deep layers are screened, less so the stronger the coupling.',

  queries: (study) => ({
    visible: `
      select state, probability, probability_joint, probability_bare, abs(probability - probability_joint) as difference
      from boltzmann_visible
      where study = ${study} and machine = 'three-layer'
      order by all`,
    screening: `
      with entry as (select seed, g, depth, unit, other, induced from boltzmann_coupling
                     where study = ${study} and machine = 'random' and layer = 0),
           deepest as (from entry qualify depth = max(depth) over ())
      select g, depth, exp(${meanOf('ln(change)')}) as change, ${seedsOf('change')} as some_seeds,
             sum(stacks) as networks, count(distinct seed) as seeds
      from (select seed, g, entry.depth, nullif(max(abs(entry.induced - deepest.induced)), 0) as change,
                   count(*) // count(distinct (unit, other)) as stacks
            from entry join deepest using (seed, g, unit, other)
            where entry.depth < deepest.depth
            group by all)
      group by all
      order by all`,
  }),

  draw({ visible = [], screening = [] }) {
    requireRows(visible, 'boltzmann-marginalisation');
    refuseRepeatedSeeds(screening, 'g, depth and seed');
    const states = visible.map((row) => String(row.state));
    const points = (column: string, shift = 0) => visible.map((row, x) => ({ x: x + shift, y: numberOf(row, column) }));
    const apart = largestOf(visible.map((row) => numberOf(row, 'difference')));
    const strengths = valuesToDraw(distinct(screening.map((row) => numberOf(row, 'g'))), [], 6);
    const colours = sequentialColours(strengths.length);
    const frame = { y: 0, width: 380, height: 340 } as const;
    return svgDocument({ width: 760, height: 340, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'three-layer machine',
        subheading: `by layers and jointly differ by ${apart === 0 ? 'nothing' : `${apart.toExponential(0)} at most`}`,
        xLabel: 'visible state',
        yLabel: 'probability',
        xDomain: [-0.4, states.length - 0.6],
        xTicks: states.map((_, x) => x),
        xFormat: (x) => states[x] ?? '',
        series: [
          { points: points('probability_bare', -0.25), colour: '#8a8a8a', line: 'none', dots: 2.6, label: 'no hidden' },
          { points: points('probability_joint'), colour: '#d98a1f', line: 'none', dots: 5.5, label: 'jointly' },
          { points: points('probability'), colour: '#1f3f8f', line: 'none', dots: 2.4, label: 'by layers' },
        ],
      }),
      linePanel({
        ...frame,
        x: 380,
        heading: 'what deeper layers change',
        subheading: 'in a coupling of visible units',
        xLabel: 'hidden layers',
        yLabel: 'largest change',
        yScale: 'log',
        labelHeader: 'g',
        series: nameEarlyEnds(
          strengths.map((g, i) => {
            const own = screening.filter((row) => numberOf(row, 'g') === g && numberOf(row, 'change') > ROUNDING);
            return {
              points: curvePoints(own, 'depth', 'change'),
              colour: colours[i]!,
              dots: 2.2,
              label: String(g),
              ...seedsRemark(own),
            };
          }),
        ),
      }),
    ]);
  },
};

/** Of couplings of order one: what is below is no change. */
const ROUNDING = 1e-15;
