import { Resvg } from '@resvg/resvg-js';
import { FigureError, type SqlRow } from '@rgflow/drawing';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { figure as klByDepth } from '../../src/network/kl-by-depth.figure.js';
import { type Answers, meanFieldAnswers, withFits, withPoints } from './mean-field-rows.js';

const notConverged = { a: Number.NaN, a_se: Number.NaN, b: Number.NaN, b_se: Number.NaN, converged: false };

const variants: Readonly<Record<string, Answers>> = {
  '10 layers, one seed': meanFieldAnswers({ depth: 12 }),
  '28 layers, three seeds': meanFieldAnswers({ seeds: 3 }),
  'one weight variance': meanFieldAnswers({ sigmaW2: [2.0] }),
  'no training': meanFieldAnswers({ snapshots: ['init'] }),
  'only after training': meanFieldAnswers({ snapshots: ['final'] }),
  'no fit that converged': withFits(meanFieldAnswers(), (row) => ({ ...row, ...notConverged })),
  'no fits at all': { ...meanFieldAnswers(), fits: [] },
  'a diverged training': diverged(3.5),
  'errors unknown': withPoints(meanFieldAnswers(), (row) => ({ ...row, divergence_se: null })),
  'large errors': withPoints(meanFieldAnswers({ width: 50 }), (row) => ({ ...row, divergence_se: 0.05 })),
  'two layers': meanFieldAnswers({ depth: 4 }),
  'fits of negative b': withFits(meanFieldAnswers(), (row) => ({ ...row, b: -0.1 })),
  'everything zero': withPoints(
    withFits(meanFieldAnswers(), (row) => ({ ...row, a: 0 })),
    (row) => ({ ...row, divergence: 0 }),
  ),
};

describe.each(Object.entries(variants))('of %s', (_, answers) => {
  const svg = klByDepth.draw(answers);

  test('the figure is a well-formed document that needs nothing from outside', () => {
    expect(() => new Resvg(svg)).not.toThrow();
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+"/,
    );
    expect(svg).not.toMatch(/href|url\(|<script|<style|@import|var\(/);
    expect(parse(svg).querySelector('title')!.textContent).toBe(klByDepth.title);
  });

  test('every coordinate is a finite number inside the page', () => {
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    const { width, height, xs, ys } = coordinates(svg);
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...xs)).toBeLessThanOrEqual(width);
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ys)).toBeLessThanOrEqual(height);
  });

  test('labels do not overlap', () => {
    const labels = [...parse(svg).querySelectorAll('text.label')].map(position);
    for (const [i, p] of labels.entries()) {
      for (const q of labels.slice(0, i)) {
        if (p.x === q.x) expect(Math.abs(p.y - q.y)).toBeGreaterThan(12.9);
      }
    }
  });
});

