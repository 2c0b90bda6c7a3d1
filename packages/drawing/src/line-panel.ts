import * as Plot from '@observablehq/plot';
import { AXIS, axisLines } from './axes.js';
import { endLabels } from './end-labels.js';
import { FAINT_INK, plotGroup, svgText } from './svg-document.js';

/** A curve: its points in the order they are joined, those that are not finite left out. */
export interface Series {
  readonly points: readonly CurvePoint[];
  readonly colour: string;
  /** What it is called; without one it has no label. */
  readonly label?: string;
  /** In the column right of the panel, joined to the curve's right end, or to the left or right of that end. Default 'column'. */
  readonly labelPlace?: 'column' | 'left' | 'right';
  /** Default 'solid'. */
  readonly line?: 'solid' | 'dashed' | 'none';
  /** Default 1.4 px. */
  readonly width?: number;
  /** Radius of a dot at every point, in px. Default 0, none. */
  readonly dots?: number;
  /** Radius of an open ring at every point, in px. Default 0, none. */
  readonly rings?: number;
  /** Laid under the curve in its colour, such as the bounds between which it lies. Default none. */
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
  /** Drawn as a bar of one standard error (or bound) to either side, where it is longer than the dot. */
  readonly error?: number;
}

/** A value on one of the axes that curves are read against. */
export interface Rule {
  readonly x?: number;
  readonly y?: number;
  /** Beside the line, at the top of an upright one and at the right end of a level one. */
  readonly label?: string;
}

/** Where a panel stands, what its axes span and what is drawn in it. Lengths in px. */
export interface LinePanel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Room on the right, for the column of labels. Default 84. */
  readonly rightMargin?: number;
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
  /** What the labels at the ends of the curves are values of. */
  readonly labelHeader?: string;
  readonly series: readonly Series[];
  readonly rules?: readonly Rule[];
}

const MARGIN = { top: 46, right: 84, bottom: 44, left: 66 } as const;
const INSET = 5;

/** Curves with direct labels, headings above and titled axes, as markup: the panel that most figures are made of. */
export function linePanel(panel: LinePanel): string {
  const {
    x,
    y,
    width,
    height,
    heading,
    subheading = '',
    xLabel,
    yLabel,
    xScale = 'linear',
    yScale = 'linear',
    series,
    rules = [],
  } = panel;
  const drawn = series.map((each) => ({ ...each, points: each.points.filter((point) => isDrawable(point, yScale)) }));
  const { xDomain, yDomain } = domainsOf(panel, drawn);
  const { top, bottom, left } = MARGIN;
  const right = panel.rightMargin ?? MARGIN.right;
  const inside = drawn.map((each) => ({
    ...each,
    points: each.points.filter(({ x: at }) => within(at, xDomain)),
    band: (each.band ?? []).filter(({ x: at, low, high }) => within(at, xDomain) && Number.isFinite(high - low)),
  }));
  const group = plotGroup(
    {
      width,
      height,
      marginTop: top,
      marginRight: right,
      marginBottom: bottom,
      marginLeft: left,
      clip: true,
      x: { type: xScale, domain: [...xDomain], inset: INSET, label: null },
      y: { type: yScale, domain: [...yDomain], insetBottom: INSET, insetTop: INSET, label: null },
      marks: [
        ...axisLines(),
        Plot.axisX({
          tickFormat: panel.xFormat ?? (xScale === 'log' ? '~g' : plainNumber),
          ...ticksOf(panel),
          ...AXIS,
        }),
        Plot.axisY({ ...(yScale === 'log' ? decades(yDomain) : { ticks: 6 }), ...AXIS }),
        ...(yDomain[0] < 0 && yDomain[1] > 0 ? [Plot.ruleY([0], { stroke: FAINT_INK, strokeWidth: 0.5 })] : []),
        ...rules.map(({ x: at, y: level }) =>
          at === undefined ? Plot.ruleY([level ?? 0], RULE) : Plot.ruleX([at], RULE),
        ),
        ...inside
          .filter(({ band }) => band.length > 0)
          .map(({ band, colour }) =>
            Plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.16 }),
          ),
        ...inside.flatMap(curveMarks),
      ],
    },
    { x, y, name: heading },
  );
  const plotLeft = x + left;
  const plotRight = x + width - right;
  const scaleX = pixelScale(xScale, xDomain, [plotLeft + INSET, plotRight - INSET]);
  const scaleY = pixelScale(yScale, yDomain, [y + height - bottom - INSET, y + top + INSET]);
  return [
    group,
    svgText(heading, { x: plotLeft, y: y + 16, size: 12.5, weight: 'bold' }),
    svgText(subheading, { x: plotLeft, y: y + 31, size: 10, fill: FAINT_INK }),
    svgText(xLabel, { x: (plotLeft + plotRight) / 2, y: y + height - 10, size: 12, anchor: 'middle' }),
    svgText(yLabel, { x: x + 11, y: y + (top + height - bottom) / 2, size: 12, anchor: 'middle', rotate: -90 }),
    ...rules.flatMap((rule) => ruleLabel(rule, { scaleX, scaleY, top: y + top, right: plotRight })),
    ...inside.flatMap((each) => labelAtEnd(each, scaleX, scaleY)),
    ...endLabels(
      inside.flatMap(({ label, labelPlace = 'column', colour, points }) => {
        const last = points.at(-1);
        if (label === undefined || labelPlace !== 'column' || last === undefined) return [];
        const shown = Math.min(Math.max(last.y, yDomain[0]), yDomain[1]);
        return [{ x: scaleX(last.x), y: scaleY(shown), text: label, colour }];
      }),
      { header: panel.labelHeader ?? '', headerY: y + 38, x: plotRight, top: y + top, bottom: y + height - bottom },
    ),
  ].join('\n');
}

