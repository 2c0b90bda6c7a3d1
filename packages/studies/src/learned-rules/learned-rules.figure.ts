import type { Figure, SheetPanel, SqlRow } from '@rgflow/drawing';
import { distinct, largestOf, numberOf, panelSheet, requireRows, smallestOf } from '@rgflow/drawing';
import { CRITICAL_COUPLING } from '@rgflow/ising';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';

/** Learned rules against known ones: what they tell, by block and coupling, and against the range of the couplings. */
export const figure: Figure = {
  title: 'What learned block rules tell, and how far block spins are coupled',
  caption:
    'Rules that make one spin of a block, one of them learned from samples by InfoNCE. Left: what the best of all 65,536 rules of 2 × 2 spins tells of the ' +
    'rest of the torus of 4 × 4 less what the others tell, exactly, against the coupling. Middle: information of the block spin and the spins around, one ' +
    'row between, on the square lattice at the largest coupling, against the side of the block; a lower bound on samples held out. Right: the same information against the ' +
    'range of the couplings of the block spins, blocks of all sides joined from the smallest to the largest. Ties up: a majority that gives all ties to one side; ' +
    'blocks of an odd side have none, and its points are not joined.',

  queries: (study) => ({
    torus: `
      with told as (
        select coupling, seed, rule, information, max(information) filter (rule = 'optimum') over (partition by coupling, seed) as best
        from block_rule where study = ${study} and lattice <> 'square')
      select coupling, rule, ${NETWORKS_AND_SEEDS}, ${meanOverSeeds('best - information', { as: 'missing' })} from told where rule <> 'optimum' group by all order by all`,
    square: `
      select coupling, side, rule, ${NETWORKS_AND_SEEDS}, ${meanOverSeeds('information')}, ${meanOverSeeds('range')}
      from block_rule where study = ${study} and lattice = 'square'
      group by all order by all`,
  }),

  draw({ torus = [], square = [] }) {
    requireRows(square, 'learned-rules');
    for (const rows of [torus, square]) refuseRepeatedSeeds(rows, 'the coupling and seed');
    const coupling = largestOf(square.map((row) => numberOf(row, 'coupling')));
    const own = square.filter((row) => row.coupling === coupling);
    return panelSheet(
      { columns: 3, rows: 1, width: 420, height: 340 },
      {
        title: this.title,
        description: this.caption,
        bars: 'standard error of the mean over chains of states',
      },
      [torusPanel(torus), sidePanel(own, coupling), rangePanel(own, coupling)].map((panel) => ({
        margin: { right: 100 },
        ...panel,
      })),
    );
  },
};

const RULES = [
  { rule: 'learned', label: 'learned', colour: '#a3195b' },
  { rule: 'majority, ties up', label: 'ties up', colour: '#1f5fa8' },
  { rule: 'majority', label: 'majority', colour: '#c4501b' },
  { rule: 'decimation', label: 'decimation', colour: '#3a7d44' },
];

function torusPanel(rows: readonly SqlRow[]): SheetPanel {
  return {
    heading: 'torus of 4 × 4, blocks of 2 × 2, exactly',
    subheading: 'zero: the best of all rules',
    xLabel: 'coupling K',
    yLabel: 'nats less than the best rule',
    series: RULES.map(({ rule, label, colour }) => ({
      points: rows
        .filter((row) => row.rule === rule)
        .map((row) => ({
          x: numberOf(row, 'coupling'),
          y: numberOf(row, 'missing'),
          error: numberOf(row, 'missing_se'),
        })),
      colour,
      label,
      ...(rule === 'learned' ? { rings: 4.4 } : { dots: 2.6 }),
    })),
  };
}

/** Rows may be kept to six digits. */
const named = (coupling: number) => (Math.abs(coupling - CRITICAL_COUPLING) < 1e-6 ? 'K_c' : `K = ${coupling}`);

function sidePanel(rows: readonly SqlRow[], coupling: number): SheetPanel {
  const sides = distinct(rows.map((row) => numberOf(row, 'side')));
  return {
    heading: `information on the square lattice, ${named(coupling)}`,
    xLabel: 'spins along a side of the block',
    yLabel: 'nats told, lower bound',
    xTicks: sides,
    xFormat: String,
    xDomain: [smallestOf(sides) - 0.2, largestOf(sides) + 0.2],
    series: curves(rows, 'side', 'information'),
  };
}

function rangePanel(rows: readonly SqlRow[], coupling: number): SheetPanel {
  return {
    heading: `information against range, ${named(coupling)}`,
    subheading: 'along a line blocks of growing side',
    xLabel: 'range of the couplings, in blocks',
    yLabel: 'nats told, lower bound',
    series: curves(rows, 'range', 'information', 'range_se'),
  };
}

function curves(rows: readonly SqlRow[], x: string, y: string, xError?: string): SheetPanel['series'] {
  const sides = distinct(rows.map((row) => numberOf(row, 'side')));
  return RULES.flatMap(({ rule, label, colour }) => {
    const own = rows.filter((row) => row.rule === rule).sort((p, q) => numberOf(p, 'side') - numberOf(q, 'side'));
    const runs = withoutGaps(own, sides);
    return runs.map((run, n) => ({
      points: run.map((row) => ({
        ...{ x: numberOf(row, x), y: numberOf(row, y), error: numberOf(row, `${y}_se`) },
        ...(xError === undefined ? {} : { xError: numberOf(row, xError) }),
      })),
      colour,
      ...(n === runs.length - 1 ? { label } : {}),
      dots: 2.8,
    }));
  });
}

/** Rows in runs of sides that follow each other: no line across blocks for which there is no such rule. */
function withoutGaps(rows: readonly SqlRow[], sides: readonly number[]): readonly SqlRow[][] {
  const runs: SqlRow[][] = [];
  let before = Number.NaN;
  for (const row of rows) {
    const place = sides.indexOf(numberOf(row, 'side'));
    if (place === before + 1) runs.at(-1)!.push(row);
    else runs.push([row]);
    before = place;
  }
  return runs;
}
