import type { Figure } from '@rgflow/drawing';
import { largestOf, linePanel, requireRows, type Series, smallestOf, svgDocument } from '@rgflow/drawing';
import { couplingsToDraw, flowSeries } from '../lattice/flow-curves.js';

type Curves = readonly Series[];

/** How fast the cumulant expansion of block spins comes to what it expands. */
export const figure: Figure = {
  title: 'Convergence of the cumulant expansion of block spins',
  caption:
    'Left: error of K′ of the infinite chain in blocks of two by decimation against tanh K′ = tanh² K, with the first cumulants of the bond ' +
    'between blocks; even cumulants add nothing to K′, for they are the same for both signs of the block spins. Right: the largest error of ' +
    'H′ over the configurations of the block spins of a ring of 12 in blocks of three by majority, against the enumeration of all states. ' +
    'Both on a logarithmic scale, for some couplings K.',

  queries: (study) => ({
    chain: `
      select coupling, cumulants as step, abs(renormalised - exact) as deviation
      from block_coupling
      where study = ${study} and lattice = 'chain' and interaction = 'nearest'
      order by all`,
    ring: `
      select coupling, cumulants as step, max(abs(energy - exact)) as deviation
      from block_energy
      where study = ${study} and rule = 'majority'
      group by all
      order by all`,
  }),

  draw({ chain = [], ring = [] }) {
    requireRows(chain, 'block-cumulants');
    const couplings = couplingsToDraw(chain, [0.1, 0.2, 0.5, 1, 1.5, 2], 6);
    const [left, right] = [chain, ring].map((rows) => flowSeries(rows, couplings, 'deviation')) as [Curves, Curves];
    const errors = [...left, ...right].flatMap(({ points }) => points.map(({ y }) => y)).filter((error) => error > 0);
    const frame = {
      y: 0,
      width: 380,
      height: 350,
      yScale: 'log',
      yDomain: [smallestOf(errors), largestOf(errors)],
      labelHeader: 'K',
    } as const;
    return svgDocument({ width: 760, height: 350, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'chain by decimation, blocks of 2',
        xLabel: 'cumulants',
        yLabel: '|error of K′|',
        series: left,
      }),
      linePanel({
        ...frame,
        x: 380,
        heading: 'ring of 12 by majority, blocks of 3',
        xLabel: 'cumulants',
        yLabel: 'largest |error of H′|',
        series: right,
      }),
    ]);
  },
};
