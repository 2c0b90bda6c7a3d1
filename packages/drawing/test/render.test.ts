import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { drawnFigure, type Figure, FigureError } from '../src/figure.js';
import { linePanel } from '../src/line-panel.js';
import { renderFigure } from '../src/node.js';
import { numberOf, requireRows } from '../src/rows.js';
import { svgDocument } from '../src/svg-document.js';
import { decodePng, type Image } from './decode-png.js';

const [width, height] = [360, 300];

/** A decay, as a figure of a study would draw it. */
const decay: Figure = {
  title: 'Decay',
  caption: 'What is left, at a rate λ_d.',
  queries: (study) => ({ points: `select t, share from decay where study = ${study} order by t` }),
  draw({ points = [] }) {
    requireRows(points, 'decay');
    return svgDocument({ width, height, title: this.title, description: this.caption }, [
      linePanel({
        x: 0,
        y: 0,
        width,
        height,
        heading: 'what is left',
        xLabel: 'time',
        yLabel: 'share',
        series: [
          {
            points: points.map((row) => ({ x: numberOf(row, 't'), y: numberOf(row, 'share') })),
            colour: '#1f5fa8',
            dots: 2,
            label: 'λ_d',
          },
        ],
      }),
    ]);
  },
};

const points = Array.from({ length: 10 }, (_, t) => ({ t, share: Math.exp(-t / 3) }));
const drawn = drawnFigure('decay', decay, { points });

describe('png', () => {
  const image = decodePng(renderFigure(drawn, 'png') as Uint8Array);

  test('has twice the size of the SVG', () => {
    expect([image.width, image.height]).toEqual([2 * width, 2 * height]);
  });

  test('shows something in the panel, on white', () => {
    const share = inked(image, { left: 70, right: 270, top: 46, bottom: 250 });
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.5);
  });

  test('shows the text, whichever fonts the machine has', () => {
    const heading = { left: 66, right: 140, top: 4, bottom: 20 };
    const axisTitle = { left: 2, right: 14, top: 130, bottom: 170 };
    const label = { left: 290, right: 310, top: 220, bottom: 256 };
    for (const box of [heading, axisTitle, label]) expect(inked(image, box)).toBeGreaterThan(0.02);
  });
});

describe('html', () => {
  const page = renderFigure(drawn, 'html') as string;
  const { document } = parseHTML(page);

  test('holds the figure, its caption and a row of a table for each row of the answers', () => {
    expect(document.querySelectorAll('figure svg circle')).toHaveLength(points.length);
    expect(document.querySelector('figcaption')!.textContent).toBe('What is left, at a rate λd.');
    expect(document.querySelectorAll('tbody tr')).toHaveLength(points.length);
  });

  test('needs nothing from outside and runs nothing', () => {
    expect(document.querySelectorAll('script, link, img, iframe')).toHaveLength(0);
    const targets = [...document.querySelectorAll('[href], [src]')].map((element) => element.getAttribute('href'));
    expect(targets.every((target) => target!.startsWith('data:text/csv'))).toBe(true);
    expect(page).not.toMatch(/@import|url\((?!#)/);
  });

  test('gives the data as CSV with all their digits', () => {
    const href = document.querySelector('a[download="decay-points.csv"]')!.getAttribute('href')!;
    const [header, ...lines] = decodeURIComponent(href.slice(href.indexOf(',') + 1)).split('\n');
    const column = header!.split(',').indexOf('share');
    expect(lines.map((line) => Number(line.split(',')[column]))).toEqual(points.map((row) => row.share));
  });

  test('shows text of a cell as text, and nothing for a missing value', () => {
    const answers = { odd: [{ name: '<b>"a, b"</b>', value: null }] };
    const table = parseHTML(renderFigure({ ...drawn, answers }, 'html') as string).document;
    expect([...table.querySelectorAll('td')].map((td) => td.textContent)).toEqual(['<b>"a, b"</b>', '']);
    expect(decodeURIComponent(table.querySelector('a')!.getAttribute('href')!)).toMatch(/\n"<b>""a, b""<\/b>",$/);
  });
});

test('svg is the drawing itself as an XML document', () => {
  expect(renderFigure(drawn, 'svg')).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${drawn.svg}`);
});

test('what cannot be drawn is said with the name of the figure', () => {
  expect(() => drawnFigure('decay', decay, {})).toThrow(FigureError);
  expect(() => drawnFigure('decay', decay, {})).toThrow(/^decay: the store has no rows .*rgflow run decay/);
});

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The share of pixels in a box, given in px of the SVG, that are not white. */
function inked({ width: stride, pixels }: Image, { left, right, top, bottom }: Box): number {
  let count = 0;
  for (let y = 2 * top; y < 2 * bottom; y++) {
    for (let x = 2 * left; x < 2 * right; x++) {
      if (pixels.subarray(4 * (y * stride + x), 4 * (y * stride + x) + 3).some((channel) => channel < 250)) count++;
    }
  }
  return count / (4 * (right - left) * (bottom - top));
}
