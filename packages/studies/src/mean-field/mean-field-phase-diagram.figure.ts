import {
  type ContourMap,
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
import { type ActivationName, activations } from '@rgflow/meanfield';

/**
 * The plane of the two variances for one activation: where it is ordered, where chaotic or without a fixed point, and over
 * how many layers correlations settle.
 */
export function phaseDiagramOf(name: ActivationName): Figure {
  const { homogeneous } = activations[name];
  return {
    title: `Phase diagram of wide random ${name} networks`,
    caption: `Infinitely wide ${name} networks with weights N(0, σ_w²/n) and biases N(0, σ_b²). ${
      homogeneous === null ? TRANSITION : BORDER
    }${name === 'sigmoid' ? '' : WITHOUT_BIASES} Circles: the networks of the KL curves.`,
    ofSomeRuns: true,

    queries: (study) => ({
      grid: `
      select sigma_w2, sigma_b2, q_star, phase, xi_c,
             case phase when 'ordered' then -1 / xi_c when 'chaotic' then 1 / xi_c else 0 end as signed_rate
      from mean_field
      where study = ${study} and activation = '${name}'
      order by all`,
      line: `
      select sigma_b2, sigma_w2_critical
      from critical_line
      where study = ${study} and activation = '${name}'
      order by all`,
      networks: `
      select distinct sigma_w2, sigma_b2
      from predicted_saturation
      where study = ${study} and activation = '${name}'
      order by all`,
    }),

    draw({ grid = [], line = [], networks = [] }) {
      requireRows(grid, STUDY_FILES[name]);
      const points = grid.map((row) => ({ ...pointOf(row, 'sigma_w2'), value: signedRate(row) }));
      const biasVariances = distinct(points.map(({ y }) => y));
      if (distinct(points.map(({ x }) => x)).length < 2 || biasVariances.length < 2) {
        throw new FigureError(`the study has one sigma_w2 or one sigma_b2; sweep both to draw the plane.`);
      }
      const region = (phase: keyof typeof REGIONS): Region => {
        const { words, colour } = REGIONS[phase];
        const named = { colour, inset: INSETS[name][phase === 'ordered' ? 0 : 1] };
        return grid.some((row) => row.phase === phase) ? { ...named, words } : named;
      };
      const border =
        homogeneous === null
          ? line.map((row) => pointOf(row, 'sigma_w2_critical'))
          : biasVariances.map((y) => ({ x: 1 / homogeneous.gain, y }));
      const right = homogeneous === null ? 'chaotic' : 'unbounded';
      return svgDocument(
        { width: WIDTH, height: HEIGHT, title: this.title, description: this.caption },
        contourMap({
          width: WIDTH,
          height: HEIGHT,
          name: 'phase diagram',
          xLabel: 'σ_w^2',
          yLabel: 'σ_b^2',
          samples: points,
          levels: homogeneous === null ? LEVELS : LEVELS.filter(({ value }) => value < 0),
          levelHeader: 'ξ_c in layers:',
          boundary: { points: border, value: 0, text: '∞' },
          left: region('ordered'),
          right: region(right),
          ...stripOf(grid),
          rings: networks.map((row) => pointOf(row, 'sigma_w2')),
          ringLabel: 'KL curves',
        }),
      );
    },
  };

  /** Beyond the border it is the rate of growth, so that the contours of the ordered phase go on up to the border. */
  function signedRate(row: SqlRow): number {
    if (row.phase !== 'unbounded' || homogeneous === null) return numberOf(row, 'signed_rate');
    return Math.log(numberOf(row, 'sigma_w2') * homogeneous.gain);
  }
}

const TRANSITION =
  'In the ordered phase (blue) all inputs become alike ' +
  'with depth, in the chaotic phase (orange) close inputs part. Black: the critical line, χ₁ = 1, each point of it solved for. ' +
  'Thin lines: where the correlation length ξ_c is so many layers; it is infinite on the critical line. They are contours of 1/ξ_c, ' +
  'with a minus sign in the ordered phase, which passes smoothly through zero there.';

const BORDER =
  'In the ordered phase (blue) the variance settles and all inputs become alike with depth; from the black line on (grey) the variance grows from ' +
  'layer to layer without end, and nothing settles. Thin lines: where the correlation length ξ_c is so many layers; it goes to ' +
  'infinity at the black line. The only critical point is the foot of that line.';

const WITHOUT_BIASES =
  ' Thick, on the axis: without biases the variance of an ordered network goes to zero, and over as many layers as the correlation, ' +
  'ξ_q = ξ_c.';

/** Where the variance goes to zero, from the left edge to the border. */
function stripOf(grid: readonly SqlRow[]): Pick<ContourMap, 'strip'> {
  const vanishing = grid.filter((row) => row.sigma_b2 === 0 && row.q_star === 0);
  if (vanishing.length < 2) return {};
  const points = vanishing.map((row) => pointOf(row, 'sigma_w2')).sort((p, q) => p.x - q.x);
  return { strip: { points, text: 'q* = 0, ξ_q = ξ_c', colour: STRIP } };
}

const STRIP = '#7a2a8c';

/** The study files whose sweep suits each. */
const STUDY_FILES: Readonly<Record<ActivationName, string>> = {
  tanh: 'mean-field',
  erf: 'mean-field-activations',
  relu: 'mean-field-activations',
  linear: 'mean-field-activations',
  sigmoid: 'mean-field-sigmoid',
};

const WIDTH = 560;
const HEIGHT = 430;

const REGIONS = {
  ordered: { colour: '#1f5fa8', words: ['ordered', 'ρ* = 1'] },
  chaotic: { colour: '#b3480f', words: ['chaotic', 'ρ* < 1'] },
  unbounded: { colour: '#666666', words: ['unbounded', 'no q*'] },
} as const;

/** Where the names of the left and of the right region stand clear of contours. */
const INSETS: Readonly<Record<ActivationName, readonly [Region['inset'], Region['inset']]>> = {
  tanh: [
    { x: 127, y: 112 },
    { x: 92, y: 104 },
  ],
  erf: [
    { x: 127, y: 112 },
    { x: 92, y: 104 },
  ],
  sigmoid: [
    { x: 82, y: 112 },
    { x: 92, y: 104 },
  ],
  relu: [
    { x: 60, y: 112 },
    { x: 60, y: 104 },
  ],
  linear: [
    { x: 80, y: 112 },
    { x: 60, y: 104 },
  ],
};

/** ξ_c in layers, on either side of the critical line. */
const LEVELS = [1, 2, 5, 10, 20, 50, 100].flatMap((length) => [
  { value: -1 / length, text: String(length), colour: REGIONS.ordered.colour },
  { value: 1 / length, text: String(length), colour: REGIONS.chaotic.colour },
]);

function pointOf(row: SqlRow, x: string) {
  return { x: numberOf(row, x), y: numberOf(row, 'sigma_b2') };
}
