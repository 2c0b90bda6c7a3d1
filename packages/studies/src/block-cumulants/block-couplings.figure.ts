import type { Figure, SqlRow } from '@rgflow/drawing';
import { FigureError, linePanel, numberOf, requireRows, svgDocument } from '@rgflow/drawing';

/** One step of block spins as a map of couplings: where it has its fixed point, and what couplings it brings about. */
export const figure: Figure = {
  title: 'The couplings of block spins after one step',
  caption:
    'Left: K′ of nearest neighbours against K on the triangular lattice in triangles by majority, to first and second order of the cumulant ' +
    'expansion, from nearest neighbours alone. Dots: the critical coupling of either, below which the couplings flow to 0; to second order ' +
    'it lies off the line K′ = K, because the couplings that the step brings about count too. Dotted line: the exact K_c = ln 3/4. ' +
    'Right: the exact couplings of the four block spins of a ring of 12 in blocks of three. Under decimation (dashed) there is one, between ' +
    'neighbours, with tanh K′ = tanh³ K; majority brings about others.',

  queries: (study) => ({
    triangular: `
      select coupling, cumulants, renormalised
      from block_coupling
      where study = ${study} and lattice = 'triangular' and interaction = 'nearest'
      order by all`,
    critical: `
      select scheme, critical_coupling from block_fixed_point where study = ${study} order by all`,
    ring: `
      select coupling, rule, interaction, any_value(exact) as exact
      from block_coupling
      where study = ${study} and lattice like 'ring%' and interaction <> 'constant'
        and (rule = 'majority' or interaction = 'nearest')
      group by all
      order by all`,
  }),

  draw({ triangular = [], critical = [], ring = [] }) {
    requireRows(triangular, 'block-cumulants');
    const shown = triangular.filter((row) => numberOf(row, 'coupling') <= 0.45 + 1e-9);
    const map = (cumulants: number) =>
      shown
        .filter((row) => row.cumulants === cumulants)
        .map((row) => ({ x: numberOf(row, 'coupling'), y: numberOf(row, 'renormalised') }));
    const at = (scheme: string) => criticalCoupling(critical, scheme);
    const curve = (rule: string, interaction: string) =>
      ring
        .filter((row) => row.rule === rule && row.interaction === interaction)
        .map((row) => ({ x: numberOf(row, 'coupling'), y: numberOf(row, 'exact') }));
    const [first, second] = [map(1), map(2)];
    const frame = { y: 0, width: 380, height: 350, xLabel: 'coupling K' } as const;
    return svgDocument({ width: 780, height: 350, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'triangular lattice',
        subheading: 'dots: critical couplings',
        yLabel: 'K′ of nearest neighbours',
        xDomain: [0, 0.45],
        yDomain: [0, 0.75],
        rules: [{ x: at('exact'), label: 'exact K_c' }],
        series: [
          { points: [0, 0.45].map((x) => ({ x, y: x })), colour: '#999999', line: 'dashed', label: 'K′ = K' },
          { points: first, colour: '#c4501b', label: '1st order' },
          { points: second, colour: '#1f5fa8', label: '2nd order' },
          { points: [onCurve(first, at('first order'))], colour: '#c4501b', line: 'none', dots: 3.5 },
          { points: [onCurve(second, at('second order'))], colour: '#1f5fa8', line: 'none', dots: 3.5 },
        ],
      }),
      linePanel({
        ...frame,
        x: 380,
        width: 400,
        heading: 'ring of 12 in blocks of 3',
        subheading: 'solid: majority; dashed: decimation',
        yLabel: 'coupling of block spins',
        series: [
          { points: curve('decimation', 'nearest'), colour: '#1f5fa8', line: 'dashed', label: 'nearest' },
          { points: curve('majority', 'nearest'), colour: '#1f5fa8', label: 'nearest' },
          { points: curve('majority', 'next-nearest'), colour: '#c4501b', label: 'next' },
          { points: curve('majority', 'four-spin'), colour: '#3a7d44', label: 'four-spin' },
        ],
      }),
    ]);
  },
};

interface Point {
  readonly x: number;
  readonly y: number;
}

function criticalCoupling(rows: readonly SqlRow[], scheme: string): number {
  const row = rows.find((each) => each.scheme === scheme);
  if (row === undefined)
    throw new FigureError(`block_fixed_point has no row of scheme '${scheme}'; run the study again.`);
  return numberOf(row, 'critical_coupling');
}

/** The point of a curve at x, between its points by a straight line. */
function onCurve(points: readonly Point[], x: number): Point {
  const after = points.findIndex((point) => point.x >= x);
  const [p, q] = [points[after - 1], points[after]];
  if (p === undefined || q === undefined) return { x, y: Number.NaN };
  return { x, y: p.y + ((q.y - p.y) * (x - p.x)) / (q.x - p.x) };
}
