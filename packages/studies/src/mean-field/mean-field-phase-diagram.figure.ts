import * as Plot from '@observablehq/plot';
import {
  AXIS,
  distinct,
  FAINT_INK,
  type Figure,
  FigureError,
  INK,
  numberOf,
  plotGroup,
  requireRows,
  type SqlRow,
  spreadLabels,
  svgDocument,
  svgText,
  tint,
} from '@rgflow/drawing';
import { edgeCrossings } from './edge-crossings.js';

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
    const xDomain = extent(points.map(({ x }) => x));
    const yDomain = extent(points.map(({ y }) => y));
    if (!(xDomain[1] > xDomain[0] && yDomain[1] > yDomain[0])) {
      throw new FigureError(`the study has one sigma_w2 or one sigma_b2; sweep both to draw the plane.`);
    }
    const occurs = (phase: string) => grid.some((row) => row.phase === phase);
    const critical = line.map((row) => pointOf(row, 'sigma_w2_critical'));
    const group = plotGroup(
      {
        width: WIDTH,
        height: HEIGHT,
        marginTop: MARGIN.top,
        marginRight: MARGIN.right,
        marginBottom: MARGIN.bottom,
        marginLeft: MARGIN.left,
        clip: true,
        x: { domain: xDomain, label: null },
        y: { domain: yDomain, label: null },
        marks: [
          Plot.areaX(critical, { x1: xDomain[0], x2: 'x', y: 'y', fill: tint(ORDERED, TINT) }),
          Plot.areaX(critical, { x1: 'x', x2: xDomain[1], y: 'y', fill: tint(CHAOTIC, TINT) }),
          ...[ORDERED, CHAOTIC].map((colour) =>
            Plot.contour(points, {
              x: 'x',
              y: 'y',
              value: 'value',
              interpolate: 'barycentric',
              pixelSize: 1,
              thresholds: LEVELS.filter((level) => level.colour === colour).map((level) => level.value),
              stroke: colour,
              strokeWidth: 0.9,
            }),
          ),
          Plot.line(critical, { x: 'x', y: 'y', stroke: INK, strokeWidth: 2.4 }),
          Plot.dot(
            networks.map((row) => pointOf(row, 'sigma_w2')),
            { x: 'x', y: 'y', r: 3, fill: '#ffffff', stroke: INK, strokeWidth: 1 },
          ),
          Plot.frame({ stroke: INK, strokeWidth: 1.2 }),
          Plot.axisX({ ticks: 7, ...AXIS }),
          Plot.axisY({ ticks: 6, ...AXIS }),
        ],
      },
      { x: 0, y: 0, name: 'phase diagram' },
    );
    const scaleX = pixelScale(xDomain, [FRAME.left, FRAME.right]);
    const scaleY = pixelScale(yDomain, [FRAME.bottom, FRAME.top]);
    const { upper, right } = edgeCrossings(points, LEVELS);
    return svgDocument({ width: WIDTH, height: HEIGHT, title: this.title, description: this.caption }, [
      group,
      svgText('ξ_c in layers:', { x: FRAME.left, y: 15, size: 11, fill: FAINT_INK }),
      ...upperLabels(upper.map(({ level, at }) => ({ ...level, px: scaleX(at) }))),
      ...rightLabels(right.map(({ level, at }) => ({ ...level, px: scaleY(at) }))),
      ...(occurs('ordered')
        ? regionName('ordered', 'ρ* = 1', { x: FRAME.left + 127, y: FRAME.top + 112, colour: ORDERED })
        : []),
      ...(occurs('chaotic')
        ? regionName('chaotic', 'ρ* < 1', { x: FRAME.right - 92, y: FRAME.bottom - 104, colour: CHAOTIC })
        : []),
      ...networks.slice(-1).map((row) => {
        const { x, y } = pointOf(row, 'sigma_w2');
        return svgText('KL curves', { x: scaleX(x) + 7, y: scaleY(y) + 3.5, size: 10 });
      }),
      svgText('σ_w^2', { x: (FRAME.left + FRAME.right) / 2, y: HEIGHT - 10, size: 13, anchor: 'middle' }),
      svgText('σ_b^2', { x: 14, y: (FRAME.top + FRAME.bottom) / 2, size: 13, anchor: 'middle', rotate: -90 }),
    ]);
  },
};

const WIDTH = 560;
const HEIGHT = 430;
const MARGIN = { top: 52, right: 40, bottom: 46, left: 58 } as const;
const FRAME = { left: MARGIN.left, right: WIDTH - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom };
const ORDERED = '#1f5fa8';
const CHAOTIC = '#b3480f';
const TINT = 0.13;

/** The contours: ξ_c in layers, on either side of the critical line; and that line itself. */
const LEVELS = [
  ...[1, 2, 5, 10, 20, 50, 100].flatMap((length) => [
    { value: -1 / length, text: String(length), colour: ORDERED },
    { value: 1 / length, text: String(length), colour: CHAOTIC },
  ]),
  { value: 0, text: '∞', colour: INK },
];

interface LevelEnd {
  readonly text: string;
  readonly colour: string;
  readonly px: number;
}

/** Above the frame, pushed apart where the lines are closer than their names. */
function upperLabels(ends: readonly LevelEnd[]): readonly string[] {
  const places = spreadLabels(
    ends.map(({ px }) => px),
    { top: FRAME.left, bottom: FRAME.right, gap: 21 },
  );
  return ends.flatMap(({ text, colour, px }, i) => {
    const x = rounded(places[i]!);
    return [
      `<path d="M${rounded(px)},${FRAME.top - 2}L${x},${FRAME.top - 14}" fill="none" stroke="${colour}" stroke-width="0.6"/>`,
      svgText(text, { x, y: FRAME.top - 17, size: 10, anchor: 'middle', fill: colour, className: 'label' }),
    ];
  });
}

function rightLabels(ends: readonly LevelEnd[]): readonly string[] {
  const downwards = [...ends].sort((p, q) => p.px - q.px);
  const places = spreadLabels(
    downwards.map(({ px }) => px),
    { top: FRAME.top, bottom: FRAME.bottom, gap: 12 },
  );
  return downwards.map(({ text, colour }, i) =>
    svgText(text, { x: FRAME.right + 6, y: rounded(places[i]! + 4), size: 10.5, fill: colour, className: 'label' }),
  );
}

/** On a patch of the region's own tint, which interrupts a contour behind it. */
function regionName(
  name: string,
  meaning: string,
  { x, y, colour }: { readonly x: number; readonly y: number; readonly colour: string },
): readonly string[] {
  const text = { anchor: 'middle', fill: colour, x } as const;
  return [
    `<rect x="${x - 35}" y="${y - 15}" width="70" height="38" fill="${tint(colour, TINT)}"/>`,
    svgText(name, { ...text, y, size: 15, weight: 'bold' }),
    svgText(meaning, { ...text, y: y + 18, size: 12 }),
  ];
}

function pixelScale([low, high]: readonly [number, number], [from, to]: readonly [number, number]) {
  return (value: number) => from + ((value - low) / (high - low)) * (to - from);
}

const rounded = (px: number) => Math.round(100 * px) / 100;

function pointOf(row: SqlRow, x: string) {
  return { x: numberOf(row, x), y: numberOf(row, 'sigma_b2') };
}

function extent(values: readonly number[]): [number, number] {
  const ascending = distinct(values);
  return [ascending[0]!, ascending.at(-1)!];
}
