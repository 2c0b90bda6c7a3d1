import * as Plot from '@observablehq/plot';
import { AXIS, axisLines, axisTitles, decades, niceDomain, plainNumber } from './axes.js';
import { endLabels, roomForLabels } from './end-labels.js';
import { spanOf } from './extremes.js';
import { type Pixels, plotGroup, type Sides } from './plot-group.js';
import { BAND_MARK, BAR_MARK, FAINT_INK, svgText } from './svg-document.js';

/** A curve: its points in the order they are joined, those that are not finite left out. */
export interface Series {
  readonly points: readonly CurvePoint[];
  readonly colour: string;
  /** What it is called; without one it has no label. */
  readonly label?: string;
  /** Said after the label, and a reason to keep the label where there is no room for all. */
  readonly remark?: string;
  /**
   * In the column right of the panel, joined to the curve's right end, or to the left or right of that end. Default
   * 'column'.
   */
  readonly labelPlace?: 'column' | 'left' | 'right';
  /** Default 'solid'. */
  readonly line?: 'solid' | 'dashed' | 'none';
  /** Default 1.4 px. */
  readonly width?: number;
  /** Radius of a dot at every point, in px. Default 0, none. */
  readonly dots?: number;
  /** Radius of an open ring at every point, in px. Default 0, none. */
  readonly rings?: number;
  /** Radius of a mark of two crossed strokes at every point, in px: × or +. Default 0, none. */
  readonly crosses?: number;
  readonly pluses?: number;
  /**
   * Laid under the curve in its colour, such as the bounds between which it lies; what it is is said by the document
   * (`bands` of `svgDocument`). Default none.
   */
  readonly band?: readonly BandPoint[];
}

export interface BandPoint {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /**
   * Drawn as a bar to either side, where it is longer than the dot; what it is is said by the document (`bars` of
   * `svgDocument`).
   */
  readonly error?: number;
  /** That of x, drawn as a bar to the left and the right. */
  readonly xError?: number;
  /** What a dot or ring says when pointed at. Default: its numbers. */
  readonly title?: string;
}

/** A value on one of the axes that curves are read against. */
export interface Rule {
  readonly x?: number;
  readonly y?: number;
  /** Beside the line, at the top of an upright one and at the right end of a level one. */
  readonly label?: string;
  /** At the bottom of an upright one instead, where curves meet its top. Default 'top'. */
  readonly labelAt?: 'top' | 'bottom';
}

/** Where a panel stands, what its axes span and what is drawn in it. Lengths in px. */
export interface LinePanel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /**
   * Room around the plotting area: headings above, ticks and titles below and to the left, the column of labels to the
   * right, by default 84 px and more where a label with its remark is longer.
   */
  readonly margin?: Partial<Sides>;
  /** Between the plotting area's edges and the ends of the axes. Default 5 on each side. */
  readonly inset?: Partial<Sides>;
  /** Whether what reaches over the plotting area is cut off. Default true. */
  readonly clip?: boolean;
  readonly heading: string;
  readonly subheading?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Default: from the least to the largest of the points, for y rounded and with zero in it. */
  readonly xDomain?: readonly [number, number];
  readonly yDomain?: readonly [number, number];
  /** Default 'linear'. */
  readonly xScale?: 'linear' | 'log';
  /** Default 'linear'. On 'log', points at zero or below are left out and the domain is by default that of the others. */
  readonly yScale?: 'linear' | 'log';
  readonly xTicks?: readonly number[];
  /** How the ticks read. */
  readonly xFormat?: (x: number) => string;
  /** About how many ticks a linear y axis has. Default 6. */
  readonly yTicks?: number;
  /** The level of zero, where the y axis crosses it. Default 'solid'. */
  readonly zeroLine?: 'solid' | 'dashed';
  /** What the labels at the ends of the curves are values of. */
  readonly labelHeader?: string;
  /** Its baseline below the top of the panel. Default 38. */
  readonly labelHeaderY?: number;
  readonly series: readonly Series[];
  readonly rules?: readonly Rule[];
}

const MARGIN: Sides = { top: 46, right: 84, bottom: 44, left: 66 };
const INSET: Sides = { top: 5, right: 5, bottom: 5, left: 5 };

