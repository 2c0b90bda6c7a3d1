import { expect, test } from 'vitest';
import { answer } from '../../src/layer-information/layer-information.calculator.js';

const question = { activation: 'tanh', sigmaW2: 1, sigmaB2: 0.05, inputSecondMoment: 0.1, depth: 5, noise: 0 } as const;
type Layers = readonly {
  readonly multiInformation: number;
  readonly multiInformationAtWidth: number;
  readonly isWithinCorrection: boolean;
}[];
const layersOf = (json: Readonly<Record<string, unknown>>) => json.layers as Layers;

test('one unit tells nothing of others', () => {
  for (const activation of ['linear', 'tanh'] as const) {
    const { json, values } = answer({ ...question, activation, sigmaB2: 0, width: 1 });
    expect(layersOf(json).map(({ multiInformationAtWidth }) => multiInformationAtWidth)).toEqual(Array(6).fill(0));
    expect(values.map(({ symbol }) => symbol)).not.toContain('N = 1');
  }
});

test('says from which layer on the first correction of width is out of its range, and what to do', () => {
  const { json, values } = answer({ ...question, width: 5 });
  expect(layersOf(json).map(({ isWithinCorrection }) => isWithinCorrection)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(values[0]).toMatchObject({ symbol: 'N = 5', value: 'out of range from layer 3 on' });
  expect(values[0]!.meaning).toContain('give a larger --width or a smaller --depth');
  expect(answer({ ...question, width: 300 }).values[0]!.symbol).toBe('r_T');
});

test('ends, and says so, where samples of a unit no longer differ', () => {
  for (const width of [undefined, 300]) {
    const { json, values } = answer({ ...question, sigmaW2: 1e-6, depth: 60, width });
    const layers = layersOf(json);
    expect(layers.length).toBeLessThan(60);
    for (const { multiInformation } of layers) expect(multiInformation).toBeGreaterThanOrEqual(0);
    const note = values.find(({ symbol }) => symbol === `layers ${layers.length} to 60`);
    expect(note!.meaning).toContain('give a smaller --depth');
  }
});

test('refuses variances that are none, or beyond what is computed, by the options that make them', () => {
  expect(() => answer({ ...question, sigmaB2: 0, inputSecondMoment: 0 })).toThrow(
    'calc layer-information: layer 0 has variance σ_w² X + σ_b² = 0; expected more than 0, at most 1000000; change --input-second-moment',
  );
  expect(() => answer({ ...question, sigmaW2: 1e4, inputSecondMoment: 1e6 })).toThrow(
    'σ_b² = 10000000000.05; expected',
  );
  expect(() => answer({ ...question, activation: 'linear', sigmaW2: 2, depth: 1000 })).toThrow(
    'with --activation linear the variance of layer 22 is 1.26e+6; expected at most 1000000; give a --depth of 21 or less',
  );
});
