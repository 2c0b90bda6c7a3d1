import { Resvg } from '@resvg/resvg-js';
import type { SqlRow } from '@rgflow/drawing';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { figure as claimsFigure } from '../../src/nuisance/nuisance-claims.figure.js';
import { figure as nuisanceDecodability } from '../../src/nuisance/nuisance-decodability.figure.js';
import { figure as nuisanceInformation } from '../../src/nuisance/nuisance-information.figure.js';

describe('the figures', () => {
  const curve = (network: string, layer: number, target: string, rest: Partial<SqlRow> = {}): SqlRow => {
    return {
      network,
      layer,
      target,
      value: 0.5,
      value_se: 0.01,
      networks: 5,
      seeds: 5,
      dataset: 'mnist',
      ...rest,
    };
  };
  const targets = ['label', 'shift-x', 'shift-y', 'rotation', 'thickness', 'brightness', 'noise', 'nothing'];
  const curves = targets.flatMap((target) => [
    curve('none', -1, target),
    ...['random', 'plain', 'nuisances'].flatMap((network) => [0, 1, 2].map((layer) => curve(network, layer, target))),
  ]);
  const tests = ['random', 'plain', 'nuisances'].map((network, k): SqlRow => {
    const as_expected = [true, false, null][k]!;
    return {
      comparison: 'last against first',
      network,
      target: 'label',
      difference: 0.1 * k,
      difference_se: 0.01,
      seeds: 5,
      as_expected,
    };
  });

  test.each([nuisanceInformation, nuisanceDecodability])('“$title” has a panel for each target', (figure) => {
    const svg = figure.draw({ curves });
    expect(() => new Resvg(svg)).not.toThrow();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const panels = [...parseHTML(svg).document.querySelectorAll('g.panel')];
    expect(panels.map((panel) => panel.getAttribute('data-panel'))).toEqual(targets);
  });

  test('a network that has diverged leaves a gap, one seed no bars', () => {
    const broken = curves.map((row) => (row.network === 'plain' ? { ...row, value: null, value_se: null } : row));
    expect(nuisanceInformation.draw({ curves: broken })).not.toMatch(/NaN|Infinity|undefined/);
    const single = tests.map((row) => ({ ...row, difference_se: null, as_expected: null }));
    expect(claimsFigure.draw({ tests: single })).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('a verdict is a filled dot, a cross or a ring', () => {
    const svg = claimsFigure.draw({ tests });
    expect(() => new Resvg(svg)).not.toThrow();
    const { document } = parseHTML(svg);
    expect(document.querySelectorAll('[aria-label=dot] circle, [aria-label=dot] path').length).toBe(3);
  });

  test('refuse what they would hide', () => {
    expect(() => nuisanceInformation.draw({ curves: [] })).toThrow('rgflow run nuisance');
    expect(() => claimsFigure.draw({ tests: [] })).toThrow('rgflow run nuisance');
    expect(() => nuisanceInformation.draw({ curves: [curve('plain', 0, 'label', { networks: 10 })] })).toThrow(
      'sweeps more than the seed',
    );
    expect(() => claimsFigure.draw({ tests: [...tests, tests[0]!] })).toThrow('sweeps more than the seed');
  });
});
