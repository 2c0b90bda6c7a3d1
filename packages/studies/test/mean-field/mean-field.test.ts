import { Resvg } from '@resvg/resvg-js';
import { edgeCrossings, type Figure, FigureError, type SqlRow } from '@rgflow/drawing';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { criticalLineStage } from '../../src/mean-field/critical-line.stage.js';
import { figure as meanFieldKl } from '../../src/mean-field/mean-field-kl.figure.js';
import { figure as meanFieldLengths } from '../../src/mean-field/mean-field-lengths.figure.js';
import { phaseDiagramOf } from '../../src/mean-field/mean-field-phase-diagram.figure.js';
import { predictedKlStage } from '../../src/mean-field/predicted-kl.stage.js';
import { meanFieldStage } from '../../src/theory/mean-field.stage.js';
import { runStage } from '../stage-chain.js';

type Rows = readonly SqlRow[];

const meanFieldPhaseDiagram = phaseDiagramOf('tanh');

/** The rows of one table of one stage, the swept parameters as its first columns. */
async function rowsOf(
  stage: Parameters<typeof runStage>[0],
  name: string,
  params: Readonly<Record<string, unknown>>,
  cell: SqlRow = {},
): Promise<Rows> {
  const tables = (await runStage(stage, params)) as unknown as Record<string, Rows>;
  return tables[name]!.map((row) => ({ ...cell, ...row }));
}

const TANH = { activation: 'tanh' } as const;

const point = async (sigmaW2: number, sigmaB2: number) =>
  (
    await rowsOf(meanFieldStage, 'mean_field', { ...TANH, sigmaW2, sigmaB2 }, { sigma_w2: sigmaW2, sigma_b2: sigmaB2 })
  )[0]!;

const kl = (name: 'predicted_kl' | 'predicted_saturation', sigmaW2: number, inputSecondMoment = 0.1, depth = 40) => {
  const cell = { sigma_w2: sigmaW2, sigma_b2: 0.05, input_second_moment: inputSecondMoment, depth };
  return rowsOf(predictedKlStage, name, { ...TANH, sigmaW2, sigmaB2: 0.05, inputSecondMoment, depth }, cell);
};

const line = (from = 0, to = 0.5, step = 0.05) =>
  rowsOf(criticalLineStage, 'critical_line', { ...TANH, biasVariances: { from, to, step } });

/** Reference values are given to 8 decimals or more; the stages compute to some 1e-14. */
const DECIMALS = 8;

describe('a cell of the phase diagram', () => {
  // mpmath, 25 digits, another quadrature and another way to ρ*.
  test.each([
    [1.0, 0.193592520245, 0.759031647185, 1, 0.759031647185, 3.62697562, 0.564279982047, 1.74762624, 'ordered'],
    [1.5, 0.4180372005335, 0.938636268199, 1, 0.938636268199, 15.79099403, 0.551983205664, 1.68282839, 'ordered'],
    [1.75, 0.563345628193, 0.997656421451, 1, 0.997656421451, 426.19768516, 0.519660520739, 1.52769826, 'ordered'],
    [
      1.8,
      0.594132171996,
      1.008223144383,
      0.9504105464,
      0.992081387899,
      125.78409386,
      0.512933777142,
      1.49788379,
      'chaotic',
    ],
    [
      2.5,
      1.063958377417,
      1.133515698704,
      0.4468042323,
      0.918716774914,
      11.79559752,
      0.428463850946,
      1.17987292,
      'chaotic',
    ],
    [
      3.5,
      1.806506183445,
      1.277976483628,
      0.2163126686,
      0.879213348136,
      7.76833617,
      0.346941817776,
      0.94464549,
      'chaotic',
    ],
  ])('at σ_w² = %f, σ_b² = 0.05 is that of 25-digit arithmetic', async (sigmaW2, ...expected) => {
    const row = await point(sigmaW2, 0.05);
    const columns = ['q_star', 'chi1', 'rho_star', 'chi_c', 'xi_c', 'chi_q', 'xi_q', 'phase', 'reason'];
    expect(Object.keys(row).slice(2)).toEqual(columns);
    for (const [i, column] of columns.entries()) {
      if (column === 'phase') expect(row[column]).toBe(expected[i]);
      else if (column === 'reason') expect(row[column]).toBeNull();
      else expect(row[column] as number).toBeCloseTo(expected[i] as number, DECIMALS);
    }
  });

  test('where the critical line meets zero bias variance both lengths are infinite', async () => {
    expect(await point(1, 0)).toEqual({
      sigma_w2: 1,
      sigma_b2: 0,
      q_star: 0,
      chi1: 1,
      rho_star: 1,
      chi_c: 1,
      xi_c: Number.POSITIVE_INFINITY,
      chi_q: 1,
      xi_q: Number.POSITIVE_INFINITY,
      phase: 'critical',
      reason: null,
    });
  });
});