/** Curves with direct labels, headings above and titled axes, as markup: the panel that most figures are made of. */
export function linePanel(panel: LinePanel): string {
  const { x, y, width, height, heading, subheading = '', xScale = 'linear', yScale = 'linear', rules = [] } = panel;
  const { xDomain, yDomain, drawn } = drawable(panel);
  const inset = { ...INSET, ...panel.inset };
  const right = Math.max(MARGIN.right, roomForLabels(drawn.filter(({ points }) => points.length > 0)));
  const place = { x, y, width, height, margin: { ...MARGIN, right, ...panel.margin }, name: heading };
  const { markup, area, px } = plotGroup(place, {
    clip: panel.clip ?? true,
    x: { type: xScale, domain: [...xDomain], insetLeft: inset.left, insetRight: inset.right, label: null },
    y: { type: yScale, domain: [...yDomain], insetBottom: inset.bottom, insetTop: inset.top, label: null },
    marks: [
      ...axisLines(),
      Plot.axisX({ tickFormat: panel.xFormat ?? (xScale === 'log' ? '~g' : plainNumber), ...ticksOf(panel), ...AXIS }),
      Plot.axisY({ ...(yScale === 'log' ? decades(yDomain) : { ticks: panel.yTicks ?? 6 }), ...AXIS }),
      ...(yDomain[0] < 0 && yDomain[1] > 0 ? [Plot.ruleY([0], panel.zeroLine === 'dashed' ? DASHED_ZERO : ZERO)] : []),
      ...rules.map(({ x: at, y: level }) =>
        at === undefined ? Plot.ruleY([level ?? 0], RULE) : Plot.ruleX([at], RULE),
      ),
      ...drawn.flatMap(bandMarks),
      ...drawn.flatMap(curveMarks),
    ],
  });
  return [
    markup,
    svgText(heading, { x: area.left, y: y + 16, size: 12.5, weight: 'bold' }),
    svgText(subheading, { x: area.left, y: y + 31, size: 10, fill: FAINT_INK }),
    ...axisTitles({ x: panel.xLabel, y: panel.yLabel }, area, { bottom: y + height - 10, left: x + 11, size: 12 }),
    ...rules.flatMap((rule) => ruleLabel(rule, px, area)),
    ...drawn.flatMap((each) => labelAtEnd(each, px)),
    ...endLabels(
      drawn.flatMap(({ label, remark, labelPlace = 'column', colour, points }) => {
        const last = points.at(-1);
        if (label === undefined || labelPlace !== 'column' || last === undefined) return [];
        const shown = Math.min(Math.max(last.y, yDomain[0]), yDomain[1]);
        const end = { x: px.x(last.x), y: px.y(shown), text: label, colour };
        return [remark === undefined ? end : { ...end, remark }];
      }),
      {
        header: panel.labelHeader ?? '',
        headerY: y + (panel.labelHeaderY ?? 38),
        x: area.right,
        top: area.top,
        bottom: area.bottom,
      },
    ),
  ]
    .filter((markup) => markup !== '')
    .join('\n');
}

const ZERO = { stroke: FAINT_INK, strokeWidth: 0.5 } as const;
const DASHED_ZERO = { ...ZERO, strokeDasharray: '2,2' } as const;
const RULE = { stroke: FAINT_INK, strokeWidth: 0.75, strokeDasharray: '2,3' } as const;

function bandMarks({ band = [], colour }: Series): Plot.Markish[] {
  if (band.length === 0) return [];
  return [
    Plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.16, ariaDescription: BAND_MARK }),
  ];
}

