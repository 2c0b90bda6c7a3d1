import * as Plot from '@observablehq/plot';
import { AXIS, axisTitles } from './axes.js';
import { tint } from './colour.js';
import { edgeCrossings, type PlaneSample } from './edge-crossings.js';
import { spanOf } from './extremes.js';
import { spreadLabels } from './label-column.js';
import { type Pixels, plotGroup, type Sides } from './plot-group.js';
import { FAINT_INK, INK, rounded, svgText } from './svg-document.js';

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** A line on which the function of the plane has a value, named where it leaves the map at the top or on the right. */
export interface Level {
  readonly value: number;
  readonly text: string;
  readonly colour: string;
}

/** One side of the boundary, tinted in its colour. */
export interface Region {
  readonly colour: string;
  /** Its name and a line on what it is. Default: none. */
  readonly words?: readonly [string, string];
  /**
   * Where the name stands: px from the upper left corner of the map for the left region, from the lower right one for the
   * right.
   */
  readonly inset: PlanePoint;
}

export interface ContourMap {
  readonly width: number;
  readonly height: number;
  readonly name: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** The function on a rectangular grid of at least two by two points. */
  readonly samples: readonly PlaneSample[];
  readonly levels: readonly Level[];
  /** Above the names of the levels. */
  readonly levelHeader: string;
  /**
   * What divides the plane into left and right, its points ascending in y; the line where the function has the boundary's
   * value.
   */
  readonly boundary: { readonly points: readonly PlanePoint[]; readonly value: number; readonly text: string };
  readonly left: Region;
  readonly right: Region;
  /** A line on which something else holds, from left to right, as a part of the lower edge; named above it. */
  readonly strip?: { readonly points: readonly PlanePoint[]; readonly text: string; readonly colour: string };
  /** Points of the plane to be told from all others, the last one named. */
  readonly rings: readonly PlanePoint[];
  readonly ringLabel: string;
}

const MARGIN: Sides = { top: 52, right: 40, bottom: 46, left: 58 };
const TINT = 0.13;

/**
 * Two regions of a plane with the line between them, and contours of a function of the plane with their names around the
 * map.
 */
export function contourMap(map: ContourMap): readonly string[] {
  const { width, height, name, samples, levels, boundary, left, right, rings, strip } = map;
  const xDomain = spanOf(samples.map(({ x }) => x));
  const yDomain = spanOf(samples.map(({ y }) => y));
  const { markup, area, px } = plotGroup(
    { x: 0, y: 0, width, height, margin: MARGIN, name },
    {
      clip: true,
      x: { domain: xDomain, label: null },
      y: { domain: yDomain, label: null },
      marks: [
        Plot.areaX(boundary.points, { x1: xDomain[0], x2: 'x', y: 'y', fill: tint(left.colour, TINT) }),
        Plot.areaX(boundary.points, { x1: 'x', x2: xDomain[1], y: 'y', fill: tint(right.colour, TINT) }),
        ...[...new Set(levels.map(({ colour }) => colour))].map((colour) =>
          Plot.contour(samples, {
            x: 'x',
            y: 'y',
            value: 'value',
            interpolate: 'barycentric',
            pixelSize: 1,
            thresholds: levels.filter((level) => level.colour === colour).map(({ value }) => value),
            stroke: colour,
            strokeWidth: 0.9,
          }),
        ),
        Plot.line(boundary.points, { x: 'x', y: 'y', stroke: INK, strokeWidth: 2.4 }),
        Plot.dot(rings, { x: 'x', y: 'y', r: 3, fill: '#ffffff', stroke: INK, strokeWidth: 1 }),
        Plot.frame({ stroke: INK, strokeWidth: 1.2 }),
        ...(strip === undefined
          ? []
          : [Plot.line(strip.points, { x: 'x', y: 'y', stroke: strip.colour, strokeWidth: 4, clip: false })]),
        Plot.axisX({ ticks: 7, ...AXIS }),
        Plot.axisY({ ticks: 6, ...AXIS }),
      ],
    },
  );
  const crossings = edgeCrossings(samples, [...levels, { ...boundary, colour: INK }]);
  return [
    markup,
    svgText(map.levelHeader, { x: area.left, y: 15, size: 11, fill: FAINT_INK }),
    ...upperLabels(
      crossings.upper.map(({ level, at }) => ({ ...level, px: px.x(at) })),
      area,
    ),
    ...rightLabels(
      crossings.right.map(({ level, at }) => ({ ...level, px: px.y(at) })),
      area,
    ),
    ...regionName(left, { x: area.left + left.inset.x, y: area.top + left.inset.y }),
    ...regionName(right, { x: area.right - right.inset.x, y: area.bottom - right.inset.y }),
    ...rings.slice(-1).map(({ x, y }) => svgText(map.ringLabel, { x: px.x(x) + 7, y: px.y(y) + 3.5, size: 10 })),
    ...(strip === undefined ? [] : stripName(strip, px)),
    ...axisTitles({ x: map.xLabel, y: map.yLabel }, area, { bottom: height - 10, left: 14, size: 13 }),
  ];
}

interface LevelEnd {
  readonly text: string;
  readonly colour: string;
  readonly px: number;
}

/** Above the frame, pushed apart where the lines are closer than their names. */
function upperLabels(ends: readonly LevelEnd[], { left, right, top }: Sides): readonly string[] {
  const places = spreadLabels(
    ends.map(({ px }) => px),
    { top: left, bottom: right, gap: 21 },
  );
  return ends.flatMap(({ text, colour, px }, i) => {
    const x = places[i]!;
    return [
      `<path d="M${rounded(px)},${top - 2}L${rounded(x)},${top - 14}" fill="none" stroke="${colour}" stroke-width="0.6"/>`,
      svgText(text, { x, y: top - 17, size: 10, anchor: 'middle', fill: colour, className: 'label' }),
    ];
  });
}

function rightLabels(ends: readonly LevelEnd[], { right, top, bottom }: Sides): readonly string[] {
  const downwards = [...ends].sort((p, q) => p.px - q.px);
  const places = spreadLabels(
    downwards.map(({ px }) => px),
    { top, bottom, gap: 12 },
  );
  return downwards.map(({ text, colour }, i) =>
    svgText(text, { x: right + 6, y: places[i]! + 4, size: 10.5, fill: colour, className: 'label' }),
  );
}

/** On a patch of the region's own tint, which interrupts a contour behind it. */
function regionName({ words, colour }: Region, { x, y }: PlanePoint): readonly string[] {
  if (words === undefined) return [];
  const text = { anchor: 'middle', fill: colour, x } as const;
  return [
    `<rect x="${x - 35}" y="${y - 15}" width="70" height="38" fill="${tint(colour, TINT)}"/>`,
    svgText(words[0], { ...text, y, size: 15, weight: 'bold' }),
    svgText(words[1], { ...text, y: y + 18, size: 12 }),
  ];
}

function stripName({ points, text, colour }: NonNullable<ContourMap['strip']>, px: Pixels): readonly string[] {
  const [first] = points;
  if (first === undefined) return [];
  return [svgText(text, { x: px.x(first.x) + 4, y: px.y(first.y) - 6, size: 10, fill: colour, halo: '#ffffff' })];
}
