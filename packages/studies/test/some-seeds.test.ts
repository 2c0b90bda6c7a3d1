import type { SqlRow } from '@rgflow/drawing';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { figure as boltzmannFlow } from '../src/boltzmann-marginalisation/boltzmann-flow.figure.js';
import { figure as boltzmannVisible } from '../src/boltzmann-marginalisation/boltzmann-visible.figure.js';
import { meanOf, meanOverSeeds } from '../src/mean-over-seeds.js';
import { figure as informationByDepth } from '../src/mutual-information/information-by-depth.figure.js';
import { figure as nuisanceClaims } from '../src/nuisance/nuisance-claims.figure.js';
import { figure as nuisanceInformation } from '../src/nuisance/nuisance-information.figure.js';
import { figure as plateau } from '../src/plateau/plateau.figure.js';
import { figure as klEstimators } from '../src/relative-entropy/kl-estimators.figure.js';
import { figure as klNotebook } from '../src/relative-entropy/kl-notebook.figure.js';
import { figure as klPublishedTable } from '../src/relative-entropy/kl-published-table.figure.js';
import { fewestSeeds, seedsPhrase, seedsRemark } from '../src/some-seeds.js';
import { figure as trainability } from '../src/trainability/trainability.figure.js';

/** The texts of a picture, a label with its remark as '1.76 | 3 of 4'. */
function textsOf(svg: string): readonly string[] {
  const remarked = svg.replaceAll('<tspan dx="4"', ' | <tspan');
  return [...parseHTML(remarked).document.querySelectorAll('text')].map((text) => text.textContent!);
}

