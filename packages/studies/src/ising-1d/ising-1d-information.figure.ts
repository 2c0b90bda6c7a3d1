import type { Figure } from '@rgflow/drawing';
import { largestOf, linePanel, numberOf, requireRows, type Series, svgDocument } from '@rgflow/drawing';
import { couplingsToDraw, flowSeries } from '../lattice/flow-curves.js';

/** Fowler's mutual information beside the relative entropy, along the decimation of the chain. */
export const figure: Figure = {
  title: 'Multi-information of the Ising chain along decimation',
  caption:
    'Left: multi-information of the chain after n decimations, per retained spin and in bits: how far the joint distribution is from the ' +
    'product of the spins’ own. Right: what of it has been lost since n = 0, beside which the relative entropy s⁽ⁿ⁾ (dashed) also ' +
    'rises to an asymptote; without a field both end at the same value, (K tanh K − ln cosh K)/ln 2, and differ on the way.',

  queries: (study) => ({
    information: `
      select coupling, step, multi_information / ln(2) as bits,
             first_value(multi_information) over (partition by coupling order by step) / ln(2) - bits as lost
      from ising_information
      where study = ${study} and dimension = 1 and scheme = 'exact' and field = 0
      order by all`,
    flow: `
      select coupling, step, relative_entropy
      from ising_flow
      where study = ${study} and dimension = 1 and scheme = 'exact' and field = 0
      order by all`,
  }),

  draw({ information = [], flow = [] }) {
    requireRows(information, 'ising-1d');
    const couplings = couplingsToDraw(information, [0.1, 0.5, 1, 1.5, 2, 3]);
    const last = largestOf(information.map((row) => numberOf(row, 'step')));
    const frame = {
      y: 0,
      width: 370,
      height: 330,
      xLabel: 'decimation step n',

      xDomain: [0, last],
    } as const;
    const relative = flowSeries(flow, couplings, 'relative_entropy').map(unlabelled);
    return svgDocument({ width: 740, height: 330, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'multi-information',
        yLabel: 'bits per retained spin',
        series: flowSeries(information, couplings, 'bits').map(unlabelled),
      }),
      linePanel({
        ...frame,
        x: 370,
        heading: 'lost since n = 0',
        subheading: 'dashed: relative entropy s^{(n)}',
        yLabel: 'bits per spin',
        labelHeader: 'K',
        series: [
          ...relative.map((series) => ({ ...series, line: 'dashed' as const, dots: 0, width: 1 })),
          ...flowSeries(information, couplings, 'lost'),
        ],
      }),
    ]);
  },
};

/** Both panels have the same curves; the right one says which is which. */
function unlabelled({ label: _, ...series }: Series): Series {
  return series;
}