function curveMarks({ points, colour, line = 'solid', width = 1.4, ...marks }: Series): Plot.Markish[] {
  const { dots = 0, rings = 0, crosses = 0, pluses = 0 } = marks;
  const barred = points.filter(({ error = 0 }) => error > 0);
  const barredX = points.filter(({ xError = 0 }) => xError > 0);
  const look = { stroke: colour, strokeWidth: 1, ariaDescription: BAR_MARK };
  const upright = {
    x: 'x',
    y1: ({ y, error = 0 }: CurvePoint) => y - error,
    y2: ({ y, error = 0 }: CurvePoint) => y + error,
  };
  const level = {
    y: 'y',
    x1: ({ x, xError = 0 }: CurvePoint) => x - xError,
    x2: ({ x, xError = 0 }: CurvePoint) => x + xError,
  };
  const stroke = { stroke: colour, strokeWidth: width, ...(line === 'dashed' ? { strokeDasharray: '4,3' } : {}) };
  const dot = { x: 'x', y: 'y', title: pointTitle } as const;
  return [
    ...(line === 'none' ? [] : [Plot.line(points, { x: 'x', y: 'y', ...stroke })]),
    ...(barred.length === 0 ? [] : [Plot.ruleX(barred, { ...upright, ...look })]),
    ...(barredX.length === 0 ? [] : [Plot.ruleY(barredX, { ...level, ...look })]),
    ...(rings > 0 ? [Plot.dot(points, { ...dot, r: rings, stroke: colour, strokeWidth: 1.2 })] : []),
    ...(crosses > 0 ? [Plot.dot(points, { ...dot, r: crosses, symbol: 'times', stroke: colour })] : []),
    ...(pluses > 0 ? [Plot.dot(points, { ...dot, r: pluses, symbol: 'plus', stroke: colour })] : []),
    ...(dots > 0 ? [Plot.dot(points, { ...dot, r: dots, fill: colour })] : []),
  ];
}

function pointTitle({ x, y, error = 0, xError = 0, title }: CurvePoint): string {
  const bar = (of: number) => (of > 0 ? ` ± ${of.toPrecision(2)}` : '');
  return title ?? `${plainNumber(x)}${bar(xError)}: ${Number(y.toPrecision(6))}${bar(error)}`;
}

function labelAtEnd({ label, labelPlace = 'column', colour, points }: Series, px: Pixels): readonly string[] {
  const last = points.at(-1);
  if (label === undefined || last === undefined || labelPlace === 'column') return [];
  const [shift, anchor] = labelPlace === 'left' ? ([-5, 'end'] as const) : ([5, 'start'] as const);
  return [svgText(label, { x: px.x(last.x) + shift, y: px.y(last.y) + 4, anchor, fill: colour, weight: 'bold' })];
}

function ruleLabel({ x, y, label, labelAt }: Rule, px: Pixels, { top, right, bottom }: Sides): readonly string[] {
  if (label === undefined) return [];
  return x === undefined
    ? [svgText(label, { x: right - 3, y: px.y(y ?? 0) - 4, size: 10, anchor: 'end', fill: FAINT_INK })]
    : [svgText(label, { x: px.x(x) + 4, y: labelAt === 'bottom' ? bottom - 6 : top + 9, size: 10, fill: FAINT_INK })];
}

/** The domains asked for, or those that hold every point and its errors, and what of the series lies in them. */
function drawable(panel: LinePanel) {
  const { yScale = 'linear' } = panel;
  const finite = panel.series.map((each) => ({
    ...each,
    points: each.points.filter(
      ({ x, y }) => Number.isFinite(x) && Number.isFinite(y) && (yScale === 'linear' || y > 0),
    ),
  }));
  const points = finite.flatMap((each) => each.points);
  const xDomain = panel.xDomain ?? spanOf(points.flatMap(({ x, xError = 0 }) => [x - xError, x + xError]));
  const heights = points.flatMap(({ y, error = 0 }) => [y - error, y + error]);
  const yDomain = panel.yDomain ?? (yScale === 'log' ? spanOf(heights) : niceDomain(spanOf([0, ...heights]), 6));
  const drawn = finite.map((each) => ({
    ...each,
    points: each.points.filter(({ x }) => within(x, xDomain)),
    band: (each.band ?? []).filter(({ x, low, high }) => within(x, xDomain) && Number.isFinite(high - low)),
  }));
  return { xDomain, yDomain, drawn };
}

function ticksOf({ xTicks, xScale }: LinePanel): { ticks: number | number[] } {
  return { ticks: xTicks === undefined ? (xScale === 'log' ? 5 : 6) : [...xTicks] };
}

const within = (value: number, [low, high]: readonly [number, number]) =>
  value >= low - 1e-12 * Math.abs(low) && value <= high + 1e-12 * Math.abs(high);
