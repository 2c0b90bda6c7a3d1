import { Resvg } from '@resvg/resvg-js';
import { type Figure, FigureError, type SqlRow } from '@rgflow/drawing';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { figure as informationBinning } from '../../src/mutual-information/information-binning.figure.js';
import { figure as informationByDepth } from '../../src/mutual-information/information-by-depth.figure.js';
import { figure as informationTraining } from '../../src/mutual-information/information-training.figure.js';

describe('the figures', () => {
  const sigmas = [1, 1.76, 2.5];
  const curve = (snapshot: string, depth: number, estimator: string, target: string, scale = 'absolute'): SqlRow[] =>
    sigmas.flatMap((sigma_w2) =>
      Array.from({ length: depth }, (_, layer): SqlRow => {
        const mi = 6.9 * Math.exp(-layer / (10 * sigma_w2));
        const bounds = estimator === 'binning' ? [null, null] : [0.9 * mi, Math.min(6.9, 1.1 * mi)];
        const [mi_lower, mi_upper] = bounds as [number | null, number | null];
        const noise = estimator === 'binning' ? null : 0.1;
        const cell = { sigma_w2, sigma_b2: 0.05, depth, width: 784, samples: 1000, networks: 1, seeds: 1 };
        const noise_scale = estimator === 'binning' ? null : scale;
        return { ...cell, snapshot, target, estimator, noise_scale, noise, layer, mi, mi_lower, mi_upper };
      }),
    );
  const collapse = ['lower', 'upper'].map((bound) => ({
    sigma_w2: 1,
    noise_scale: 'absolute',
    noise: 0.1,
    bound,
    layer: 8,
  }));
  const textsOf = (svg: string) => {
    expect(() => new Resvg(svg)).not.toThrow();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    return [...parseHTML(svg).document.querySelectorAll('text.label')].map((label) => label.textContent);
  };

  test('by depth: a band for each curve and a ring for each predicted layer', () => {
    const svg = informationByDepth.draw({ curves: curve('init', 30, 'noisy-channel', 'input'), collapse });
    expect(textsOf(svg)).toEqual(['2.5', '1.76', '1.0']);
    const { document } = parseHTML(svg);
    expect(document.querySelectorAll('[aria-label=area] path')).toHaveLength(sigmas.length);
    expect(document.querySelectorAll('circle')).toHaveLength(collapse.length);
  });

  test('of training: a panel for each target, before and after', () => {
    const curves = ['input', 'label', 'input given label'].flatMap((target) =>
      ['init', 'final'].flatMap((snapshot) => curve(snapshot, 20, 'noisy-channel', target)),
    );
    const svg = informationTraining.draw({ curves, training: [{ sigma_w2: 1, epochs: 1, accuracy: 0.9 }] });
    expect(textsOf(svg)).toHaveLength(6 * sigmas.length);
    expect(parseHTML(svg).document.querySelectorAll('g.panel')).toHaveLength(6);
    expect(svg).toContain('1 epoch,');
  });

  test('have noise in units of the variance of the layer beside that of one variance', () => {
    const both = (snapshot: string, depth: number, target: string) =>
      ['absolute', 'layer'].flatMap((scale) => curve(snapshot, depth, 'noisy-channel', target, scale));
    const byDepth = informationByDepth.draw({ curves: both('init', 30, 'input'), collapse });
    expect(parseHTML(byDepth).document.querySelectorAll('g.panel')).toHaveLength(2);
    expect(textsOf(byDepth)).toHaveLength(2 * sigmas.length);
    const curves = ['input', 'label', 'input given label'].flatMap((target) =>
      ['init', 'final'].flatMap((snapshot) => both(snapshot, 20, target)),
    );
    const training = informationTraining.draw({ curves, training: [{ sigma_w2: 1, epochs: 1, accuracy: 0.9 }] });
    expect(parseHTML(training).document.querySelectorAll('g.panel')).toHaveLength(12);
    expect(textsOf(training)).toHaveLength(12 * sigmas.length);
  });

  test('of binning: beside the noisy curves, in random and in trained networks', () => {
    const curves = ['binning', 'noisy-channel'].flatMap((estimator) => [
      ...curve('init', 30, estimator, 'input'),
      ...curve('final', 20, estimator, 'input'),
    ]);
    expect(textsOf(informationBinning.draw({ curves }))).toHaveLength(2 * sigmas.length);
  });

  test('refuse what they would average over in silence', () => {
    const curves = curve('init', 30, 'noisy-channel', 'input');
    const twoWidths = [...curves, { ...curves[0]!, width: 32 }];
    expect(() => informationByDepth.draw({ curves: twoWidths, collapse })).toThrow('2 values of width (32, 784)');
    const more = curves.map((row) => ({ ...row, networks: 2 }));
    expect(() => informationByDepth.draw({ curves: more, collapse })).toThrow('sweeps more than σ_w² and seed');
  });

  test.each([informationByDepth, informationTraining, informationBinning])(
    '“$title” without rows says what to run, and its queries ask for one study',
    (figure: Figure) => {
      expect(() => figure.draw({})).toThrow(FigureError);
      expect(() => figure.draw({})).toThrow('rgflow run mutual-information');
      for (const query of Object.values(figure.queries("'it''s'"))) expect(query).toContain("study = 'it''s'");
    },
  );
});
