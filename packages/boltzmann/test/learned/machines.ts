import { readFileSync } from 'node:fs';
import { createKernels } from '@rgflow/kernels';
import type { LearnedMachine, UnitData, VisibleUnits } from '../../src/learned/index.js';

export interface ExpectedMachine {
  readonly weights: readonly (readonly number[])[];
  readonly visibleBiases: readonly number[];
  readonly hiddenBiases: readonly number[];
  readonly logPartition: number;
}

export interface TinyMachine extends ExpectedMachine {
  readonly data: readonly (readonly number[])[];
  readonly probabilities: readonly number[];
  readonly freeEnergies: readonly number[];
  readonly meanLogLikelihood: number;
  readonly gradient: readonly (readonly number[])[];
  readonly expectedContrast: readonly (readonly (readonly number[])[])[];
  readonly hiddenMeans: readonly (readonly number[])[];
}

interface GaussianMachine extends ExpectedMachine {
  readonly means: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly freeEnergies: readonly number[];
}

/** Written by test/expected/learned.py. */
export const expected: {
  readonly tiny: TinyMachine;
  readonly larger: readonly ExpectedMachine[];
  readonly gaussian: GaussianMachine;
} = JSON.parse(readFileSync(new URL('../expected/learned.json', import.meta.url), 'utf8'));

export const kernels = createKernels({ arenaBytes: 2 ** 26, blas: 'none' });

export function machineOf(of: ExpectedMachine, visible: VisibleUnits = 'bernoulli'): LearnedMachine {
  return {
    visible,
    weights: Float32Array.from(of.weights.flat()),
    visibleBiases: Float32Array.from(of.visibleBiases),
    hiddenBiases: Float32Array.from(of.hiddenBiases),
  };
}

/** Rows as numbers, `times` times over. */
export function dataOf(rows: readonly (readonly number[])[], times = 1): UnitData {
  const units = rows[0]!.length;
  const values = new Float32Array(rows.length * units * times);
  for (let i = 0; i < times; i++) values.set(rows.flat(), i * rows.length * units);
  return { count: rows.length * times, units, values };
}