const RULE = { stroke: FAINT_INK, strokeWidth: 0.75, strokeDasharray: '2,3' } as const;

function curveMarks({ points, colour, line = 'solid', width = 1.4, dots = 0, rings = 0 }: Series): Plot.Markish[] {
  const barred = points.filter(({ error }) => error !== undefined && error > 0);
  return [
    ...(line === 'none'
      ? []
      : [
          Plot.line(points, {
            x: 'x',
            y: 'y',
            stroke: colour,
            strokeWidth: width,
            ...(line === 'dashed' ? { strokeDasharray: '4,3' } : {}),
          }),
        ]),
    Plot.ruleX(barred, {
      x: 'x',
      y1: (point: CurvePoint) => point.y - point.error!,
      y2: (point: CurvePoint) => point.y + point.error!,
      stroke: colour,
      strokeWidth: 1,
    }),
    ...(rings > 0
      ? [Plot.dot(points, { x: 'x', y: 'y', r: rings, stroke: colour, strokeWidth: 1.2, title: pointTitle })]
      : []),
    ...(dots > 0 ? [Plot.dot(points, { x: 'x', y: 'y', r: dots, fill: colour, title: pointTitle })] : []),
  ];
}

function pointTitle({ x, y, error }: CurvePoint): string {
  const bar = error === undefined || !(error > 0) ? '' : ` ± ${error.toPrecision(2)}`;
  return `${plainNumber(x)}: ${Number(y.toPrecision(6))}${bar}`;
}

function labelAtEnd(
  { label, labelPlace = 'column', colour, points }: Series,
  scaleX: (x: number) => number,
  scaleY: (y: number) => number,
): readonly string[] {
  const last = points.at(-1);
  if (label === undefined || last === undefined || labelPlace === 'column') return [];
  const [shift, anchor] = labelPlace === 'left' ? ([-5, 'end'] as const) : ([5, 'start'] as const);
  const place = { x: scaleX(last.x) + shift, y: scaleY(last.y) + 4, anchor };
  return [svgText(label, { ...place, fill: colour, weight: 'bold' })];
}

interface PanelPixels {
  readonly scaleX: (x: number) => number;
  readonly scaleY: (y: number) => number;
  readonly top: number;
  readonly right: number;
}

function ruleLabel({ x, y, label }: Rule, { scaleX, scaleY, top, right }: PanelPixels): readonly string[] {
  if (label === undefined) return [];
  return x === undefined
    ? [svgText(label, { x: right - 3, y: scaleY(y ?? 0) - 4, size: 10, anchor: 'end', fill: FAINT_INK })]
    : [svgText(label, { x: scaleX(x) + 4, y: top + 9, size: 10, fill: FAINT_INK })];
}

/** The domains asked for, or those that hold every point and its error. */
function domainsOf(panel: LinePanel, series: readonly Series[]): Required<Pick<LinePanel, 'xDomain' | 'yDomain'>> {
  const points = series.flatMap((each) => each.points);
  const xs = points.map((point) => point.x);
  const ys = points.flatMap(({ y, error = 0 }) => [y - error, y + error]);
  const xDomain = panel.xDomain ?? [Math.min(...xs), Math.max(...xs)];
  if (panel.yDomain !== undefined) return { xDomain, yDomain: panel.yDomain };
  if (panel.yScale === 'log') return { xDomain, yDomain: [Math.min(...ys), Math.max(...ys)] };
  const low = Math.min(0, ...ys);
  const high = Math.max(0, ...ys);
  const nice = Plot.scale({ y: { domain: [low, high > low ? high : low + 1], nice: 6 } })!.domain as [number, number];
  return { xDomain, yDomain: nice };
}

function ticksOf({ xTicks, xScale }: LinePanel): { ticks: number | number[] } {
  return { ticks: xTicks === undefined ? (xScale === 'log' ? 5 : 6) : [...xTicks] };
}

/** At most seven powers of ten, written as such. */
function decades([low, high]: readonly [number, number]): { ticks: number[]; tickFormat: (value: number) => string } {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.ceil((last - first + 1) / 7);
  return {
    ticks: Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, k) => 10 ** (last - k * every)),
    tickFormat: (value) => `10${String(Math.round(Math.log10(value))).replace(/./gu, (digit) => SUPERSCRIPT[digit]!)}`,
  };
}

const SUPERSCRIPT: Readonly<Record<string, string>> = Object.fromEntries(
  [...'-0123456789'].map((digit, i) => [digit, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][i]!]),
);

function pixelScale(
  type: 'linear' | 'log',
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
): (value: number) => number {
  const at = type === 'log' ? Math.log : (value: number) => value;
  return (value) => from + ((at(value) - at(low)) / (at(high) - at(low))) * (to - from);
}

function isDrawable({ x, y }: CurvePoint, yScale: 'linear' | 'log'): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && (yScale === 'linear' || y > 0);
}

const within = (value: number, [low, high]: readonly [number, number]) =>
  value >= low - 1e-12 * Math.abs(low) && value <= high + 1e-12 * Math.abs(high);

/** '0.5', without the rounding noise of a sweep's steps. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(10)));
}
