import { DomainError } from '@rgflow/numerics';
import { type Activation, tanh } from './activation.js';
import { activationAverages } from './averages.js';
import { noFixedPoint } from './existence.js';
import type { MeanFieldOptions } from './mean-field.js';
import { checkVariances } from './parameters.js';

/**
 * Variance of the preactivations by layer for one input, from the first linear map on:
 *
 *     q_0 = σ_w² X + σ_b²,    q_{l+1} = σ_w² E φ(√q_l z)² + σ_b²,    X = (1/n) Σᵢ xᵢ².
 *
 * @param inputSecondMoment  X >= 0, of the input's components: about 0.1 for an image of MNIST with grey values in [0, 1].
 * @param depth              Last layer, >= 0; `depth + 1` numbers come back.
 * @throws {DomainError}  if a parameter is outside its domain, or the variance outgrows the largest double, as it may where
 *                        it has no fixed point.
 *
 * @example
 * varianceByLayer(1.5, 0.05, 0.1, 2); // [0.2, 0.2708, 0.3255]
 */
export function varianceByLayer(
  sigmaW2: number,
  sigmaB2: number,
  inputSecondMoment: number,
  depth: number,
  options: MeanFieldOptions = {},
): readonly number[] {
  const { activation = tanh } = options;
  checkVariances('varianceByLayer', sigmaW2, sigmaB2);
  checkDepth('varianceByLayer', depth);
  const variances = [firstVariance('varianceByLayer', sigmaW2, sigmaB2, inputSecondMoment)];
  const infinite = firstInfiniteLayer(sigmaW2, sigmaB2, inputSecondMoment, depth, options);
  if (infinite !== null) {
    throw new DomainError(
      `varianceByLayer: with sigmaW2 = ${sigmaW2} and ${activation.name} the variance of layer ${infinite} is beyond the largest ` +
        'double; give fewer layers or a smaller sigmaW2.',
    );
  }
  for (let l = 0; l < depth; l++) variances.push(nextVariance(variances[l]!, sigmaW2, sigmaB2, activation));
  return variances;
}

/** The first layer up to the last whose variance is beyond the largest double; null if none is, as with any fixed point. */
export function firstInfiniteLayer(
  sigmaW2: number,
  sigmaB2: number,
  inputSecondMoment: number,
  depth: number,
  options: MeanFieldOptions = {},
): number | null {
  const { activation = tanh } = options;
  if (noFixedPoint(sigmaW2, sigmaB2, activation) === null) return null;
  let q = firstVariance('firstInfiniteLayer', sigmaW2, sigmaB2, inputSecondMoment);
  for (let layer = 1; layer <= depth; layer++) {
    q = nextVariance(q, sigmaW2, sigmaB2, activation);
    if (q === Number.POSITIVE_INFINITY) return layer;
  }
  return null;
}

/** q' = σ_w² V(q) + σ_b². */
export function nextVariance(q: number, sigmaW2: number, sigmaB2: number, activation: Activation): number {
  return sigmaW2 * activationAverages(q, activation).meanSquare + sigmaB2;
}

/** q_0 = σ_w² X + σ_b². */
export function firstVariance(where: string, sigmaW2: number, sigmaB2: number, inputSecondMoment: number): number {
  if (!(inputSecondMoment >= 0 && inputSecondMoment < Number.POSITIVE_INFINITY)) {
    throw new DomainError(
      `${where}: the second moment of the input is ${inputSecondMoment}; expected a finite number, 0 or more.`,
    );
  }
  return sigmaW2 * inputSecondMoment + sigmaB2;
}

export function checkDepth(where: string, depth: number): void {
  if (!(Number.isSafeInteger(depth) && depth >= 0)) {
    throw new DomainError(`${where}: depth is ${depth}; expected the number of the last layer, an integer from 0 on.`);
  }
}
