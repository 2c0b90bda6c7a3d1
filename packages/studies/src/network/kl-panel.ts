import * as Plot from '@observablehq/plot';
import { AXIS, axisLines, endLabels, FAINT_INK, plotGroup, svgText, tint } from '@rgflow/drawing';
import type { CurvePoint, KlCurve } from './kl-curves.js';

/** Where a panel stands and what its axes span; all panels of a figure share the domains. Lengths in px. */
export interface PanelFrame {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** Layers, from 0. */
  readonly lastLayer: number;
  readonly divergence: readonly [number, number];
  readonly heading: string;
  readonly subheading: string;
  readonly colour: (sigmaW2: number) => string;
  readonly isCritical: (sigmaW2: number) => boolean;
}

/** Around the plotting area: panel headings above, axis title below, ticks to the left, direct labels to the right. */
export const PANEL_MARGIN = { top: 46, right: 82, bottom: 44, left: 38 } as const;
const INSET = 5;
/** With more curves than this, points and lines are drawn finer. */
const CROWD = 12;

/** Points with error bars or bands, fitted curves over them and their σ_w² at the right end, as markup. */
export function klPanel(curves: readonly KlCurve[], frame: PanelFrame): string {
  const { x, width, height, lastLayer, divergence, colour } = frame;
  const { top, right, bottom, left } = PANEL_MARGIN;
  const drawn = curves.filter((curve) => curve.points.length > 0);
  const fine = drawn.length > CROWD || lastLayer > 60;
  const lineWidth = (sigmaW2: number) => (fine ? 0.9 : 1.4) + (frame.isCritical(sigmaW2) ? 0.6 : 0);
  const group = plotGroup(
    {
      width,
      height,
      marginTop: top,
      marginRight: right,
      marginBottom: bottom,
      marginLeft: left,
      x: { domain: [0, lastLayer], insetLeft: INSET, label: null },
      y: { domain: [...divergence], insetBottom: INSET, label: null },
      marks: [
        ...axisLines(),
        Plot.axisX({ ticks: layerTicks(lastLayer), tickFormat: 'd', ...AXIS }),
        Plot.axisY({ ticks: 5, ...AXIS }),
        ...(divergence[0] < 0
          ? [Plot.ruleY([0], { stroke: FAINT_INK, strokeWidth: 0.5, strokeDasharray: '2,2' })]
          : []),
        ...drawn.flatMap((curve) => uncertainty(curve, colour(curve.sigmaW2))),
        ...drawn.map((curve) =>
          Plot.dot(curve.points, {
            x: 'layer',
            y: 'divergence',
            r: fine ? 1.2 : 2.2,
            // Opaque, so that a bar shorter than the point does not show as a speck in it.
            fill: tint(colour(curve.sigmaW2), 0.6),
            title: (point: CurvePoint) => pointTitle(curve, point),
          }),
        ),
        ...drawn.map((curve) =>
          Plot.line(fittedLine(curve), {
            stroke: colour(curve.sigmaW2),
            strokeWidth: lineWidth(curve.sigmaW2),
            ...(curve.fit?.everySeed === false ? { strokeDasharray: '4,3' } : {}),
          }),
        ),
      ],
    },
    { x, y: 0, name: frame.heading },
  );
  const plotLeft = x + left;
  return [
    group,
    svgText(frame.heading, { x: plotLeft, y: 16, size: 12.5, weight: 'bold' }),
    svgText(frame.subheading, { x: plotLeft, y: 31, size: 10, fill: FAINT_INK }),
    svgText('layer', { x: plotLeft + (width - left - right) / 2, y: height - 10, size: 12, anchor: 'middle' }),
    ...varianceLabels(drawn, frame),
  ].join('\n');
}

/** Whole layers, at most eight of them. */
function layerTicks(lastLayer: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => lastLayer / each < 8) ?? 1000;
  return Array.from({ length: Math.floor(lastLayer / step) + 1 }, (_, k) => k * step);
}

/** A band where the mean is over several seeds, bars where the error is one network's. */
function uncertainty(curve: KlCurve, colour: string): Plot.Markish[] {
  const known = curve.points.filter((point) => Number.isFinite(point.standardError));
  const interval = {
    x: 'layer',
    y1: (point: CurvePoint) => point.divergence - point.standardError,
    y2: (point: CurvePoint) => point.divergence + point.standardError,
  };
  return known.some((point) => point.seeds > 1)
    ? [Plot.areaY(known, { ...interval, fill: colour, fillOpacity: 0.16 })]
    : [Plot.ruleX(known, { ...interval, stroke: colour, strokeWidth: 1 })];
}

function fittedLine({ fit }: KlCurve): [number, number][] {
  if (fit === undefined) return [];
  const intervals = 8 * fit.lastLayer;
  return Array.from({ length: intervals + 1 }, (_, k) => {
    const x = k / 8;
    return [x, fit.at(x)];
  });
}

function pointTitle({ sigmaW2 }: KlCurve, { layer, divergence, standardError, seeds }: CurvePoint): string {
  const error = standardError > 0 ? ` ± ${standardError.toPrecision(2)}` : '';
  const over = seeds > 1 ? ` (${seeds} seeds)` : '';
  return `σ_w² = ${formatVariance(sigmaW2)}, layer ${layer}: ${divergence === 0 ? '0' : divergence.toPrecision(4)}${error}${over}`;
}

/** σ_w² at the end of each curve. */
function varianceLabels(curves: readonly KlCurve[], frame: PanelFrame): readonly string[] {
  const { lastLayer, colour } = frame;
  const [low, high] = frame.divergence;
  const left = frame.x + PANEL_MARGIN.left + INSET;
  const right = frame.x + frame.width - PANEL_MARGIN.right;
  const top = PANEL_MARGIN.top;
  const bottom = frame.height - PANEL_MARGIN.bottom - INSET;
  const ends = [...curves]
    .sort((p, q) => p.sigmaW2 - q.sigmaW2)
    .map((curve) => {
      const { layer, divergence } = curveEnd(curve);
      return {
        x: left + (layer / lastLayer) * (right - left),
        y: bottom - ((divergence - low) / (high - low)) * (bottom - top),
        text: formatVariance(curve.sigmaW2),
        colour: colour(curve.sigmaW2),
        ...(frame.isCritical(curve.sigmaW2) ? { remark: 'critical' } : {}),
      };
    });
  return endLabels(ends, { header: 'σ_w^2', headerY: 31, x: right, top, bottom });
}

function curveEnd({ fit, points }: KlCurve): { layer: number; divergence: number } {
  return fit === undefined ? points.at(-1)! : { layer: fit.lastLayer, divergence: fit.at(fit.lastLayer) };
}

/** σ_w² with one decimal at least and without rounding noise of a sweep's steps: '1.0', '1.76'. */
export function formatVariance(sigmaW2: number): string {
  const rounded = String(Number(sigmaW2.toPrecision(5)));
  return /^-?\d+$/.test(rounded) ? `${rounded}.0` : rounded;
}
