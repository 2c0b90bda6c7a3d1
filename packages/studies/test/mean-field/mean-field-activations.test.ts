import type { SqlRow } from '@rgflow/drawing';
import { activationNames } from '@rgflow/meanfield';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { criticalLineStage } from '../../src/mean-field/critical-line.stage.js';
import { figure as klFigure } from '../../src/mean-field/mean-field-kl.figure.js';
import { figure as lengthsFigure } from '../../src/mean-field/mean-field-lengths.figure.js';
import { phaseDiagramOf } from '../../src/mean-field/mean-field-phase-diagram.figure.js';
import { predictedKlStage } from '../../src/mean-field/predicted-kl.stage.js';
import { orderedUpTo } from '../../src/network/phase-border.js';
import { meanFieldStage } from '../../src/theory/mean-field.stage.js';
import { runStage } from '../stage-chain.js';

type Tables = Readonly<Record<string, readonly SqlRow[]>>;
const run = async (stage: Parameters<typeof runStage>[0], params: Readonly<Record<string, unknown>>) =>
  (await runStage(stage, params)) as unknown as Tables;

const point = async (activation: string, sigmaW2: number, sigmaB2: number): Promise<SqlRow> => {
  const { mean_field } = await run(meanFieldStage, { activation, sigmaW2, sigmaB2 });
  return { activation, sigma_w2: sigmaW2, sigma_b2: sigmaB2, ...mean_field![0]! };
};

const line = async (activation: string) =>
  (await run(criticalLineStage, { activation, biasVariances: { from: 0, to: 0.5, step: 0.25 } })).critical_line!;

const kl = (activation: string, sigmaW2: number, depth = 28) =>
  run(predictedKlStage, { activation, sigmaW2, sigmaB2: 0.05, inputSecondMoment: 0.1, depth });

describe('a point of the phase diagram', () => {
  // mpmath, 34 digits: packages/meanfield/test/expected/activations.py.
  test.each([
    ['erf', 1.4, 0.05, { q_star: 0.533379518815, chi1: 1.006982799202, xi_c: 146.6450981173, xi_q: 1.390775774374 }],
    [
      'sigmoid',
      120,
      0.05,
      { q_star: 53.70579871733, chi1: 1.075953094074, xi_c: 15.01948151846, xi_q: 0.346413576611 },
    ],
    ['relu', 1.9, 0.05, { q_star: 1, chi1: 0.95, xi_c: 19.49572574622, xi_q: 19.49572574622 }],
    ['linear', 0.9, 0.05, { q_star: 0.5, chi1: 0.9, xi_c: 9.491221581029, xi_q: 9.491221581029 }],
  ])('of %s at σ_w² = %f, σ_b² = %f is that of 34-digit arithmetic', async (name, sigmaW2, sigmaB2, expected) => {
    const row = await point(name, sigmaW2, sigmaB2);
    for (const [column, value] of Object.entries(expected)) {
      expect(Math.abs((row[column] as number) / value - 1), column).toBeLessThan(1e-11);
    }
    expect(row.reason).toBeNull();
  });

  test('without a fixed point has the phase "unbounded", no number and a reason', async () => {
    for (const [name, sigmaW2, limit] of [
      ['relu', 2.5, 2],
      ['linear', 1, 1],
    ] as const) {
      expect(await point(name, sigmaW2, 0.05)).toEqual({
        activation: name,
        sigma_w2: sigmaW2,
        sigma_b2: 0.05,
        q_star: null,
        chi1: null,
        rho_star: null,
        chi_c: null,
        xi_c: null,
        chi_q: null,
        xi_q: null,
        phase: 'unbounded',
        reason: `${name}: the variance grows from layer to layer without end; it has a fixed point for sigma_w^2 < ${limit} only`,
      });
    }
    expect(await point('relu', 2, 0)).toMatchObject({ phase: 'critical', q_star: null });
  });
});

describe('the critical line', () => {
  test('of erf and sigmoid is solved for', async () => {
    expect((await line('erf')).at(-1)!.sigma_w2_critical as number).toBeCloseTo(2.233659634545, 11);
    expect((await line('sigmoid')).at(-1)!.sigma_w2_critical as number).toBeCloseTo(104.2032991001, 9);
  });

  test('of relu and linear is one point; elsewhere there is none, and a reason', async () => {
    for (const [name, sigmaW2] of [
      ['relu', 2],
      ['linear', 1],
    ] as const) {
      const [foot, ...others] = await line(name);
      expect(foot).toMatchObject({ sigma_b2: 0, sigma_w2_critical: sigmaW2, q_star: null });
      expect(foot!.reason).toContain('the variance stays whatever it is');
      for (const row of others) {
        expect(row).toMatchObject({ sigma_w2_critical: null, q_star: null });
        expect(row.reason).toContain('wherever there is a fixed point it is ordered');
      }
    }
    expect(orderedUpTo(0.05, 'relu')).toBe(2);
    expect(orderedUpTo(0.05, 'tanh')).toBeCloseTo(1.760954639607, 11);
  });
});

