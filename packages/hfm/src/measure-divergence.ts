import { DomainError, type Estimate } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { type Controls, controlsOf } from './controls.js';
import { type DivergenceOptions, type HfmDivergence, hfmDivergence } from './divergence.js';
import { independentUnits, multiInformation, resolutionAndRelevance, unitMeans } from './entropies.js';
import { millerMadow, occupiedStates } from './miller-madow.js';
import type { Convention } from './model.js';
import { standardErrors } from './standard-errors.js';
import { checkCounts } from './states.js';
import { ENTROPY_MARGIN, whyNoVerdict } from './verdict.js';

export interface MeasurementOptions extends DivergenceOptions {
  /** Which draws the controls. */
  readonly random: RandomStream;
  /** Of each control, default 20; 0 for none. */
  readonly replicates?: number;
  /** How far inside (0, n ln 2) the entropy must be for a verdict, as a share of n ln 2; default 0.05. */
  readonly entropyMargin?: number;
}

/** A sample of a binary code beside the nearest Hierarchical Feature Model. */
export interface HfmMeasurement {
  /** By which search, and with which arrangement: of the sample as it is, uncorrected. */
  readonly nearest: HfmDivergence;
  /** M. */
  readonly samples: number;
  /** D in nats, of the sample as it is; its error is that of sampling. */
  readonly divergence: Estimate;
  /** D with the entropy corrected by Miller and Madow. */
  readonly corrected: Estimate;
  /** Of the nearest model; the error is NaN where g is infinite or held at 0. */
  readonly g: Estimate;
  /** Number of states seen. */
  readonly occupied: number;
  /** H[s] and H[k] of the sample. */
  readonly resolution: number;
  readonly relevance: number;
  /** Of the units, uncorrected: the KL divergence from independent bits with the same means. */
  readonly multiInformation: number;
  /** KL divergence of independent bits with the same means from their nearest model, exactly. */
  readonly independentDivergence: number;
  /** Units that are the same in all samples. */
  readonly deadUnits: readonly number[];
  /** null without replicates, or where g is infinite. */
  readonly controls: Controls | null;
  /**
   * Where the code is between the nearest model, 0, and a code without order, 1: (D - null) / (relabelled - null), all three
   * corrected. null without controls, without a verdict, or where relabelled codes are no farther off than the null.
   */
  readonly place: number | null;
  /** Why the divergence says nothing of this code; null if it may. */
  readonly reason: string | null;
}

/**
 * KL divergence of a sample of binary codes from the nearest Hierarchical Feature Model, with what is needed to read it: its
 * bias, its error, what the same search makes of samples of the model itself, of the same counts on random states and of
 * shuffled units.
 *
 * A plug-in divergence is too large by about (2ⁿ - 1)/2M where M >> 2ⁿ, and the search makes it smaller: so a divergence is
 * to be compared with its null, and codes with each other at equal n and M only.
 *
 * Takes 2 + 3 replicates searches, of 2 ms for 10 units, a quarter of a second for 14 or 20 (`bench`).
 *
 * @param counts  Of each state, shape (2ⁿ), n up to 20; see `stateCounts`.
 * @throws {ShapeError}   if there are not 2ⁿ states.
 * @throws {DomainError}  if a count is not a whole number, or an option out of range; as `hfmDivergence`.
 *
 * @example A sample of the model itself
 * const counts = stateCounts(sampleHfm({ units: 8, g: 0.8, convention: 'A' }, 5000, random.split('sample')));
 * measureHfmDivergence(counts, 'A', { random });
 * // { corrected: 0.001 ± 0.003, g: 0.803 ± 0.005, place: -0.00, reason: null, ... }
 */
export function measureHfmDivergence(
  counts: ArrayLike<number>,
  convention: Convention,
  options: MeasurementOptions,
): HfmMeasurement {
  const where = 'measureHfmDivergence';
  const { units, samples } = checkCounts(where, counts);
  const { random, replicates = 20, entropyMargin = ENTROPY_MARGIN, ...search } = options;
  if (!(Number.isSafeInteger(replicates) && replicates >= 0)) {
    throw new DomainError(`${where}: replicates is ${replicates}; expected a whole number.`);
  }
  if (!(entropyMargin >= 0 && entropyMargin < 0.5)) {
    throw new DomainError(`${where}: entropyMargin is ${entropyMargin}; expected a share from 0 to below 0.5.`);
  }
  const nearest = hfmDivergence(counts, convention, search);
  const bias = millerMadow(counts, samples);
  const means = unitMeans(counts);
  const deadUnits = [...means.keys()].filter((unit) => means[unit] === 0 || means[unit] === 1);
  const errors = standardErrors(counts, samples, nearest);
  const reason = whyNoVerdict(
    { units, entropy: nearest.entropy + bias, deadUnits, singletons: singletonsOf(counts) / samples },
    entropyMargin,
  );
  const controls =
    replicates === 0 || !Number.isFinite(nearest.g)
      ? null
      : controlsOf(counts, samples, nearest, { ...search, random, replicates });
  return {
    nearest,
    samples,
    divergence: { value: nearest.divergence, standardError: errors.divergence, samples },
    corrected: { value: nearest.divergence - bias, standardError: errors.divergence, samples },
    g: { value: nearest.g, standardError: errors.g, samples },
    occupied: occupiedStates(counts),
    ...resolutionAndRelevance(counts),
    multiInformation: multiInformation(counts),
    independentDivergence: hfmDivergence(independentUnits(means), convention, search).divergence,
    deadUnits,
    controls,
    place: reason === null && controls !== null ? placeBetween(nearest.divergence - bias, controls) : null,
    reason,
  };
}

function placeBetween(corrected: number, controls: Controls): number | null {
  const span = controls.relabelled.corrected.value - controls.null.corrected.value;
  return span > 0 ? (corrected - controls.null.corrected.value) / span : null;
}

function singletonsOf(counts: ArrayLike<number>): number {
  let singletons = 0;
  for (let state = 0; state < counts.length; state++) if (counts[state] === 1) singletons++;
  return singletons;
}
