import { drawnFigure } from '@rgflow/drawing';
import { renderFigure } from '@rgflow/drawing/node';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { figure as klByDepth } from '../../src/network/kl-by-depth.figure.js';
import { decodePng, type Image } from './decode-png.js';
import { meanFieldAnswers } from './mean-field-rows.js';

const answers = meanFieldAnswers({ depth: 12 });
const drawn = drawnFigure('kl-by-depth', klByDepth, answers);
const { svg } = drawn;
const [width, height] = svg
  .match(/width="(\d+)" height="(\d+)"/)!
  .slice(1)
  .map(Number) as [number, number];

describe('png', () => {
  const image = decodePng(renderFigure(drawn, 'png') as Uint8Array);

  test('has twice the size of the SVG', () => {
    expect([image.width, image.height]).toEqual([2 * width, 2 * height]);
  });

  test('shows something in both panels, on white', () => {
    for (const [left, right] of [
      [60, 290],
      [410, 640],
    ] as const) {
      const share = inked(image, { left, right, top: 46, bottom: 290 });
      expect(share).toBeGreaterThan(0.02);
      expect(share).toBeLessThan(0.5);
    }
  });

  test('shows the text, whichever fonts the machine has', () => {
    const heading = { left: 56, right: 160, top: 4, bottom: 20 };
    const axisTitle = { left: 2, right: 18, top: 60, bottom: 280 };
    const labels = { left: 305, right: 370, top: 46, bottom: 290 };
    const note = { left: 56, right: 300, top: 326, bottom: 342 };
    for (const box of [heading, axisTitle, labels, note]) expect(inked(image, box)).toBeGreaterThan(0.02);
  });
});

describe('html', () => {
  const page = renderFigure(drawn, 'html') as string;
  const { document } = parseHTML(page);

  test('holds the figure, its caption and a row of a table for each row of the answers', () => {
    expect(document.querySelectorAll('figure svg circle')).toHaveLength(100);
    expect(document.querySelector('figcaption')!.textContent).toBe(klByDepth.caption.replaceAll('σ_w', 'σw'));
    const rows = answers.points.length + answers.fits.length + answers.training.length;
    expect(document.querySelectorAll('tbody tr')).toHaveLength(rows);
  });

  test('needs nothing from outside and runs nothing', () => {
    expect(document.querySelectorAll('script, link, img, iframe')).toHaveLength(0);
    const targets = [...document.querySelectorAll('[href], [src]')].map((element) => element.getAttribute('href'));
    expect(targets.every((target) => target!.startsWith('data:text/csv'))).toBe(true);
    expect(page).not.toMatch(/@import|url\(/);
  });

  test('gives the data as CSV with all their digits', () => {
    const href = document.querySelector('a[download="kl-by-depth-points.csv"]')!.getAttribute('href')!;
    const [header, ...lines] = decodeURIComponent(href.slice(href.indexOf(',') + 1)).split('\n');
    const column = header!.split(',').indexOf('divergence');
    expect(lines.map((line) => Number(line.split(',')[column]))).toEqual(answers.points.map((row) => row.divergence));
  });

  test('shows text of a cell as text, and nothing for a missing value', () => {
    const odd = renderFigure(
      { ...drawn, answers: { odd: [{ name: '<b>"a, b"</b>', value: null }] } },
      'html',
    ) as string;
    const table = parseHTML(odd).document;
    expect([...table.querySelectorAll('td')].map((td) => td.textContent)).toEqual(['<b>"a, b"</b>', '']);
    expect(decodeURIComponent(table.querySelector('a')!.getAttribute('href')!)).toMatch(/\n"<b>""a, b""<\/b>",$/);
  });
});

test('svg is the drawing itself as an XML document', () => {
  expect(renderFigure(drawn, 'svg')).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${svg}`);
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
