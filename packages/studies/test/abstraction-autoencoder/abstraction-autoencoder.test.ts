import { expect, test } from 'vitest';
import { faultsOf, planOf } from '../plan-of.js';

const one = [
  'seed=0',
  'breadth.rung=digits-0-1',
  'autoencoder.initial=glorot',
  'training.pretraining=none',
  'autoencoder.depth=3',
] as const;
const stagesOf = (...sets: readonly string[]) => planOf('abstraction-autoencoder', ...one, ...sets).nodes;
const named = (nodes: ReturnType<typeof stagesOf>, name: string) => nodes.filter(({ stage }) => stage.name === name);

test('an autoencoder is measured by both codes, and untrained by thresholded ones', () => {
  const nodes = stagesOf();
  const looks = named(nodes, 'hfm-divergence').map(({ params: { snapshot, code } }) => `${snapshot} ${code}`);
  expect(looks).toEqual(['init thresholded', 'final thresholded', 'final sampled']);
  expect(new Set(named(nodes, 'autoencoder-codes').map(({ params }) => params.widths))).toEqual(
    new Set(['392-196-98-8']),
  );
});

test('it is trained for as many epochs of the whole, whatever comes before', () => {
  const phases = (pretraining: string) =>
    named(stagesOf(`training.pretraining=${pretraining}`), 'train-autoencoder').map(({ params }) => params.phase);
  const whole = Array.from({ length: 6 }, () => 'whole');
  expect(phases('none')).toEqual(whole);
  expect(phases('layers')).toEqual(['layer', 'layer', 'layer', 'layer', ...whole]);
  expect(phases('units')).toEqual([...Array.from({ length: 8 }, () => 'unit'), ...whole]);
});

test('autoencoders that are trained in different ways begin with the same untrained one, on the same images', () => {
  const { nodes } = planOf(
    'abstraction-autoencoder',
    ...one.filter((set) => !set.startsWith('training.')),
    'training.pretraining=[none, layers, units]',
  );
  expect(named(nodes, 'breadth-images')).toHaveLength(1);
  expect(named(nodes, 'hfm-divergence').filter(({ params }) => params.snapshot === 'init')).toHaveLength(1);
  const begun = named(nodes, 'begin-autoencoder');
  expect(begun.map(({ params }) => params.pretraining)).toEqual(['none', 'layers', 'units']);
  expect(new Set(begun.map(({ stream }) => JSON.stringify(stream))).size).toBe(1);
});

test('values of relu are no probabilities: such a code is not sampled', () => {
  const codes = named(stagesOf('autoencoder.codeFunction=relu'), 'hfm-divergence').map(({ params }) => params.code);
  expect(codes).toEqual(['thresholded', 'thresholded']);
});

test('of its weights none is kept, of its codes all', () => {
  const nodes = stagesOf();
  const kept = (name: string, output: string) => new Set(named(nodes, name).map(({ keep }) => keep[output]));
  expect(kept('train-autoencoder', 'weights')).toEqual(new Set(['never']));
  expect(kept('autoencoder-codes', 'codes')).toEqual(new Set(['always']));
});

test('refuses what does not fit, and says what would', () => {
  const faults = (...sets: readonly string[]) => faultsOf('abstraction-autoencoder', ...one, ...sets).join('\n');
  expect(faults('autoencoder.code=30')).toContain('expected 2 to 20, of which the divergence can be measured, not 30');
  expect(faults('autoencoder.depth=7')).toContain('give a smaller depth, a larger rate, or a smaller code, not 7');
  expect(faults('autoencoder.loss=cross-entropy')).toContain("expected 'sigmoid' for a loss that is a cross-entropy");
  expect(faults('breadth.images=10')).toContain('no step would come');
  expect(faults('breadth.images=1')).toContain('at least one of 2 classes');
  expect(faults('autoencoder.loss=cross-entropy', 'autoencoder.output=sigmoid')).toBe('');
});