test('the critical line is solved for at each bias variance', async () => {
  const rows = await line();
  expect(rows).toHaveLength(11);
  expect(rows[0]).toEqual({ sigma_b2: 0, sigma_w2_critical: 1, q_star: 0, reason: null });
  const at = (sigmaB2: number) => rows.find((row) => row.sigma_b2 === sigmaB2)!.sigma_w2_critical as number;
  // mpmath, parametrically: σ_w² = 1/E sech⁴(√q z), σ_b² = q - σ_w² E tanh²(√q z).
  expect(at(0.05)).toBeCloseTo(1.760954639607, 12);
  expect(at(0.1)).toBeCloseTo(1.9860726411, 10);
  expect(at(0.3)).toBeCloseTo(2.5051271897, 10);
  expect(at(0.5)).toBeCloseTo(2.8431674597, 10);
  expect(rows[1]!.q_star as number).toBeCloseTo(0.570047881640764, 14);
});

describe('the predicted KL curve', () => {
  const LAYERS = [1, 2, 3, 5, 10, 20, 39];
  test.each([
    [1.0, [0.0557179213, 0.0870350246, 0.1046918361, 0.120277373, 0.1271434277, 0.1275587586, 0.1275601224]],
    [1.5, [0.151481227, 0.2435273503, 0.2977459084, 0.3465057324, 0.367481097, 0.3686235199, 0.3686265292]],
    [2.0, [0.2312783433, 0.3709597983, 0.4486876355, 0.5100641054, 0.5295636488, 0.5301167637, 0.5301171752]],
    [3.5, [0.3971629189, 0.6092169937, 0.7003182534, 0.7471862316, 0.7538090994, 0.7538427123, 0.7538427132]],
  ])('of the published estimator at σ_w² = %f is that of a recursion in Python', async (sigmaW2, expected) => {
    const rows = (await kl('predicted_kl', sigmaW2)).filter((row) => row.estimator === 'published');
    expect(rows.map((row) => row.layer)).toEqual(Array.from({ length: 40 }, (_, layer) => layer));
    for (const [i, layer] of LAYERS.entries()) {
      expect(rows[layer]!.kl_per_unit as number).toBeCloseTo(expected[i]!, DECIMALS);
    }
  });

  test('of the push-forward keeps growing, by the rate of the fixed point', async () => {
    const rows = (await kl('predicted_kl', 1.5)).filter((row) => row.estimator === 'push-forward');
    const expected = { 1: 0.632602, 2: 1.264802, 5: 3.196617, 10: 6.466427, 27: 17.611655 };
    for (const [layer, value] of Object.entries(expected)) {
      expect(rows[Number(layer)]!.kl_per_unit as number).toBeCloseTo(value, 6);
    }
    const growth = (rows[39]!.kl_per_unit as number) - (rows[38]!.kl_per_unit as number);
    const [saturation] = await kl('predicted_saturation', 1.5);
    expect(saturation!.push_forward_rate as number).toBeCloseTo(0.6556291, 7);
    expect(growth).toBeCloseTo(saturation!.push_forward_rate as number, 9);
  });

  test('of the fitted Gaussians is never negative, also where the published one is', async () => {
    const rows = await kl('predicted_kl', 1.5, 2);
    const last = (estimator: string) => rows.filter((row) => row.estimator === estimator).at(-1)!.kl_per_unit as number;
    expect(last('published')).toBeCloseTo(-0.993663, 6);
    expect(last('gaussian')).toBeGreaterThan(0);
  });

  test('saturates at a with rate χ_q; a fit finds a slower rate, because early layers are slower', async () => {
    // Fits by SciPy to the 28 layers that the paper fits, X = 0.065.
    for (const [sigmaW2, a, b] of [
      [1.5, 0.3216, 0.589],
      [2.5, 0.4301, 0.528],
      [3.5, 0.459, 0.472],
    ] as const) {
      const [row] = await kl('predicted_saturation', sigmaW2, 0.065, 28);
      expect(row!.a_fit as number).toBeCloseTo(a, 4);
      expect(row!.b_fit as number).toBeCloseTo(b, 3);
      expect(row!.b).toBe((await point(sigmaW2, 0.05)).chi_q);
      expect(row!.b as number).toBeLessThan(b);
    }
    const [row] = await kl('predicted_saturation', 1.5);
    expect(row!.a as number).toBeCloseTo((2 * 0.3686265317) / Math.log(2 * Math.PI * Math.E * 1.5), DECIMALS);
  });
});

/** A coarse grid as the query of the phase diagram returns it. */
async function grid(sigmaW2: readonly number[], sigmaB2: readonly number[]): Promise<Rows> {
  const rows = await Promise.all(sigmaW2.flatMap((w) => sigmaB2.map((b) => point(w, b))));
  return rows.map((row) => {
    const sign = { ordered: -1, critical: 0, chaotic: 1 }[row.phase as 'ordered'];
    return { ...row, signed_rate: sign / (row.xi_c as number) };
  });
}

