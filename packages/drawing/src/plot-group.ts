import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeXml, INK } from './svg-document.js';

/** Lengths on the four sides of a box, in px. */
export interface Sides {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Where a plot stands on the page, in px, and what it is called. */
interface PlotPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Between the edge of the plot and its plotting area. */
  readonly margin: Sides;
  readonly name: string;
}

/** From values to places on the page, in px: the scales that a plot was drawn with. */
export interface Pixels {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** A plot as markup, with what is needed to write beside it. */
interface PlotGroup {
  readonly markup: string;
  /** The edges of the plotting area on the page, in px. */
  readonly area: Sides;
  readonly px: Pixels;
}

/** An Observable Plot as a `<g>`, without the style sheet that Plot writes for web pages. */
export function plotGroup(place: PlotPlace, options: PlotOptions): PlotGroup {
  const { x, y, width, height, margin, name } = place;
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const drawn: PlotElement = plot({
    width,
    height,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    ...options,
    document,
  });
  for (const style of drawn.querySelectorAll('style')) style.remove();
  const content = withShortNumbers(drawn.innerHTML.trim());
  const [scaleX, scaleY] = [drawn.scale('x'), drawn.scale('y')];
  return {
    markup: `<g class="panel" data-panel="${escapeXml(name)}" ${PLOT_ROOT} transform="translate(${x},${y})">\n${content}\n</g>`,
    area: {
      top: y + margin.top,
      right: x + width - margin.right,
      bottom: y + height - margin.bottom,
      left: x + margin.left,
    },
    px: { x: (value) => x + scaleX.apply(value), y: (value) => y + scaleY.apply(value) },
  };
}

/** What Plot sets on its root and counts on in its marks. */
const PLOT_ROOT = `text-anchor="middle" font-size="10" color="${INK}"`;

/** What is used of the DOM, whose types are not part of a Node program, and of what Plot adds to it. */
interface PlotElement {
  querySelectorAll(selector: string): Iterable<{ remove(): void }>;
  readonly innerHTML: string;
  scale(name: 'x' | 'y'): { apply(value: number): number };
}

/** Coordinates to a thousandth of a px: the last bits of a double tell nothing, and are half of the bytes. */
function withShortNumbers(markup: string): string {
  return markup.replace(COORDINATES, (attribute) =>
    attribute.replace(/-?\d*\.\d{4,}(?:e[-+]?\d+)?/g, (number) => String(Number(Number(number).toFixed(3)))),
  );
}

const COORDINATES = / (?:x|y|x1|x2|y1|y2|cx|cy|r|width|height|d|transform)="[^"]*"/g;