describe('what is drawn', () => {
  test('each weight variance is named once in each panel, the critical one as such', () => {
    const labels = [...parse(klByDepth.draw(meanFieldAnswers())).querySelectorAll('text.label')];
    const columns = [...new Set(labels.map((label) => position(label).x))];
    expect(columns).toHaveLength(2);
    for (const x of columns) {
      const column = labels.filter((label) => position(label).x === x);
      expect(column.map((label) => label.textContent).sort()).toEqual(['1.0', '1.5', '1.76critical', '2.5', '3.5']);
    }
  });

  test('a snapshot that was not taken has no panel', () => {
    const headings = (answers: Answers) =>
      panels(klByDepth.draw(answers)).map((panel) => panel.getAttribute('data-panel'));
    expect(headings(meanFieldAnswers())).toEqual(['before training', 'after training']);
    expect(headings(meanFieldAnswers({ snapshots: ['init'] }))).toEqual(['before training']);
    expect(headings(meanFieldAnswers({ snapshots: ['final'] }))).toEqual(['after training']);
  });

  test('there is one point for each layer but the last two, at the height of its value', () => {
    const answers = meanFieldAnswers({ sigmaW2: [2.0], snapshots: ['init'] });
    const circles = [...parse(klByDepth.draw(answers)).querySelectorAll('circle')];
    expect(circles).toHaveLength(28);
    const values = answers.points.slice(0, 28).map((row) => row.divergence as number);
    const heights = circles.map((circle) => Number(circle.getAttribute('cy')));
    // Two points fix the scale of a linear axis; the others must lie on it.
    const slope = (heights[10]! - heights[0]!) / (values[10]! - values[0]!);
    heights.forEach((y, i) => {
      expect(Math.abs(y - heights[0]! - slope * (values[i]! - values[0]!))).toBeLessThan(0.01);
    });
    expect(slope).toBeLessThan(0);
  });

  test('the axis goes below zero for a negative divergence but not for the error bar of layer 0', () => {
    const svgOf = (change: object) =>
      klByDepth.draw(withPoints(meanFieldAnswers(), (row) => (row.layer === 0 ? { ...row, ...change } : row)));
    const belowZero = (svg: string) => svg.includes('stroke-dasharray="2,2"');
    expect(belowZero(svgOf({ divergence_se: 0.001 }))).toBe(false);
    expect(belowZero(svgOf({ divergence: -0.05 }))).toBe(true);
  });

  test('a point tells its value when pointed at', () => {
    const svg = klByDepth.draw(meanFieldAnswers({ sigmaW2: [2.0], seeds: 3, snapshots: ['init'] }));
    const titles = [...parse(svg).querySelectorAll('circle title')].map((title) => title.textContent);
    expect(titles[12]).toMatch(/^σ_w² = 2\.0, layer 12: 0\.\d+ ± 0\.\d+ \(3 seeds\)$/);
  });

  test('a fit that did not converge has no curve', () => {
    const all = meanFieldAnswers();
    const some = withFits(all, (row) => (row.sigma_w2 === 1.5 ? { ...row, ...notConverged } : row));
    expect(fittedCurves(klByDepth.draw(all))).toHaveLength(10);
    expect(fittedCurves(klByDepth.draw(some))).toHaveLength(8);
    expect(fittedCurves(klByDepth.draw(variants['no fit that converged']!))).toHaveLength(0);
  });

  test('a fit that converged for only some of the seeds is dashed', () => {
    const answers = withFits(meanFieldAnswers({ seeds: 3 }), (row) =>
      row.sigma_w2 === 1.5 && row.seed === 1 ? { ...row, ...notConverged } : row,
    );
    expect(klByDepth.draw(answers).match(/stroke-dasharray="4,3"/g)).toHaveLength(2);
    expect(klByDepth.draw(meanFieldAnswers({ seeds: 3 }))).not.toContain('stroke-dasharray="4,3"');
  });

  test('several seeds make a band, one seed bars', () => {
    const fills = (svg: string) => svg.match(/fill-opacity="0.16"/g)?.length ?? 0;
    expect(fills(klByDepth.draw(meanFieldAnswers({ seeds: 2 })))).toBe(10);
    expect(fills(klByDepth.draw(meanFieldAnswers()))).toBe(0);
  });

  test('a network without a finite value is said to be missing', () => {
    const text = parse(klByDepth.draw(diverged(3.5))).documentElement.textContent!;
    expect(text).toContain('no finite value: σw2 = 3.5 after training');
  });

  test('a mean over some of the seeds says of how many, of points and of fits', () => {
    const notes = (answers: Answers) =>
      [...parse(klByDepth.draw(answers)).querySelectorAll('text[font-size="9.5"]')].map((text) => text.textContent);
    const all = meanFieldAnswers({ seeds: 3, sigmaW2: [1.5, 2.5] });
    expect(notes(all)).toEqual([
      'depth 30, width 784, σb2 = 0.05, 3 seeds for each σw2',
      'bands: standard error of the mean over 3 seeds',
    ]);
    const isOne = (row: SqlRow, sigma_w2: number, seeds: readonly number[]) =>
      row.snapshot === 'final' && row.sigma_w2 === sigma_w2 && seeds.includes(row.seed as number);
    const points = withPoints(all, (row) =>
      isOne(row, 1.5, [1]) && row.layer === 7 ? { ...row, divergence: null, divergence_se: null } : row,
    );
    expect(notes(points)[1]).toBe('mean over some of the seeds: σw2 = 1.5 after training (2 of 3)');
    const fits = withFits(all, (row) => (isOne(row, 2.5, [0, 2]) ? { ...row, ...notConverged } : row));
    expect(notes(fits)[1]).toBe('dashed, fits of some of the seeds: σw2 = 2.5 after training (1 of 3)');
  });

  test('answers in which what is undefined is null make the same figure', () => {
    const asJson = JSON.stringify(diverged(3.5), (_, value) => (Number.isNaN(value) ? null : value));
    expect(klByDepth.draw(JSON.parse(asJson) as Answers)).toBe(klByDepth.draw(diverged(3.5)));
  });

  test('of networks of several depths the deepest are drawn, and the others said to be missing', () => {
    const [deep, shallow] = [meanFieldAnswers({ depth: 30 }), meanFieldAnswers({ depth: 12 })];
    const both: Answers = {
      points: [...shallow.points, ...deep.points],
      fits: [...shallow.fits, ...deep.fits],
      training: [...shallow.training, ...deep.training],
    };
    const svg = klByDepth.draw(both);
    expect(panels(svg).map(String)).toEqual(panels(klByDepth.draw(deep)).map(String));
    expect(parse(svg).documentElement.textContent).toContain('not drawn: depth 12, width 784');
  });

  test('a sweep too fine for names keeps the critical value, the least and the greatest', () => {
    const sigmaW2 = [1.76, ...Array.from({ length: 41 }, (_, k) => 1 + 0.05 * k)];
    const svg = klByDepth.draw(meanFieldAnswers({ sigmaW2, depth: 8 }));
    const labels = [...parse(svg).querySelectorAll('text.label')].map((label) => label.textContent);
    expect(labels).toHaveLength(18);
    for (const kept of ['1.0', '1.76critical', '3.0']) expect(labels.filter((label) => label === kept)).toHaveLength(2);
  });
});

