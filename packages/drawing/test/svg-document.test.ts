import { Resvg } from '@resvg/resvg-js';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { intervalPanel, linePanel, type Series } from '../src/index.js';
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

test('a space beside a subscript or superscript stays in every renderer', () => {
  expect(svgText('t_n in nats', { x: 0, y: 0 })).toContain('<text xml:space="preserve"');
  expect(svgText('in nats', { x: 0, y: 0 })).not.toContain('xml:space');
  const svg = (text: string) =>
    svgDocument({ width: 200, height: 20, title: 't', description: 'd' }, [svgText(text, { x: 1, y: 15 })]);
  expect(() => new Resvg(svg('t_n in nats'))).not.toThrow();
  expect(parseHTML(svg('t_n in nats')).document.querySelector('text')!.textContent).toBe('tn in nats');
});

test('the five characters of XML are escaped', () => {
  expect(escapeXml(`<&>"'`)).toBe('&lt;&amp;&gt;&quot;&#39;');
});

describe('what bars and bands are', () => {
  const frame = { width: 200, height: 100, title: 't', description: 'd' };
  const panel = (series: Partial<Series>) =>
    linePanel({
      ...{ x: 0, y: 0, width: 200, height: 100, heading: 'h', xLabel: 'x', yLabel: 'y' },
      series: [
        {
          points: [
            { x: 0, y: 1 },
            { x: 1, y: 2 },
          ],
          colour: '#123456',
          ...series,
        },
      ],
    });
  const barred = panel({
    points: [
      { x: 0, y: 1, error: 0.1 },
      { x: 1, y: 2, error: 0 },
    ],
  });
  const barredAlong = panel({ points: [{ x: 1, y: 1, xError: 0.5 }] });
  const banded = panel({
    band: [
      { x: 0, low: 0, high: 1 },
      { x: 1, low: 1, high: 2 },
    ],
  });
  const interval = intervalPanel({
    ...{
      x: 0,
      width: 200,
      height: 100,
      margin: { top: 20, bottom: 20 },
      name: 'n',
      heading: 'h',
      subheading: '',
      rows: 1,
      reach: 1,
    },
    intervals: [{ row: 0, value: 0.1, error: 0.1, colour: '#123456', mark: 'disc' }],
  });

  test('stands on the picture, which is so much higher', () => {
    const svg = svgDocument({ ...frame, bars: 'standard error of the mean over 3 seeds', bands: 'bounds' }, [
      barred,
      banded,
    ]);
    const texts = [...parseHTML(svg).document.querySelectorAll('text')].map((text) => text.textContent);
    expect(texts.slice(-3)).toEqual(['bars: standard error of the', 'mean over 3 seeds', 'bands: bounds']);
    expect(svg).toContain('height="142"');
  });

  test('stands below what lines and rings are, which is said where it is given', () => {
    const marks = 'Rings: what others print. Lines: the mean here.';
    const svg = svgDocument({ ...frame, marks, bands: 'bounds' }, [banded]);
    const texts = [...parseHTML(svg).document.querySelectorAll('text')].map((text) => text.textContent);
    expect(texts.slice(-3)).toEqual(['Rings: what others print.', 'Lines: the mean here.', 'bands: bounds']);
    expect(svg).toContain('height="142"');
  });

  test.each([
    ['bars', barred],
    ['bars', barredAlong],
    ['bars', interval],
    ['bands', banded],
  ])('has to be said of %s', (name, markup) => {
    expect(() => svgDocument(frame, [markup])).toThrow(`svgDocument: "t" has ${name} and does not say what they are`);
  });

  test('of x is a level bar', () => {
    const [bar] = parseHTML(`<svg>${barredAlong}</svg>`).document.querySelectorAll(
      '[aria-description="error bar"] line',
    );
    const [from, to] = ['x1', 'x2'].map((end) => Number(bar!.getAttribute(end)));
    expect(bar!.getAttribute('y1')).toBe(bar!.getAttribute('y2'));
    expect(to! - from!).toBeGreaterThan(20);
  });

  test('is not said where there are none', () => {
    const none = panel({ points: [{ x: 0, y: 1, error: 0 }] });
    const svg = svgDocument({ ...frame, bars: 'standard error', bands: 'bounds' }, [none]);
    expect(svg).not.toContain('standard error');
    expect(svg).toContain('height="100"');
  });
});
