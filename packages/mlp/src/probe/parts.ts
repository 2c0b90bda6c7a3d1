import { DomainError, ShapeError } from '@rgflow/numerics';

/** How the samples are used, in their order: the first to fit, the next to choose the penalty by, all others to score. */
export interface ProbeParts {
  readonly fit: number;
  readonly choose: number;
}

/** What is known of the samples besides the layer. */
export interface ProbeTargets {
  /** Shape (samples), each below `classes`. */
  readonly labels: Uint8Array;
  readonly classes: number;
  /** Numbers that belong to each sample, each of shape (samples). */
  readonly values: readonly ArrayLike<number>[];
}

/**
 * The number of samples to score.
 *
 * @throws {ShapeError}   if the parts are not positive integers that leave at least two samples to score.
 * @throws {DomainError}  if the layer holds something that is not a finite number.
 */
export function scoredSamples(layer: Float32Array, samples: number, { fit, choose }: ProbeParts): number {
  const score = samples - fit - choose;
  if (!(Number.isInteger(fit) && fit > 0 && Number.isInteger(choose) && choose > 0 && score >= 2)) {
    throw new ShapeError(
      `probeLayer: ${samples} samples, ${fit} to fit and ${choose} to choose the penalty by, leave ${score} to score; expected whole ` +
        'numbers above 0 that leave at least two.',
    );
  }
  if (!(layer.length > 0 && Number.isInteger(layer.length / samples))) {
    throw new ShapeError(
      `probeLayer: the layer has ${layer.length} entries; expected whole rows for ${samples} samples.`,
    );
  }
  const fault = layer.findIndex((entry) => !Number.isFinite(entry));
  if (fault >= 0) {
    throw new DomainError(
      `probeLayer: entry ${fault} of the layer is ${layer[fault]}; expected finite numbers: has the training diverged?`,
    );
  }
  return score;
}
