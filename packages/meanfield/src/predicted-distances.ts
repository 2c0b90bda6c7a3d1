import { geometricMean, pow } from '@rgflow/numerics';
import { correlationByLayer } from './correlation-by-layer.js';
import type { MeanFieldOptions } from './mean-field.js';

/** Every two of some inputs, as far as mean-field theory asks of them. */
export interface InputPairs {
  readonly samples: number;
  /** X_a = (1/n) |x_a|², shape (samples). */
  readonly secondMoments: Float64Array;
  /** (1/n) |x_a - x_b|², shape (samples, samples). */
  readonly distances: Float32Array;
}

/**
 * Squared distances per unit between the preactivations of every two inputs, layer by layer, in mean-field theory:
 *
 *     (1/N) |z_a - z_b|² = q_a + q_b - 2 √(q_a q_b) ρ_ab.
 *
 * Half a million pairs are too many for the recursion itself. It is solved on a grid, for pairs of two inputs of one second
 * moment (X_a + X_b)/2 at the distance of the pair, and ln(distance in the layer / distance of the inputs) is interpolated.
 * Two inputs of MNIST with unequal second moments have by that a squared distance that is wrong by 2 to 3 per cent, a tenth
 * of a layer at ξ_c = 4.
 *
 * @param depth  Layers: 0 to depth - 1.
 * @returns  Called with a layer and a matrix (samples, samples), fills the matrix.
 */
export function predictedDistances(
  sigmaW2: number,
  sigmaB2: number,
  { samples, secondMoments, distances }: InputPairs,
  depth: number,
  options: MeanFieldOptions = {},
): (layer: number, out: Float32Array) => void {
  const [least, most] = [Math.min(...secondMoments), Math.max(...secondMoments)];
  const moments = Array.from({ length: MOMENTS }, (_, m) => least + ((most - least) * m) / (MOMENTS - 1));
  // gains[m][g][layer]
  const gains = moments.map((moment) =>
    Array.from({ length: STEPS + 1 }, (_, g) => {
      const distance = 2 * moment * pow(FARTHEST, 1 - g / STEPS);
      const pair = { secondMoments: [moment, moment], overlap: moment - distance / 2 } as const;
      return correlationByLayer(sigmaW2, sigmaB2, pair, depth - 1, options).map(({ variances, decorrelation }) =>
        Math.log((2 * variances[0] * decorrelation) / distance),
      );
    }),
  );

  return (layer, out) => {
    const table = gains.map((row) => row.map((gain) => gain[layer]!));
    for (let a = 0; a < samples; a++) {
      for (let b = a; b < samples; b++) {
        const distance = distances[a * samples + b]!;
        const moment = (secondMoments[a]! + secondMoments[b]!) / 2;
        const predicted =
          distance > 0 ? distance * Math.exp(interpolated(table, place(moment), steps(distance, moment))) : 0;
        out[a * samples + b] = predicted;
        out[b * samples + a] = predicted;
      }
    }
  };

  function place(moment: number): number {
    return most > least ? ((moment - least) / (most - least)) * (MOMENTS - 1) : 0;
  }

  /** Grey values are not negative, so two images are no farther from each other than orthogonal ones. */
  function steps(distance: number, moment: number): number {
    const shells = 1 - Math.log(distance / (2 * moment)) / Math.log(FARTHEST);
    return Math.min(STEPS, Math.max(0, shells * STEPS));
  }
}

/**
 * ρ_0, the correlation of the preactivations of layer 0 of two inputs, as a mean over all pairs: c_ab / √(q_a q_b), with
 * c_ab = σ_w² overlap + σ_b².
 */
export function meanCorrelation(
  sigmaW2: number,
  sigmaB2: number,
  { samples, secondMoments, distances }: InputPairs,
): number {
  let sum = 0;
  for (let a = 0; a < samples; a++) {
    for (let b = a + 1; b < samples; b++) {
      const overlap = (secondMoments[a]! + secondMoments[b]! - distances[a * samples + b]!) / 2;
      const [qa, qb] = [sigmaW2 * secondMoments[a]! + sigmaB2, sigmaW2 * secondMoments[b]! + sigmaB2];
      sum += (sigmaW2 * overlap + sigmaB2) / geometricMean(qa, qb);
    }
  }
  return sum / ((samples * (samples - 1)) / 2);
}

/** Second moments, evenly from the least to the largest. */
const MOMENTS = 6;
/** Steps from this share of the largest distance, below which the map of distances is linear, to the largest. */
const FARTHEST = 1e-4;
const STEPS = 40;

function interpolated(table: readonly (readonly number[])[], row: number, column: number): number {
  const [i, j] = [Math.min(Math.floor(row), table.length - 2), Math.min(Math.floor(column), table[0]!.length - 2)];
  const [u, v] = [row - i, column - j];
  const [above, below] = [table[i]!, table[i + 1]!];
  return (1 - u) * ((1 - v) * above[j]! + v * above[j + 1]!) + u * ((1 - v) * below[j]! + v * below[j + 1]!);
}