describe('what cannot be drawn', () => {
  test('an empty store says what to run', () => {
    expect(() => klByDepth.draw({ points: [], fits: [], training: [] })).toThrow(FigureError);
    expect(() => klByDepth.draw({})).toThrow(/rgflow run/);
  });

  test('networks that all diverged are nothing to draw', () => {
    const answers = withPoints(meanFieldAnswers(), (row) => ({ ...row, divergence: Number.NaN }));
    expect(() => klByDepth.draw(answers)).toThrow(/no KL divergence of this study is finite/);
  });

  test('rows of a further swept parameter are refused rather than averaged over', () => {
    const answers = meanFieldAnswers({ depth: 6 });
    expect(() => klByDepth.draw({ ...answers, points: [...answers.points, ...answers.points] })).toThrow(
      /sigma_w2 = 1, snapshot 'init', layer 0 has several rows of one seed/,
    );
  });

  test('a column of the wrong type is named', () => {
    const answers = withPoints(meanFieldAnswers({ depth: 6 }), (row) => ({ ...row, divergence: 'many' }));
    expect(() => klByDepth.draw(answers)).toThrow('column divergence holds "many"; expected a number');
  });
});

test('the queries ask for one study and quote it as it was given', () => {
  for (const query of Object.values(klByDepth.queries("'it''s'"))) expect(query).toContain("study = 'it''s'");
});

function diverged(sigmaW2: number): Answers {
  const isOne = (row: SqlRow) => row.sigma_w2 === sigmaW2 && row.snapshot === 'final';
  return withPoints(
    withFits(meanFieldAnswers(), (row) => (isOne(row) ? { ...row, ...notConverged } : row)),
    (row) => (isOne(row) && row.layer !== 0 ? { ...row, divergence: Number.NaN, divergence_se: null } : row),
  );
}

const parse = (svg: string) => parseHTML(svg).document;
const panels = (svg: string) => [...parse(svg).querySelectorAll('g.panel')];
const fittedCurves = (svg: string) => [...parse(svg).querySelectorAll('g[aria-label="line"] path')];

function position(element: { getAttribute(name: string): string | null }): { x: number; y: number } {
  return { x: Number(element.getAttribute('x')), y: Number(element.getAttribute('y')) };
}

/** Where points and paths lie on the page: their own coordinates and the shift of their panel. */
function coordinates(svg: string) {
  const [width, height] = svg
    .match(/width="(\d+)" height="(\d+)"/)!
    .slice(1)
    .map(Number) as [number, number];
  const xs: number[] = [];
  const ys: number[] = [];
  for (const panel of panels(svg)) {
    const shift = Number(panel.getAttribute('transform')!.match(/translate\(([\d.]+),/)![1]);
    for (const circle of panel.querySelectorAll('circle')) {
      xs.push(shift + Number(circle.getAttribute('cx')));
      ys.push(Number(circle.getAttribute('cy')));
    }
    for (const path of panel.querySelectorAll('g[aria-label="line"] path, g[aria-label="area"] path')) {
      const d: string = path.getAttribute('d');
      for (const [, x, y] of d.matchAll(/([-\d.]+(?:e-?\d+)?),([-\d.]+(?:e-?\d+)?)/g)) {
        xs.push(shift + Number(x));
        ys.push(Number(y));
      }
    }
  }
  return { width, height, xs, ys };
}
