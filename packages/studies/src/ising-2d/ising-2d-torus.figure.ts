import type { Figure } from '@rgflow/drawing';
import { distinct, linePanel, numberOf, requireRows, type Series, svgDocument } from '@rgflow/drawing';
import { couplingsToDraw, flowSeries } from '../lattice/flow-curves.js';

/** A small torus decimated to its last spin: relative entropy, and Fowler's mutual information beside it. */
export const figure: Figure = {
  title: 'A small torus decimated to its last spin, by enumeration',
  caption:
    'All states of a small periodic square lattice, decimated until one spin is left. Left: the relative entropy, which rises at ' +
    'every step, above K_c too. Right: the multi-information of the spins retained, joint against product distribution, per ' +
    'retained spin.',

  queries: (study) => ({
    flow: `
      select coupling, step, relative_entropy
      from ising_flow
      where study = ${study} and dimension = 2 and scheme = 'enumeration'
      order by all`,
    information: `
      select coupling, step, multi_information / ln(2) as bits
      from ising_information
      where study = ${study} and dimension = 2 and scheme = 'enumeration'
      order by all`,
  }),

  draw({ flow = [], information = [] }) {
    requireRows(flow, 'ising-2d');
    const couplings = couplingsToDraw(flow, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1]);
    const frame = {
      y: 0,
      width: 370,
      height: 330,
      xLabel: 'decimation step n',
      xTicks: distinct(flow.map((row) => numberOf(row, 'step'))),
    };
    return svgDocument({ width: 740, height: 330, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'relative entropy',
        yLabel: 's^{(n)}',
        labelHeader: 'K',
        series: flowSeries(flow, couplings, 'relative_entropy'),
      }),
      linePanel({
        ...frame,
        x: 370,
        heading: 'multi-information',
        yLabel: 'bits per retained spin',
        series: flowSeries(information, couplings, 'bits').map(({ label: _, ...series }): Series => series),
      }),
    ]);
  },
};
