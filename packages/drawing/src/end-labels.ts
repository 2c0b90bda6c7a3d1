import { labelCapacity, spreadLabels } from './label-column.js';
import { rounded, svgText } from './svg-document.js';

/** The right end of a curve and what it is called. */
interface CurveEnd {
  /** Where the curve ends, in px. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour: string;
  /** Marks a curve that keeps its label whatever else is left out. */
  readonly remark?: string;
}

interface EndLabelColumn {
  /** What the labels are values of, above them, with its baseline at `headerY`. */
  readonly header: string;
  readonly headerY: number;
  /** The right edge of the plotting area, and between which heights labels may stand, in px. */
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

const LABEL_GAP = 13;
/** From the edge of the plotting area to the text of a label. */
const TEXT_SHIFT = 19;
/** Beyond these, labels are a scale to read colours by rather than names of curves, and fewer are easier to read. */
const MOST_NAMES = 14;
const SCALE_LABELS = 9;

/**
 * Direct labels in a column to the right of a plot, each in its curve's colour and joined to the curve's end by a thin line,
 * without overlap. Of too many curves an even choice is labelled, in the order given, with the first and the last.
 */
export function endLabels(ends: readonly CurveEnd[], column: EndLabelColumn): readonly string[] {
  const { header, headerY, x, top, bottom } = column;
  const room = { top, bottom, gap: LABEL_GAP };
  const most = Math.min(labelCapacity(room), MOST_NAMES);
  const labelled = (ends.length <= most ? [...ends] : evenChoice(ends, Math.min(most, SCALE_LABELS))).sort(
    (p, q) => p.y - q.y,
  );
  const heights = spreadLabels(
    labelled.map((end) => end.y),
    room,
  );
  const [elbow, leaderEnd, textX] = [x + 5, x + 16, x + TEXT_SHIFT];
  return [
    svgText(header, { x: textX, y: headerY, size: 12 }),
    ...labelled.flatMap(({ remark, text, colour, ...end }, index) => {
      const y = heights[index]!;
      return [
        `<path d="M${rounded(end.x + 3)},${rounded(end.y)}H${rounded(elbow)}L${rounded(leaderEnd)},${rounded(y)}" fill="none" stroke="${colour}" stroke-width="0.6"/>`,
        svgText(text, {
          x: textX,
          y: y + 4,
          fill: colour,
          weight: 'bold',
          className: 'label',
          ...(remark === undefined ? {} : { remark }),
        }),
      ];
    }),
  ];
}

/** Px that a column needs for its labels with a remark, in the widest of the faces. */
export function roomForLabels(labels: readonly { readonly label?: string; readonly remark?: string }[]): number {
  const widths = labels.map(({ label = '', remark }) =>
    remark === undefined ? 0 : TEXT_SHIFT + BOLD_WIDTH * [...label].length + 4 + REMARK_WIDTH * [...remark].length,
  );
  return Math.ceil(Math.max(0, ...widths));
}

/** Px of a character in DejaVu Sans, on average of names and numbers: bold of 11 px, and of a remark of 8.8 px. */
const [BOLD_WIDTH, REMARK_WIDTH] = [7.2, 5];

/** `count` of the ends, evenly spread, each with a remark in place of its nearest neighbour. */
function evenChoice(ends: readonly CurveEnd[], count: number): CurveEnd[] {
  const chosen = Array.from({ length: count }, (_, k) => Math.round((k * (ends.length - 1)) / Math.max(1, count - 1)));
  ends.forEach((end, index) => {
    if (end.remark === undefined || chosen.includes(index)) return;
    const distances = chosen.map((other) => Math.abs(other - index));
    chosen[distances.indexOf(Math.min(...distances))] = index;
  });
  return chosen.map((index) => ends[index]!);
}
