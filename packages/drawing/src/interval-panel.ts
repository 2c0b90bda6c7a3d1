import * as Plot from '@observablehq/plot';
import { AXIS, axisLines } from './axes.js';
import { plotGroup, type Sides } from './plot-group.js';
import { BAR_MARK, FAINT_INK, svgText } from './svg-document.js';

/** A number with its error, on one of the rows of a panel. */
export interface Interval {
  /** From 0 at the top; a fraction is between two rows. */
  readonly row: number;
  readonly value: number;
  /** Drawn to either side; 0 is none. */
  readonly error: number;
  readonly colour: string;
  readonly mark: 'disc' | 'ring' | 'cross';
}

/** Where a panel of intervals stands and how far it reaches. Lengths in px. */
export interface IntervalPanel {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** Of the plotting area above and below. */
  readonly margin: Pick<Sides, 'top' | 'bottom'>;
  readonly name: string;
  readonly heading: string;
  readonly subheading: string;
  readonly rows: number;
  /** The axis is from minus this to this, in square roots, which shows small differences beside large ones. */
  readonly reach: number;
  readonly intervals: readonly Interval[];
}

/** Numbers with their errors in rows, to either side of zero: of many differences, which are there and which are not. */
export function intervalPanel(panel: IntervalPanel): string {
  const { x, width, height, margin, name, rows, reach, intervals } = panel;
  const at = { x: 'value', y: 'row' } as const;
  const colour = (interval: Interval) => interval.colour;
  const withMark = (mark: Interval['mark']) => intervals.filter((interval) => interval.mark === mark);
  const { markup } = plotGroup(
    { x, y: 0, width, height, margin: { ...margin, left: 0, right: 0 }, name },
    {
      x: { type: 'sqrt', domain: [-reach, reach], label: null, axis: null },
      y: { domain: [-0.5, rows - 0.5], range: [margin.top, height - margin.bottom], label: null, axis: null },
      marks: [
        ...axisLines().slice(1),
        Plot.axisX(ticksWithin(reach), { tickFormat: (value: number) => String(value), ...AXIS }),
        Plot.ruleX([0], { stroke: FAINT_INK, strokeWidth: 0.75 }),
        Plot.ruleY(
          Array.from({ length: rows - 1 }, (_, row) => row + 0.5),
          { stroke: '#e2e2e2', strokeWidth: 0.5 },
        ),
        Plot.ruleY(
          intervals.filter(({ error }) => error > 0),
          {
            y: 'row',
            ariaDescription: BAR_MARK,
            x1: ({ value, error }: Interval) => value - error,
            x2: ({ value, error }: Interval) => value + error,
            stroke: colour,
          },
        ),
        Plot.dot(withMark('disc'), { ...at, r: 3, fill: colour }),
        Plot.dot(withMark('ring'), { ...at, r: 3, stroke: colour, fill: '#ffffff' }),
        Plot.dot(withMark('cross'), { ...at, r: 4, symbol: 'times', stroke: colour, strokeWidth: 1.6 }),
      ],
    },
  );
  return [
    markup,
    svgText(panel.heading, { x, y: 16, size: 12, weight: 'bold' }),
    svgText(panel.subheading, { x, y: 30, size: 10, fill: FAINT_INK }),
  ].join('\n');
}

/** Round numbers to either side that are far enough from one another on a square-root scale. */
function ticksWithin(reach: number): number[] {
  const step = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2].findLast((candidate) => candidate <= 0.8 * reach) ?? 0.01;
  return [-step, -step / 5, 0, step / 5, step];
}
