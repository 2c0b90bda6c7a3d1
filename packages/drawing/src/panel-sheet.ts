import { type LinePanel, linePanel } from './line-panel.js';
import { type SvgFrame, svgDocument } from './svg-document.js';

/** A panel whose place a sheet gives it. */
export type SheetPanel = Omit<LinePanel, 'x' | 'y' | 'width' | 'height'>;

/** How many panels stand beside and below each other, and how large each is, in px. */
export interface Sheet {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

/** A document of panels of one size, row by row from the top; a place without a panel stays white. */
export function panelSheet(
  { columns, rows, width, height }: Sheet,
  words: Omit<SvgFrame, 'width' | 'height'>,
  panels: readonly SheetPanel[],
): string {
  return svgDocument(
    { width: columns * width, height: rows * height, ...words },
    panels.map((panel, k) =>
      linePanel({ x: (k % columns) * width, y: Math.floor(k / columns) * height, width, height, ...panel }),
    ),
  );
}
