import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import type { DrawnFigure, FigureFormat } from './figure.js';
import { figurePage } from './html-page.js';

/**
 * A drawn figure as the content of a file: the SVG itself, a PNG of twice its size in px, or a web page that stands alone,
 * with the rows behind the figure as tables.
 */
export function renderFigure(drawn: DrawnFigure, format: FigureFormat): string | Uint8Array {
  switch (format) {
    case 'svg':
      return `<?xml version="1.0" encoding="UTF-8"?>\n${drawn.svg}`;
    case 'png':
      return png(drawn.svg);
    case 'html':
      return figurePage(drawn);
    default:
      return format satisfies never;
  }
}

const FONT = 'DejaVu Sans';

/** Set in the fonts that come with the package, the same on every machine, also where none is installed. */
function png(svg: string): Uint8Array {
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: FONT, sansSerifFamily: FONT },
  });
  return image.render().asPng();
}
