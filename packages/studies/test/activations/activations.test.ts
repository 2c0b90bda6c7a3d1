import { FigureError, type SqlRow } from '@rgflow/drawing';
import { activations, predictedKl } from '@rgflow/meanfield';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { figure } from '../../src/activations/kl-activations.figure.js';
import { planOf } from '../plan-of.js';

describe('the study file', () => {
  test('trains nothing and draws the weights of a seed once for all activations', () => {
    const names = planOf('activations').nodes.map(({ stage }) => stage.name);
    const count = (name: string) => names.filter((each) => each === name).length;
    expect([count('train'), count('initialise'), count('determinants')]).toEqual([0, 30, 30]);
    expect([count('activations'), count('push-forward-kl'), count('mean-field-kl')]).toEqual([120, 120, 12]);
  });

  test('refuses relu, through which there is no push-forward, and takes it without', () => {
    const relu = ['network.activation=[tanh, relu]', 'network.sigmaW2=1.5', 'seed=0'];
    expect(() => planOf('activations', ...relu)).toThrow(
      /expected an estimator that is defined for relu.*not "push-forward"/,
    );
    expect(planOf('activations', ...relu, 'kl.estimators=[published, mean-field]').nodes.length).toBeGreaterThan(0);
  });
});

describe('the figure', () => {
  const NETWORKS = { sigma_b2: 0.05, depth: 30, width: 784, seeds: 3, some_seeds: null } as const;
  /** What the query answers of networks that do what theory says, give or take a hundredth. */
  const rowsOf = (name: keyof typeof activations, sigmaW2: number): readonly SqlRow[] => {
    const { layers } = predictedKl(sigmaW2, 0.05, 0.1, 27, { activation: activations[name] });
    const network = { ...NETWORKS, activation: name, sigma_w2: sigmaW2 };
    return layers.flatMap(({ layer, klPerUnit, pushForwardKlPerUnit }) => [
      { ...network, estimator: 'mean-field', layer, kl_per_unit: klPerUnit, kl_per_unit_se: null },
      { ...network, estimator: 'published', layer, kl_per_unit: klPerUnit + 0.01, kl_per_unit_se: 0.01 },
      {
        ...network,
        estimator: 'mean-field-push-forward',
        layer,
        kl_per_unit: pushForwardKlPerUnit,
        kl_per_unit_se: null,
      },
      ...(pushForwardKlPerUnit === null
        ? []
        : [{ ...network, estimator: 'push-forward', layer, kl_per_unit: pushForwardKlPerUnit, kl_per_unit_se: 0.01 }]),
    ]);
  };
  const draw = (layers: readonly SqlRow[]) => {
    const svg = figure.draw({ layers });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    return parseHTML(svg).document;
  };

  test('has a column for each activation and a row for each estimator, with all of σ_w² named in each panel', () => {
    const layers = (['linear', 'tanh', 'sigmoid'] as const).flatMap((name) =>
      [0.8, 2.5].flatMap((w) => rowsOf(name, w)),
    );
    const document = draw(layers);
    const headings = [...document.querySelectorAll('text')].map((text) => text.textContent);
    expect(headings.filter((text) => ['tanh', 'sigmoid', 'linear'].includes(text!))).toEqual([
      'tanh',
      'sigmoid',
      'linear',
      'tanh',
      'sigmoid',
      'linear',
    ]);
    expect(document.querySelectorAll('circle')).toHaveLength(2 * 6 * 28);
    const labels = [...document.querySelectorAll('text.label')].map((label) => label.textContent);
    expect(labels.filter((label) => label === '0.8')).toHaveLength(6);
    expect(document.querySelector('svg')!.textContent).toMatch(/width 784, .* 3 seeds/);
  });

  test('has no row of panels for what relu alone would have', () => {
    const document = draw(rowsOf('relu', 1.5));
    expect(document.querySelectorAll('circle')).toHaveLength(28);
    expect(document.querySelector('svg')!.textContent).not.toContain('push-forward, with');
  });

  test('says what to run, and refuses what it would silently average over', () => {
    expect(() => figure.draw({})).toThrow(FigureError);
    expect(() => figure.draw({})).toThrow('rgflow run activations');
    const twoWidths = [...rowsOf('tanh', 1.5), ...rowsOf('tanh', 1.5).map((row) => ({ ...row, width: 100 }))];
    expect(() => figure.draw({ layers: twoWidths })).toThrow('width');
  });
});
