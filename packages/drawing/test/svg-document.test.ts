import { Resvg } from '@resvg/resvg-js';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { escapeXml, svgDocument, svgText } from '../src/svg-document.js';

test('text of any characters comes back as it was from a document that is well-formed XML', () => {
  const title = 'a < b & "c" > \'d\' ]]> σ_w² \u0007';
  const svg = svgDocument({ width: 10, height: 10, title, description: title }, [svgText('x < y', { x: 1, y: 2 })]);
  // resvg refuses XML that is not well-formed.
  expect(() => new Resvg(svg)).not.toThrow();
  const { document } = parseHTML(svg);
  expect(document.querySelector('title')!.textContent).toBe(title.replace('\u0007', ' '));
  expect(document.querySelector('text')!.textContent).toBe('x < y');
});

test('a subscript goes down, a superscript up, and what follows back to the line', () => {
  const markup = svgText('ln σ_w^2 + q_{in}x', { x: 0, y: 0, size: 10 });
  const shifts = [...markup.matchAll(/dy="([^"]+)"/g)].map(([, dy]) => Number(dy));
  expect(
    shifts.map((_, i) =>
      Number(
        shifts
          .slice(0, i + 1)
          .reduce((a, b) => a + b, 0)
          .toFixed(2),
      ),
    ),
  ).toEqual([2.2, -3.6, 0, 2.2, 0]);
  expect(markup.replace(/<[^>]*>/g, '')).toBe('ln σw2 + qinx');
});

test('the five characters of XML are escaped', () => {
  expect(escapeXml(`<&>"'`)).toBe('&lt;&amp;&gt;&quot;&#39;');
});
