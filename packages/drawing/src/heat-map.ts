import * as Plot from '@observablehq/plot';
import { AXIS, axisTitles } from './axes.js';
import { type Pixels, plotGroup } from './plot-group.js';
import { distinct } from './rows.js';
import { FAINT_INK, INK, rounded, svgText } from './svg-document.js';

/** What is known at one point of the grid. */
export interface HeatCell {
  readonly x: number;
  readonly y: number;
  /** NaN is drawn hatched, whatever the scale. */
  readonly value: number;
  /** A dot in the middle: the value stands for something that is said elsewhere. */
  readonly marked?: boolean;
}

/** A line over the map, its points in the order they are joined; where it is not finite it is interrupted. */
export interface HeatCurve {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly label: string;
}

/** A value of y with its interval, at one x. */
export interface HeatPoint {
  readonly x: number;
  readonly y: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface HeatMap {
  readonly width: number;
  readonly height: number;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly cells: readonly HeatCell[];
  /** What the ends of the colour scale stand for; values beyond have the colour of the end. */
  readonly domain: readonly [number, number];
  readonly valueLabel: string;
  readonly valueTicks: readonly number[];
  readonly curves: readonly HeatCurve[];
  /** Points over the map with their intervals; an end that is null lies beyond the map. */
  readonly points?: readonly HeatPoint[];
  /** Columns have values of y of their own: each cell reaches half-way to its neighbours in its column. */
  readonly ownColumns?: boolean;
  /** An upright line, named above the map. */
  readonly rule?: { readonly x: number; readonly label: string };
}

const MARGIN = { top: 34, right: 118, bottom: 48, left: 62 } as const;

/**
 * A map of cells in the colours of viridis, whose lightness grows evenly with the value, with curves over it that are
 * white with a dark edge and so stand out from every cell, named at their right ends. Cells reach half-way to their
 * neighbours; what is not known stays white.
 */
export function heatMap(map: HeatMap): readonly string[] {
  const { width, height, cells, domain, curves, rule, points = [], ownColumns = false } = map;
  const [xs, ys] = [edges(cells.map(({ x }) => x)), edges(cells.map(({ y }) => y))];
  const columns = ownColumns ? columnEdges(cells) : null;
  const boxes = cells.map(({ x, y, ...cell }) => {
    const [[x1, x2], [y1, y2]] = [xs.around(x), (columns?.get(x) ?? ys).around(y)];
    return { ...cell, x, y, x1, x2, y1, y2 };
  });
  const known = boxes.filter(({ value }) => Number.isFinite(value));
  const nothing = boxes.filter(({ value }) => !Number.isFinite(value));
  const box = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' } as const;
  const colour = colourScale(domain);
  const lines = curves.flatMap(({ points, label }) =>
    points.map(({ x, y }) => ({ x, y: Number.isFinite(y) && y <= 2 * ys.extent[1] ? y : Number.NaN, label })),
  );
  const line = { x: 'x', y: 'y', z: 'label', strokeLinejoin: 'round' } as const;
  const { markup, area, px } = plotGroup(
    { x: 0, y: 0, width, height, margin: MARGIN, name: 'heat map' },
    {
      clip: true,
      x: { domain: [...xs.extent], label: null },
      y: { domain: [...ys.extent], label: null },
      marks: [
        // Each box a hair wider than it is, or the paper would shine through between neighbours.
        Plot.rect(known, { ...box, fill: ({ value }: HeatCell) => colour(value), inset: -0.3, title: titleOf }),
        Plot.rect(nothing, { ...box, fill: `url(#${HATCHING})`, title: titleOf }),
        Plot.dot(
          boxes.filter(({ marked }) => marked === true),
          { x: 'x', y: 'y', r: 1.3, fill: '#ffffff', fillOpacity: 0.85 },
        ),
        ...(rule === undefined ? [] : ruleMarks(rule.x)),
        Plot.line(lines, { ...line, stroke: INK, strokeWidth: 4.2 }),
        Plot.line(lines, { ...line, stroke: '#ffffff', strokeWidth: 2 }),
        ...(points.length === 0 ? [] : pointMarks(points, ys.extent)),
        Plot.frame({ stroke: INK, strokeWidth: 1 }),
        Plot.axisX({ ticks: 6, ...AXIS }),
        Plot.axisY({ ...(ys.values.length <= 9 ? { ticks: [...ys.values] } : { ticks: 7 }), ...AXIS }),
      ],
    },
  );
  return [
    HATCHING_PATTERN,
    markup,
    ...(rule === undefined ? [] : [svgText(rule.label, { x: px.x(rule.x), y: area.top - 8, anchor: 'middle' })]),
    ...curves.flatMap((curve) => curveLabel(curve, { xs: xs.extent, ys: ys.extent, px })),
    ...colourBar(map, colour, { x: width - 46, top: area.top, bottom: area.bottom }),
    ...axisTitles({ x: map.xLabel, y: map.yLabel }, area, { bottom: height - 10, left: 16, size: 13 }),
  ];
}

function ruleMarks(x: number): readonly Plot.Markish[] {
  return [
    Plot.ruleX([x], { stroke: INK, strokeWidth: 2.6, strokeOpacity: 0.65 }),
    Plot.ruleX([x], { stroke: '#ffffff', strokeWidth: 1, strokeDasharray: '3,3' }),
  ];
}

/** White with a dark edge, as curves are. */
function pointMarks(points: readonly HeatPoint[], [bottom, top]: readonly [number, number]): readonly Plot.Markish[] {
  const bars = points.map(({ x, lower, upper }) => ({ x, y1: lower ?? bottom, y2: upper ?? top }));
  return [
    Plot.ruleX(bars, { x: 'x', y1: 'y1', y2: 'y2', stroke: INK, strokeWidth: 3.6, ariaDescription: 'error bar' }),
    Plot.ruleX(bars, { x: 'x', y1: 'y1', y2: 'y2', stroke: '#ffffff', strokeWidth: 1.6 }),
    Plot.dot(points, { x: 'x', y: 'y', r: 3.4, fill: '#ffffff', stroke: INK, strokeWidth: 1.2 }),
  ];
}

interface Plane {
  readonly xs: readonly [number, number];
  readonly ys: readonly [number, number];
  readonly px: Pixels;
}

/** Beside the frame where the curve leaves it on the right; where it leaves it elsewhere, at the last point inside. */
function curveLabel({ points, label }: HeatCurve, { xs, ys, px }: Plane): readonly string[] {
  const last = points.filter(({ x, y }) => x >= xs[0] && x <= xs[1] && y >= ys[0] && y <= ys[1]).at(-1);
  if (last === undefined) return [];
  const beyond = points.find(({ x }) => x > last.x);
  const leavesRight = beyond === undefined || beyond.x > xs[1];
  const place = { size: 12, weight: 'bold', className: 'label' } as const;
  const y = px.y(last.y) + 4;
  if (leavesRight) return [svgText(label, { ...place, x: px.x(xs[1]) + 5, y })];
  const inside = { x: px.x(last.x) - 7, y: Math.max(y, px.y(ys[1]) + 15), anchor: 'end' } as const;
  return [svgText(label, { ...place, ...inside, fill: '#ffffff', halo: INK })];
}

function colourBar(
  { domain, valueLabel, valueTicks }: HeatMap,
  colour: (value: number) => string,
  { x, top, bottom }: { readonly x: number; readonly top: number; readonly bottom: number },
): readonly string[] {
  const width = 12;
  const scale = Plot.scale({ y: { domain: [...domain], range: [bottom, top] } })!;
  const at = (value: number) => rounded(scale.apply(value));
  const step = (bottom - top) / BAR_STEPS;
  const shades = Array.from({ length: BAR_STEPS }, (_, k) => {
    const value = domain[0] + ((k + 0.5) / BAR_STEPS) * (domain[1] - domain[0]);
    return `<rect x="${x}" y="${rounded(bottom - (k + 1) * step)}" width="${width}" height="${rounded(step + 0.5)}" fill="${colour(value)}"/>`;
  });
  return [
    ...shades,
    `<rect x="${x}" y="${top}" width="${width}" height="${bottom - top}" fill="none" stroke="${INK}" stroke-width="0.75"/>`,
    ...valueTicks.flatMap((value) => [
      `<path d="M${x + width},${at(value)}h4" stroke="${INK}" stroke-width="0.75"/>`,
      svgText(String(value), { x: x + width + 7, y: at(value) + 4, size: 11 }),
    ]),
    svgText(valueLabel, { x: x - 8, y: (top + bottom) / 2, size: 12, anchor: 'middle', rotate: -90 }),
  ];
}

const BAR_STEPS = 60;

const HATCHING = 'hatching';
const HATCHING_PATTERN =
  `<defs><pattern id="${HATCHING}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
  `<rect width="5" height="5" fill="#ffffff"/><rect width="1.4" height="5" fill="${FAINT_INK}"/></pattern></defs>`;

/** A small hatched box, for the words that say what it stands for. */
export function hatchedBox(x: number, y: number, size: number): string {
  return `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="url(#${HATCHING})" stroke="${INK}" stroke-width="0.5"/>`;
}

function colourScale(domain: readonly [number, number]): (value: number) => string {
  const scale = Plot.scale({ color: { type: 'linear', scheme: 'viridis', domain: [...domain], clamp: true } })!;
  return (value) => String(scale.apply(value));
}

function titleOf({ x, y, value }: HeatCell): string {
  return `${plain(x)}, ${plain(y)}: ${Number.isFinite(value) ? plain(value) : 'no value'}`;
}

function columnEdges(cells: readonly HeatCell[]): ReadonlyMap<number, ReturnType<typeof edges>> {
  const columns = new Map<number, number[]>();
  for (const { x, y } of cells) columns.set(x, [...(columns.get(x) ?? []), y]);
  return new Map([...columns].map(([x, values]) => [x, edges(values)]));
}

/** Boundaries half-way between the values that occur; a single value has half of one on either side. */
function edges(given: readonly number[]) {
  const values = distinct(given);
  const middle = (i: number) => (values[i]! + values[i + 1]!) / 2;
  const last = values.length - 1;
  const bounds = values.map((value, i): readonly [number, number] => {
    if (last === 0) return [value - 0.5, value + 0.5];
    return [i === 0 ? 2 * value - middle(0) : middle(i - 1), i === last ? 2 * value - middle(last - 1) : middle(i)];
  });
  return {
    values,
    extent: [bounds[0]![0], bounds[last]![1]] as const,
    around: (value: number) => bounds[values.indexOf(value)]!,
  };
}

const plain = (value: number) => String(Number(value.toPrecision(6)));
