import type { Figure, SqlRow } from '@rgflow/drawing';
import { distinct, linePanel, numberOf, requireRows, type Series, svgDocument, valuesToDraw } from '@rgflow/drawing';
import { CRITICAL_COUPLING } from '@rgflow/ising';
import { flowSeries } from '../lattice/flow-curves.js';

/**
 * Figures 3 and 4 of arXiv:2107.06898, as published and exactly: the square lattice along decimation, below and above
 * K_c.
 */
export const figure: Figure = {
  title: 'Relative entropy of the square lattice along decimation, as published and exactly',
  caption:
    'Relative entropy s⁽ⁿ⁾ of the square-lattice Ising model and its lattice after n checkerboard decimations. Left: as published, ' +
    'the flow truncated to one coupling; above K_c it overshoots, falls and turns negative. Right: nothing truncated; n = 0 and 1 in ' +
    'closed form, n = 2 from transfer matrices of strips with its error as a bar, and the limit n → ∞ from the entropy. It rises ' +
    'for every K.',

  queries: (study) => ({
    flow: `
      select coupling, scheme, step, coupling_n, relative_entropy, relative_entropy_bound
      from ising_flow
      where study = ${study} and dimension = 2 and scheme in ('truncated', 'exact')
      order by all`,
    asymptote: `
      select coupling, relative_entropy
      from ising_asymptote
      where study = ${study} and dimension = 2 and scheme = 'exact'
      order by all`,
  }),

  draw({ flow = [], asymptote = [] }) {
    requireRows(flow, 'ising-2d');
    const all = distinct(flow.map((row) => numberOf(row, 'coupling')));
    const isBelow = (K: number) => K <= CRITICAL_COUPLING * (1 + 1e-5);
    const sides = [
      { couplings: valuesToDraw(all.filter(isBelow), [0.1, 0.2, 0.3, 0.35, 0.4], 6), sign: '≤' },
      {
        couplings: valuesToDraw(
          all.filter((K) => !isBelow(K)),
          [0.45, 0.5, 0.6, 0.7, 0.9, 1],
          6,
        ),
        sign: '>',
      },
    ].filter(({ couplings }) => couplings.length > 0);
    const steps = (scheme: string) => flow.filter((row) => row.scheme === scheme);
    const panels = sides.flatMap(({ couplings: chosen, sign }, row) => {
      const critical = all.find((K) => Math.abs(K - CRITICAL_COUPLING) < 1e-5);
      const couplings = sign === '≤' && critical !== undefined ? distinct([...chosen, critical]) : chosen;
      const frame = { y: row * HEIGHT, width: WIDTH, height: HEIGHT, yLabel: 's^{(n)}', labelHeader: 'K' };
      return [
        linePanel({
          ...frame,
          x: 0,
          heading: `as published, K ${sign} K_c`,
          subheading: `figure ${sign === '≤' ? 3 : 4} of the paper`,
          xLabel: 'decimation step n',
          series: flowSeries(steps('truncated'), couplings, 'relative_entropy'),
        }),
        linePanel({
          ...frame,
          x: WIDTH,
          heading: `exactly, K ${sign} K_c`,
          subheading: 'dashed to the limit',
          xLabel: 'decimation step n',
          xDomain: [0, INFINITY_AT],
          yDomain: [0, 1],
          xTicks: [0, 1, 2, INFINITY_AT],
          xFormat: (n) => (n === INFINITY_AT ? '∞' : String(n)),
          series: exactSeries(steps('exact'), asymptote, couplings),
        }),
      ];
    });
    return svgDocument(
      {
        width: 2 * WIDTH,
        height: sides.length * HEIGHT,
        title: this.title,
        description: this.caption,
        bars: 'a bound of how far n = 2 of the exact flow may be from the truth, shorter than the points where none is seen',
      },
      panels,
    );
  },
};

const WIDTH = 370;
const HEIGHT = 320;
/** Where on the axis of n the limit is drawn. */
const INFINITY_AT = 4;

/** The known steps, and a dashed line from the last of them to the limit. */
function exactSeries(rows: readonly SqlRow[], asymptote: readonly SqlRow[], couplings: readonly number[]): Series[] {
  return flowSeries(rows, couplings, 'relative_entropy').flatMap(({ label, ...known }, i) => {
    const limit = asymptote.find((row) => numberOf(row, 'coupling') === couplings[i]);
    const errors = rows.filter((row) => numberOf(row, 'coupling') === couplings[i]);
    const steps = known.points.map((point, step) => ({
      ...point,
      error: numberOf(errors[step]!, 'relative_entropy_bound'),
    }));
    const end = { x: INFINITY_AT, y: limit === undefined ? Number.NaN : numberOf(limit, 'relative_entropy') };
    return [
      { ...known, points: steps },
      { points: [steps.at(-1)!, end], colour: known.colour, line: 'dashed' as const, width: 1, label: label! },
    ];
  });
}
