import {
  contourMap,
  distinct,
  type Figure,
  FigureError,
  numberOf,
  type Region,
  requireRows,
  type SqlRow,
  svgDocument,
} from '@rgflow/drawing';

/** The plane of the two variances: where it is ordered, where chaotic, and over how many layers correlations settle. */
export const figure: Figure = {
  title: 'Phase diagram of wide random tanh networks',
  caption:
    'Infinitely wide tanh networks with weights N(0, σ_w²/n) and biases N(0, σ_b²). In the ordered phase (blue) all inputs become alike ' +
    'with depth, in the chaotic phase (orange) close inputs part. Black: the critical line, χ₁ = 1, each point of it solved for. ' +
    'Thin lines: where the correlation length ξ_c is so many layers; it is infinite on the critical line. They are contours of 1/ξ_c, ' +
    'with a minus sign in the ordered phase, which passes smoothly through zero there. Circles: the networks of the KL curves.',

  queries: (study) => ({
    grid: `
      select sigma_w2, sigma_b2, phase, xi_c,
             case phase when 'ordered' then -1 / xi_c when 'chaotic' then 1 / xi_c else 0 end as signed_rate
      from mean_field
      where study = ${study}
      order by all`,
    line: `
      select sigma_b2, sigma_w2_critical
      from critical_line
      where study = ${study}
      order by all`,
    networks: `
      select distinct sigma_w2, sigma_b2
      from predicted_saturation
      where study = ${study}
      order by all`,
  }),

  draw({ grid = [], line = [], networks = [] }) {
    requireRows(grid, 'mean-field');
    const points = grid.map((row) => ({ ...pointOf(row, 'sigma_w2'), value: numberOf(row, 'signed_rate') }));
    if (distinct(points.map(({ x }) => x)).length < 2 || distinct(points.map(({ y }) => y)).length < 2) {
      throw new FigureError(`the study has one sigma_w2 or one sigma_b2; sweep both to draw the plane.`);
    }
    const region = (phase: keyof typeof REGIONS): Region => {
      const { words, ...region } = REGIONS[phase];
      return grid.some((row) => row.phase === phase) ? { ...region, words } : region;
    };
    return svgDocument(
      { width: WIDTH, height: HEIGHT, title: this.title, description: this.caption },
      contourMap({
        width: WIDTH,
        height: HEIGHT,
        name: 'phase diagram',
        xLabel: 'σ_w^2',
        yLabel: 'σ_b^2',
        samples: points,
        levels: LEVELS,
        levelHeader: 'ξ_c in layers:',
        boundary: { points: line.map((row) => pointOf(row, 'sigma_w2_critical')), value: 0, text: '∞' },
        left: region('ordered'),
        right: region('chaotic'),
        rings: networks.map((row) => pointOf(row, 'sigma_w2')),
        ringLabel: 'KL curves',
      }),
    );
  },
};

const WIDTH = 560;
const HEIGHT = 430;

const REGIONS = {
  ordered: { colour: '#1f5fa8', words: ['ordered', 'ρ* = 1'], inset: { x: 127, y: 112 } },
  chaotic: { colour: '#b3480f', words: ['chaotic', 'ρ* < 1'], inset: { x: 92, y: 104 } },
} as const;

/** ξ_c in layers, on either side of the critical line. */
const LEVELS = [1, 2, 5, 10, 20, 50, 100].flatMap((length) => [
  { value: -1 / length, text: String(length), colour: REGIONS.ordered.colour },
  { value: 1 / length, text: String(length), colour: REGIONS.chaotic.colour },
]);

function pointOf(row: SqlRow, x: string) {
  return { x: numberOf(row, x), y: numberOf(row, 'sigma_b2') };
}
