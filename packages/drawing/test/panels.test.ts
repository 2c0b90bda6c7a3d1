import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { nameEarlyEnds } from '../src/early-ends.js';
import { largestOf, smallestOf } from '../src/extremes.js';
import { heatMap } from '../src/heat-map.js';
import { level } from '../src/level.js';
import { linePanel } from '../src/line-panel.js';
import { plotGroup } from '../src/plot-group.js';

const elements = (markup: string, selector: string) => [
  ...parseHTML(`<svg>${markup}</svg>`).document.querySelectorAll(selector),
];

test('the pixels of a plot are those that Plot draws at, on the page', () => {
  const place = {
    x: 100,
    y: 20,
    width: 200,
    height: 100,
    margin: { top: 10, right: 20, bottom: 30, left: 40 },
    name: '',
  };
  const { area, px } = plotGroup(place, { x: { type: 'log', domain: [1, 100] }, y: { domain: [0, 1] } });
  expect(area).toEqual({ top: 30, right: 280, bottom: 90, left: 140 });
  expect([px.x(1), px.x(10), px.x(100)]).toEqual([140, 210, 280]);
  expect([px.y(0), px.y(0.5), px.y(1)]).toEqual([90, 60, 30]);
});

describe('a panel of curves', () => {
  const panel = { x: 0, y: 0, width: 300, height: 200, heading: 'h', xLabel: '', yLabel: '' } as const;

  test('finds its domains among more points than a function takes arguments', () => {
    const points = Array.from({ length: 200_000 }, (_, i) => ({ x: i, y: 0 }));
    const [drawn] = nameEarlyEnds([{ points, colour: '#000000', dots: 0 }]);
    expect(drawn!.points.at(-1)!.x).toBe(largestOf(points.map(({ x }) => x)));
    expect(smallestOf(points.map(({ x }) => -x))).toBe(-199_999);
    expect([largestOf([]), smallestOf([]), largestOf([1, Number.NaN, 2])]).toEqual([-Infinity, Infinity, Number.NaN]);
  });

  test('joins a label to the end of its curve', () => {
    const points = [1, 10, 100].map((x) => ({ x, y: x }));
    const svg = linePanel({
      ...panel,
      xScale: 'log',
      yScale: 'log',
      series: [{ points, colour: '#000000', dots: 2, label: 'end' }],
    });
    const last = elements(svg, 'circle').at(-1)!;
    const leader = /M([\d.]+),([\d.]+)H/.exec(svg)!;
    expect(Number(leader[1]) - 3).toBeCloseTo(Number(last.getAttribute('cx')), 2);
    expect(Number(leader[2])).toBeCloseTo(Number(last.getAttribute('cy')), 2);
  });

  test('makes room for a label with its remark, and none for one that is not drawn', () => {
    const points = [0, 1].map((x) => ({ x, y: x }));
    const edge = (remark: string | undefined, places: typeof points) => {
      const named = {
        points: places,
        colour: '#000000',
        label: 'nuisances',
        ...(remark === undefined ? {} : { remark }),
      };
      const svg = linePanel({ ...panel, series: [{ points, colour: '#000000', dots: 2 }, named] });
      return Number(elements(svg, 'circle').at(-1)!.getAttribute('cx'));
    };
    const plain = edge(undefined, points);
    expect(edge('3 of 4', points)).toBeLessThan(plain - 20);
    expect(edge('3 of 4', [])).toBe(plain);
  });

  test('marks points by crossed strokes where it is asked to', () => {
    const points = [1, 2].map((x) => ({ x, y: x }));
    const drawn = (marks: object) =>
      elements(linePanel({ ...panel, series: [{ points, colour: '#abcdef', line: 'none', ...marks }] }), 'path').filter(
        (path) => path.querySelector('title') !== null,
      );
    expect(drawn({})).toHaveLength(0);
    expect(drawn({ crosses: 3 })).toHaveLength(2);
    const [times, plus] = [{ crosses: 3 }, { pluses: 3 }].map((marks) => drawn(marks)[0]!.getAttribute('d'));
    expect(times).not.toBe(plus);
  });

  test('has a level at its height, named in the column', () => {
    const points = [0, 1].map((x) => ({ x, y: x }));
    const named = level(0.5, { from: 0, to: 1, label: 'known', colour: '#abcdef' });
    const svg = linePanel({ ...panel, series: [{ points, colour: '#000000', dots: 2 }, named] });
    const [line] = elements(svg, '[stroke-dasharray] path');
    const [low, high] = elements(svg, 'circle').map((dot) =>
      ['cx', 'cy'].map((name) => Number(dot.getAttribute(name))),
    );
    const middle = (low![1]! + high![1]!) / 2;
    expect(
      line
        .getAttribute('d')!
        .match(/[\d.]+/g)!
        .map(Number),
    ).toEqual([low![0], middle, high![0], middle]);
    const label = elements(svg, 'text').find((text) => text.textContent === 'known')!;
    expect(Number(label.getAttribute('x'))).toBeGreaterThan(high![0]!);
  });

  test('leaves out what is not finite, and what a logarithm has not', () => {
    const points = [0, 1, Number.NaN, Number.POSITIVE_INFINITY].map((y, x) => ({ x, y }));
    const dots = (yScale: 'linear' | 'log') =>
      elements(linePanel({ ...panel, yScale, series: [{ points, colour: '#000000', dots: 2 }] }), 'circle').length;
    expect(dots('linear')).toBe(2);
    expect(dots('log')).toBe(1);
  });
});

test('a map of one cell has a width and a height', () => {
  const cells = [{ x: 1, y: 10, value: 0.5 }];
  const map = {
    width: 300,
    height: 200,
    xLabel: '',
    yLabel: '',
    cells,
    valueLabel: '',
    valueTicks: [0, 1],
    curves: [],
  };
  const [cell] = elements(heatMap({ ...map, domain: [0, 1] }).join(''), '[aria-label=rect] rect');
  expect(Number(cell!.getAttribute('width'))).toBeGreaterThan(100);
});