describe('a mean over seeds of which some have no value', () => {
  test('says of how many it is, by the fewest of a curve', () => {
    expect(fewestSeeds([{ some_seeds: '3 of 4' }, { some_seeds: '2 of 4' }, { some_seeds: null }])).toBe('2 of 4');
    expect(fewestSeeds([{ some_seeds: '9 of 12' }, { some_seeds: '10 of 12' }])).toBe('9 of 12');
    expect(fewestSeeds([{ some_seeds: null }, {}])).toBe(null);
    expect(seedsRemark([{ some_seeds: '3 of 4' }], { fit: '2 of 4' })).toEqual({ remark: '3 of 4, fit 2 of 4' });
    expect(seedsRemark([{ some_seeds: null }], { fit: '2 of 4' })).toEqual({ remark: 'fit 2 of 4' });
    expect(seedsRemark([{ some_seeds: '3 of 4' }, { some_seeds: '3 of 4' }])).toEqual({ remark: '3 of 4' });
    expect(seedsRemark([{ some_seeds: '3 of 4' }, { some_seeds: null }])).toEqual({ remark: 'at least 3 of 4' });
    expect(seedsRemark([{ some_seeds: null }], { fit: null })).toEqual({});
  });

  test('is told from one that is not over as many seeds', () => {
    expect(seedsPhrase([{ seeds: 3 }, { seeds: 3 }])).toBe('3 seeds');
    expect(seedsPhrase([{ seeds: 1 }])).toBe('1 seed');
    expect(seedsPhrase([{ seeds: 3 }, { seeds: 2 }])).toBe('2 to 3 seeds');
    const cell = {
      sigma_w2: 1,
      sigma_b2: 0.05,
      width: 784,
      accuracy: 0.5,
      epochs: 1,
      rows: 1,
      stopped: 0,
      diverged: 0,
    };
    const cells = [2, 3].map((seeds) => ({ ...cell, depth: 10 * seeds, seeds }));
    expect(trainability.draw({ cells })).toContain('2 to 3 seeds');
  });

  test('is asked of the values that are there', () => {
    expect(meanOf('x')).toBe('estimate(x).mean');
    expect(meanOverSeeds('x', { as: 'y' })).toMatch(
      /^estimate\(x\)\.mean as y, estimate\(x\)\.se as y_se, .* as y_seeds$/,
    );
    expect(meanOverSeeds('x', { ofOne: 'x_se' })).toContain(
      'if(estimate(x).of = 1, any_value(x_se), estimate(x).se) as x_se',
    );
  });

  test('is labelled so in the figures of mutual information', () => {
    const curve = (sigma_w2: number, some_seeds: string | null): SqlRow[] =>
      Array.from({ length: 10 }, (_, layer) => {
        const [mi, mi_lower, mi_upper] = [6 - layer / 2, 5 - layer / 2, 6.5 - layer / 2];
        const cell = {
          sigma_w2,
          sigma_b2: 0.05,
          depth: 12,
          width: 784,
          samples: 1000,
          networks: 4,
          seeds: 4,
          some_seeds,
        };
        return {
          ...cell,
          snapshot: 'init',
          target: 'input',
          estimator: 'noisy-channel',
          noise_scale: 'absolute',
          noise: 0.1,
          layer,
          mi,
          mi_lower,
          mi_upper,
        };
      });
    const svg = informationByDepth.draw({ curves: [...curve(1, '3 of 4'), ...curve(2.5, null)], collapse: [] });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['1.0 | 3 of 4', '2.5']));
  });

  test('is labelled so in the figures of nuisances', () => {
    const curves = ['label', 'shift-x', 'shift-y', 'rotation', 'thickness', 'brightness', 'noise', 'nothing'].flatMap(
      (target) =>
        ['random', 'plain', 'nuisances'].flatMap((network) =>
          [0, 1, 2].map((layer): SqlRow => {
            const some_seeds = network === 'plain' ? '4 of 5' : null;
            const row = { network, layer, target, dataset: 'mnist', networks: 5, seeds: 5, some_seeds };
            return { ...row, value: 0.5, value_se: 0.01 };
          }),
        ),
    );
    const texts = textsOf(nuisanceInformation.draw({ curves }));
    expect(texts).toEqual(expect.arrayContaining(['random', 'plain | 4 of 5', 'nuisances']));
    const tests = ['random', 'plain', 'nuisances'].map((network): SqlRow => {
      const some_seeds = network === 'plain' ? '4 of 5' : null;
      const claim = { comparison: 'last against first', network, target: 'label', verdict: 'undecided', seeds: 5 };
      return { ...claim, difference: 0.1, difference_se: 0.01, some_seeds };
    });
    const names = textsOf(nuisanceClaims.draw({ tests }));
    expect(names).toEqual(expect.arrayContaining(['random', 'plain | 4 of 5', 'nuisances']));
  });

  test('is labelled so in the figures of the divergence', () => {
    const layersOf = (estimator: string, snapshot: string, some_seeds: string | null) =>
      [1, 2, 3].map((layer): SqlRow => {
        const row = { sigma_w2: 1.5, sigma_b2: 0.05, estimator, snapshot, layer, some_seeds, seeds: 3, scatter: 0.1 };
        return { ...row, kl: 0.1 * layer, kl_per_unit: 0.1 * layer, kl_per_unit_se: 0.01 };
      });
    const layers = [...layersOf('published', 'init', '2 of 3'), ...layersOf('mean-field', 'init', null)];
    expect(textsOf(klEstimators.draw({ layers }))).toContain('1.5 | 2 of 3');
    const curves = [...layersOf('published', 'final', '2 of 3'), ...layersOf('published', 'epoch1', null)];
    const subheadings = textsOf(klNotebook.draw({ curves }));
    expect(subheadings.filter((text) => text === 'after training, 2 of 3 seeds')).toHaveLength(1);
    expect(subheadings.filter((text) => text === 'after training')).toHaveLength(4);
    expect(subheadings.filter((text) => text === 'after one epoch')).toHaveLength(5);
    const fits = ['published', 'published-2021'].map((estimator): SqlRow => {
      const some_seeds = estimator === 'published' ? '2 of 3' : null;
      const row = { sigma_w2: 1.5, snapshot: 'final', estimator, some_seeds, seeds: 3 };
      return { ...row, a: 0.4, b: 0.6, a_scatter: 0.1, b_se: 0.01 };
    });
    const labels = textsOf(klPublishedTable.draw({ fits }));
    expect(labels.filter((text) => text === 'corrected | 2 of 3')).toHaveLength(2);
    expect(labels.filter((text) => text === 'of 2021')).toHaveLength(2);
  });

  test('is labelled so in the figure of the plateau, of points and of fits', () => {
    const cell = { sigma_w2: 1.5, sigma_b2: 0.05, width: 256 };
    const accuracies = [8, 40].map((depth) => ({ ...cell, depth, accuracy: 0.9, accuracy_se: 0.01, seeds: 3 }));
    const layersOf = (snapshot: string, some_seeds: string | null, last: number | null) =>
      [0, 1, 2].map((layer): SqlRow => {
        const kl_per_unit = layer === 2 ? last : 0.1 * layer;
        return { sigma_w2: 1.5, snapshot, layer, kl_per_unit, kl_per_unit_se: 0.01, some_seeds };
      });
    const fitOf = (snapshot: string, a: number | null, some_fits: string | null): SqlRow => {
      return { sigma_w2: 1.5, snapshot, depth: 40, skip_last: 1, a, b: a, fraction: 0.95, some_fits };
    };
    const changes = [{ sigma_w2: 1.5, predicted: 5, untrained: 5.2, trained: null }];
    const labelsOf = (layers: readonly SqlRow[], fits: readonly SqlRow[]) =>
      textsOf(plateau.draw({ accuracies, changes, layers, fits })).filter((text) => text.startsWith('1.5'));
    expect(labelsOf([...layersOf('init', null, 0.2), ...layersOf('final', null, 0.2)], [])).toEqual([
      '1.5',
      '1.5',
      '1.5',
    ]);
    const layers = [...layersOf('init', '2 of 3', 0.2), ...layersOf('final', '0 of 3', null)];
    const fits = [fitOf('init', 0.4, '1 of 3'), fitOf('final', null, '0 of 3')];
    const svg = plateau.draw({ accuracies, changes, layers, fits });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(labelsOf(layers, fits)).toEqual(['1.5', '1.5 | 2 of 3, fit 1 of 3', '1.5 | 0 of 3, fit 0 of 3']);
  });

  test('is labelled so in the figures of Boltzmann machines', () => {
    const flow = [1, 2].map((step) => {
      const norms = { norm: 0.5, norm_se: 0.01, norm_bound: 0.6, mean: 0.2, mean_se: 0.01, wide: 0.2 };
      return { g: 0.5, step, seeds: 5, ...norms, wide_seeds: step === 1 ? '3 of 5' : null };
    });
    expect(textsOf(boltzmannFlow.draw({ flow })).filter((text) => text.startsWith('0.5 |'))).toEqual([
      '0.5 | line 3 of 5',
    ]);
    const visible = [{ state: '0', probability: 1, probability_joint: 1, probability_bare: 1, difference: 0 }];
    const screening = [1, 2].map((depth) => ({
      g: 0.5,
      depth,
      change: 10 ** -depth,
      some_seeds: depth === 2 ? '4 of 5' : null,
    }));
    expect(textsOf(boltzmannVisible.draw({ visible, screening }))).toContain('0.5 | at least 4 of 5');
  });
});