describe('the predicted KL curves', () => {
  test('exist by every estimator for tanh, erf, sigmoid and linear; through relu no push-forward does', async () => {
    for (const name of activationNames) {
      const { predicted_kl, predicted_saturation } = await kl(name, 0.9);
      const pushed = predicted_kl!.filter((row) => row.estimator === 'push-forward');
      const others = predicted_kl!.filter((row) => row.estimator !== 'push-forward');
      expect(others.every((row) => row.kl_per_unit !== null && row.reason === null)).toBe(true);
      for (const row of pushed) {
        expect(row.kl_per_unit === null).toBe(name === 'relu');
        if (name === 'relu') expect(row.reason).toContain('relu: its slope is zero over an interval');
        else expect(row.reason).toBeNull();
      }
      const [saturation] = predicted_saturation!;
      expect(saturation!.reason).toBeNull();
      expect(saturation!.push_forward_rate === null).toBe(name === 'relu');
      expect(saturation!.push_forward_reason === null).toBe(name !== 'relu');
    }
  });

  test('go on where the variance grows, but to no plateau, and say so', async () => {
    const { predicted_kl, predicted_saturation } = await kl('linear', 2.5);
    const published = predicted_kl!.filter((row) => row.estimator === 'published');
    expect(published[27]!.kl_per_unit as number).toBeCloseTo(
      Math.log((published[27]!.variance as number) / 0.3) / 2,
      12,
    );
    expect(predicted_saturation![0]).toMatchObject({
      a: null,
      b: null,
      a_fit: null,
      b_fit: null,
      push_forward_rate: null,
    });
    for (const column of ['reason', 'fit_reason', 'push_forward_reason']) {
      expect(predicted_saturation![0]![column]).toContain('linear: the variance grows from layer to layer without end');
    }
  });
});

describe('the figures', () => {
  const grid = async (name: string, sigmaW2: readonly number[], sigmaB2: readonly number[]) => {
    const rows = await Promise.all(sigmaW2.flatMap((w) => sigmaB2.map((b) => point(name, w, b))));
    const sign = (phase: unknown) => (phase === 'ordered' ? -1 : 1);
    return rows.map((row) => {
      const settled = row.phase === 'ordered' || row.phase === 'chaotic';
      return { ...row, signed_rate: settled ? sign(row.phase) / (row.xi_c as number) : 0 };
    });
  };
  const EVEN = Array.from({ length: 12 }, (_, k) => 0.25 + 0.25 * k);

  test.each([
    ['erf', EVEN, ['ordered', 'chaotic']],
    ['relu', EVEN, ['ordered', 'unbounded']],
    ['linear', EVEN, ['ordered', 'unbounded']],
    ['sigmoid', EVEN.map((w) => 60 * w), ['ordered', 'chaotic']],
  ] as const)(
    'the phase diagram of %s names its phases and its critical line or border',
    async (name, sigmaW2, phases) => {
      const figure = phaseDiagramOf(name);
      expect(figure.title).toBe(`Phase diagram of wide random ${name} networks`);
      const svg = figure.draw({ grid: await grid(name, sigmaW2, [0, 0.05, 0.25, 0.5]), line: await line(name) });
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      for (const phase of phases) expect(svg).toContain(`>${phase}</text>`);
      const labels = [...parseHTML(svg).document.querySelectorAll('text.label')].map((label) => label.textContent);
      expect(labels).toContain('∞');
      // No length belongs to a variance that grows.
      if (phases[1] === 'unbounded') expect(labels.at(-1)).toBe('∞');
      expect(() => figure.draw({})).toThrow(/rgflow run mean-field-(activations|sigmoid)/);
      for (const query of Object.values(figure.queries("'s'"))) expect(query).toContain(`activation = '${name}'`);
    },
  );

  test('of lengths and KL curves name the activation, and draw what there is of relu', async () => {
    const rows = await grid('relu', [0.5, 1, 1.5, 1.9], [0.05]);
    expect(lengthsFigure.draw({ lengths: rows })).toMatch(/>relu, σ/);
    const cell = { activation: 'relu', sigma_w2: 1.5, sigma_b2: 0.05, input_second_moment: 0.1, depth: 28 };
    const { predicted_kl } = await kl('relu', 1.5);
    const layers = predicted_kl!.filter((row) => row.estimator === 'published').map((row) => ({ ...cell, ...row }));
    const svg = klFigure.draw({ layers, saturation: [] });
    expect(svg).toContain('>relu, σ');
    expect(svg).not.toMatch(/NaN|Infinity|undefined|push-forward, with/);
  });
});