const WIDE = Array.from({ length: 15 }, (_, k) => 0.5 + 0.25 * k);

describe('the phase diagram', () => {
  test('names both phases and each length that leaves the frame, in the order of σ_w²', async () => {
    const svg = meanFieldPhaseDiagram.draw({
      grid: await grid(WIDE, [0, 0.05, 0.2, 0.5]),
      line: await line(),
      networks: [{ sigma_w2: 1.5, sigma_b2: 0.05 }],
    });
    expect(() => new Resvg(svg)).not.toThrow();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const labels = [...parseHTML(svg).document.querySelectorAll('text.label')];
    expect(labels.map((label) => label.textContent)).toEqual(
      ['1', '2', '5', '10', '20', '50', '100', '∞', '100', '50', '20', '10'], // chaotic: ξ_c stays above 5 up to σ_w² = 4
    );
    const places = labels.map((label) => Number(label.getAttribute('x')));
    for (const [i, x] of places.slice(1).entries()) expect(x - places[i]!).toBeGreaterThan(20.9);
    for (const phase of ['ordered', 'chaotic']) expect(svg).toContain(`>${phase}</text>`);
  });

  test('does not name a phase that the study has not', async () => {
    const svg = meanFieldPhaseDiagram.draw({ grid: await grid([0.5, 1], [0.1, 0.5]), line: await line() });
    expect(svg).toContain('>ordered</text>');
    expect(svg).not.toContain('>chaotic</text>');
  });

  test('needs a sweep in both directions', async () => {
    const alone = { grid: await grid([1, 2], [0.05]) };
    expect(() => meanFieldPhaseDiagram.draw(alone)).toThrow(/one sigma_w2 or one sigma_b2; sweep both/);
  });
});

test('1/ξ_c with its sign passes zero on the critical line: its coarse contour is there to a hundredth', async () => {
  const samples = (await grid(WIDE, [0.3, 0.5])).map((row) => ({
    x: row.sigma_w2 as number,
    y: row.sigma_b2 as number,
    value: row.signed_rate as number,
  }));
  const { upper, right } = edgeCrossings(samples, [{ value: 0 }]);
  expect(upper).toHaveLength(1);
  expect(Math.abs(upper[0]!.at - 2.8431674597)).toBeLessThan(0.01);
  expect(right).toEqual([]);
});

describe('the lengths along one bias variance', () => {
  test('are drawn with the critical point solved for, ξ_c on both sides of it', async () => {
    const lengths = await grid(WIDE, [0.05]);
    const critical = (await line()).filter((row) => row.sigma_b2 === 0.05);
    const svg = meanFieldLengths.draw({ lengths, critical });
    expect(svg).toContain('critical, 1.7610');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const { document } = parseHTML(svg);
    expect(document.querySelectorAll('circle')).toHaveLength(2 * WIDE.length);
    const labels = [...document.querySelectorAll('text.label')].map((label) => label.textContent);
    expect(labels).toEqual(['ξc', 'ξq']);
  });

  test('are drawn where one of them is infinite, and without a critical line', async () => {
    const svg = meanFieldLengths.draw({ lengths: await grid([0.5, 1, 1.5], [0]) });
    expect(svg).not.toMatch(/NaN|Infinity|undefined|critical,/);
  });
});

describe('the predicted KL curves', () => {
  test('have a dot for each layer in both panels and their σ_w² at the end', async () => {
    const sigmas = [1, 1.5, 1.76, 2.5];
    const layers = (await Promise.all(sigmas.map((sigmaW2) => kl('predicted_kl', sigmaW2, 0.1, 28)))).flat();
    const saturation = (await Promise.all(sigmas.map((sigmaW2) => kl('predicted_saturation', sigmaW2, 0.1, 28))))
      .flat()
      .map((row) => ({
        ...row,
        limit_per_unit: (row.a as number) * Math.log(2 * Math.PI * Math.E * (row.sigma_w2 as number)) * 0.5,
      }));
    const svg = meanFieldKl.draw({ layers, saturation });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const { document } = parseHTML(svg);
    expect(document.querySelectorAll('circle')).toHaveLength(2 * 28 * sigmas.length);
    const labels = [...document.querySelectorAll('text.label')].map((label) => label.textContent);
    expect(labels.sort()).toEqual(['1.0', '1.0', '1.5', '1.5', '1.76', '1.76', '2.5', '2.5']);
  });
});

test.each([meanFieldPhaseDiagram, meanFieldLengths, meanFieldKl])(
  'without rows “$title” says what to run, and its queries ask for one study',
  (figure: Figure) => {
    expect(() => figure.draw({})).toThrow(FigureError);
    expect(() => figure.draw({})).toThrow('rgflow run mean-field');
    for (const query of Object.values(figure.queries("'it''s'"))) expect(query).toContain("study = 'it''s'");
  },
);
