import { type Estimate, estimate } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { type DivergenceOptions, type HfmDivergence, hfmDivergence } from './divergence.js';
import { millerMadow } from './miller-madow.js';
import { sampleHfm } from './sample.js';
import { relabelledStates, shuffledUnits } from './shuffle.js';
import { stateCounts } from './states.js';

/** The divergence of samples of the same size that are known to be something else, by the same search. */
export interface Control {
  /** Mean over replicates, uncorrected, with its standard error. */
  readonly divergence: Estimate;
  /** The same, each corrected by Miller and Madow. */
  readonly corrected: Estimate;
  /** Of each replicate, uncorrected: their scatter is that of a single measurement. Shape (replicates). */
  readonly replicates: Float64Array;
}

/** What a measured divergence lies between. */
export interface Controls {
  /** Samples of the nearest model itself (a parametric bootstrap): what sampling and search make of zero. */
  readonly null: Control;
  /** The same counts on states chosen at random: a code of this entropy without any order. */
  readonly relabelled: Control;
  /** Every unit as often on as before, each shuffled by itself: the same means without any dependence. */
  readonly shuffled: Control;
}

/** As `Controls` says, each with as many replicates as asked for. `nearest.g` must be finite. */
export function controlsOf(
  counts: ArrayLike<number>,
  samples: number,
  nearest: HfmDivergence,
  options: DivergenceOptions & { readonly random: RandomStream; readonly replicates: number },
): Controls {
  const { random, replicates, ...search } = options;
  const { convention, units, g } = nearest;
  const control = (name: string, draw: (random: RandomStream) => ArrayLike<number>): Control => {
    const drawn = Array.from({ length: replicates }, (_, replicate) => {
      const control = draw(random.split(name, { replicate }));
      const { divergence } = hfmDivergence(control, convention, search);
      return { divergence, corrected: divergence - millerMadow(control, samples) };
    });
    return {
      divergence: estimate(drawn.map(({ divergence }) => divergence)),
      corrected: estimate(drawn.map(({ corrected }) => corrected)),
      replicates: Float64Array.from(drawn, ({ divergence }) => divergence),
    };
  };
  return {
    null: control('null', (stream) => stateCounts(sampleHfm({ units, g, convention }, samples, stream))),
    relabelled: control('relabelled', (stream) => relabelledStates(counts, stream)),
    shuffled: control('shuffled', (stream) => shuffledUnits(counts, samples, stream)),
  };
}
