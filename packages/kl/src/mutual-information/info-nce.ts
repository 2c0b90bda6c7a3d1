import { DomainError, type Estimate, estimate, ShapeError } from '@rgflow/numerics';
import { checkSamples, type Samples } from './samples.js';

/**
 * The InfoNCE lower bound on the mutual information of X and Y, in nats, from the scores f(x_i, y_j) of independent batches
 * of K pairs:
 *
 *     I(X;Y) >= E (1/K) Σ_i ln[ exp f(x_i, y_i) / ((1/K) Σ_j exp f(x_i, y_j)) ] <= ln K.
 *
 * However good the critic f, it cannot show more than ln K; the best is ln p(x|y) plus any function of x. The expectation is
 * over batches, and the standard error is the scatter between them: NaN for one batch. It does not tell how far below the
 * information the bound lies. A batch with a bad critic may be negative.
 *
 * @param batches  Each of shape (K, K), row i the scores of x_i with every y_j, its own on the diagonal; all of one K.
 * @throws {ShapeError}   if there is no batch, or one is not square or of another K.
 * @throws {DomainError}  if a score is NaN or infinite. A pair that cannot be may have a very negative score.
 *
 * @example A critic that knows the partner for certain, K = 4: ln 4
 * infoNceBound([scoreMatrix(x, x, (a, b) => (a[0] === b[0] ? 0 : -1e9))]).value; // 1.3863
 *
 * Source: A. van den Oord, Y. Li, O. Vinyals, arXiv:1807.03748; B. Poole et al., On variational bounds of mutual
 * information, ICML 2019.
 */
export function infoNceBound(batches: readonly ArrayLike<number>[]): Estimate {
  const pairs = Math.sqrt(batches[0]?.length ?? 0);
  if (batches.length === 0 || !Number.isSafeInteger(pairs) || pairs < 1) {
    throw new ShapeError(
      `infoNceBound: there are ${batches.length} batches, the first with ${batches[0]?.length ?? 0} scores; give at least one of ` +
        'shape (pairs, pairs).',
    );
  }
  return estimate(
    batches.map((scores, batch) => {
      if (scores.length !== pairs * pairs) {
        throw new ShapeError(
          `infoNceBound: batch ${batch} has ${scores.length} scores but the first ${pairs * pairs}; give all one size.`,
        );
      }
      return boundOfBatch(scores, pairs, batch);
    }),
  );
}

function boundOfBatch(scores: ArrayLike<number>, pairs: number, batch: number): number {
  let total = 0;
  for (let i = 0; i < pairs; i++) {
    const row = i * pairs;
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < pairs; j++) {
      const score = scores[row + j]!;
      if (!Number.isFinite(score)) {
        throw new DomainError(
          `infoNceBound: batch ${batch} has the score ${score} in row ${i}; expected finite numbers.`,
        );
      }
      if (score > largest) largest = score;
    }
    let sum = 0;
    for (let j = 0; j < pairs; j++) sum += Math.exp(scores[row + j]! - largest);
    total += scores[row + i]! - largest - Math.log(sum / pairs);
  }
  return total / pairs;
}

/** How likely a critic takes x and y to be a pair; rows of `Samples`. */
export type Critic = (x: Float32Array | Float64Array, y: Float32Array | Float64Array) => number;

/**
 * The scores f(x_i, y_j) of one batch of pairs, shape (pairs, pairs).
 *
 * @param x, y  Shape (pairs, units), the units of the two may differ; row i of both is a pair.
 * @throws {ShapeError}  if there are not as many x as y.
 */
export function scoreMatrix(x: Samples, y: Samples, critic: Critic): Float64Array {
  checkSamples('scoreMatrix', 'x', x);
  checkSamples('scoreMatrix', 'y', y);
  const [pairs] = x.shape;
  if (y.shape[0] !== pairs) {
    throw new ShapeError(`scoreMatrix: there are ${pairs} x and ${y.shape[0]} y; give pairs.`);
  }
  const row = ({ shape: [, units], data }: Samples, i: number) => data.subarray(i * units, (i + 1) * units);
  return Float64Array.from({ length: pairs * pairs }, (_, n) =>
    critic(row(x, Math.floor(n / pairs)), row(y, n % pairs)),
  );
}
