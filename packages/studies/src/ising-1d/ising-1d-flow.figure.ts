import type { Figure } from '@rgflow/drawing';
import { linePanel, requireRows, svgDocument } from '@rgflow/drawing';
import { couplingsToDraw, flowSeries } from '../lattice/flow-curves.js';

/** Figure 1 of arXiv:2107.06898: relative entropy of the chain along the decimation, normalised and not. */
export const figure: Figure = {
  title: 'Relative entropy of the Ising chain along decimation',
  caption:
    'Relative entropy s⁽ⁿ⁾ = S(p‖p⁽ⁿ⁾)/(N ln 2) of the Ising chain and its chain after n decimations, exact for N → ∞, for some ' +
    'couplings K. Left: normalised. Right: without the term ln|H∖H⁽ⁿ⁾|, which is what the removed spins could hold. The left curves ' +
    'rise for every K and n, because each step adds how far the spins it removes are from fair coins.',

  queries: (study) => ({
    flow: `
      select coupling, field, step, coupling_n, relative_entropy, relative_entropy_unnormalised
      from ising_flow
      where study = ${study} and dimension = 1 and scheme = 'exact' and field = 0
      order by all`,
  }),

  draw({ flow = [] }) {
    requireRows(flow, 'ising-1d');
    const couplings = couplingsToDraw(flow, [0.1, 0.5, 1, 1.5, 2, 2.5, 3]);
    const frame = { y: 0, width: 370, height: 330, xLabel: 'decimation step n', labelHeader: 'K' };
    return svgDocument({ width: 740, height: 330, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'normalised',
        yLabel: 's^{(n)}',
        series: flowSeries(flow, couplings, 'relative_entropy'),
      }),
      linePanel({
        ...frame,
        x: 370,
        heading: 'not normalised',
        yLabel: 's^{(n)} − (1 − 2^{−n})',
        series: flowSeries(flow, couplings, 'relative_entropy_unnormalised'),
      }),
    ]);
  },
};
