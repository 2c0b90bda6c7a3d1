import { readFileSync } from 'node:fs';
import type { Convention, HierarchicalFeatureModel } from '../src/index.js';

interface Expected {
  readonly models: readonly (HierarchicalFeatureModel & {
    readonly logPartition: number;
    readonly entropy: number;
    readonly relevance: number;
    readonly meanDetail: number;
    readonly levels: readonly number[];
    readonly means: readonly number[];
  })[];
  readonly divergences: readonly {
    readonly counts: readonly number[];
    readonly convention: Convention;
    readonly grounds: readonly number[] | null;
    readonly signs: 'not negative' | 'any';
    readonly divergence: number;
    readonly meanEnergy: number;
    readonly g: number;
    readonly groundState: number;
    readonly order: readonly number[];
    readonly entropy: number;
    readonly multiInformation: number;
  }[];
  readonly independentBits: readonly { units: number; q: number; g: number; divergence: number }[];
  readonly antipodal: { units: number; g: number; divergence: number };
  readonly deadUnits: readonly { units: number; g: number; divergence: number }[];
  readonly resolutionAndRelevance: readonly { counts: readonly number[]; resolution: number; relevance: number }[];
}

/** Made by `expected/hfm.py`, by enumeration in 40 digits. */
export const expected = JSON.parse(readFileSync(new URL('./expected/hfm.json', import.meta.url), 'utf8')) as Expected;
