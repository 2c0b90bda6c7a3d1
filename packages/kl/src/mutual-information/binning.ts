import { DomainError } from '@rgflow/numerics';
import { classesOf, entropyOfCounts } from './labels.js';
import { checkSamples, type Samples } from './samples.js';

export interface BinningOptions {
  /** Bins of equal width, default 30. */
  readonly bins?: number;
  /** What they cover, default [-1, 1], where the outputs of tanh are. The upper end belongs to the last bin. */
  readonly range?: readonly [number, number];
  /** Of the samples, shape (samples). Without them all samples are of one class. */
  readonly labels?: ArrayLike<number>;
}

/** What a layer read off in bins says of the input X and of its label Y, in nats. */
export interface BinnedInformation {
  /** I(X;T). */
  readonly input: number;
  /** I(X;T|Y). */
  readonly inputGivenLabel: number;
  /** I(T;Y). */
  readonly label: number;
}

/**
 * Mutual information of a layer and its input after every unit was rounded to a bin, in nats:
 *
 *     T = the bins of all units,    X uniform over the M samples,    I(X;T) = H(T),    I(X;T|Y) = H(T|Y),
 *     I(T;Y) = H(T) - H(T|Y).
 *
 * Kept for comparison, as a negative control. With more than a few units no two samples share all bins, and the answer is ln
 * M and H(Y) whatever the network does. Where it falls with training, tanh has driven the units into the outermost bins: a
 * property of the bins. For these M samples it is exact; as an estimate for the distribution that they come from it is too
 * small by more than it says.
 *
 * @param t  Outputs of a layer, shape (samples, units), within the range.
 * @throws {ShapeError}   if the shape is not that of the data, or there is not one label for each sample.
 * @throws {DomainError}  if an entry is not finite or outside the range, or there is no bin.
 *
 * @example Four samples of one unit, two of them in one bin: (3/2) ln 2
 * binnedInformation({ shape: [4, 1], data: Float32Array.of(-0.9, 0, 0.01, 0.9) }).input; // 1.0397
 *
 * Source: R. Shwartz-Ziv, N. Tishby, Opening the black box of deep neural networks via information, arXiv:1703.00810;
 * against it A. M. Saxe et al., On the information bottleneck theory of deep learning, ICLR 2018.
 */
export function binnedInformation(t: Samples, options: BinningOptions = {}): BinnedInformation {
  const { bins = 30, range = [-1, 1], labels } = options;
  const where = 'binnedInformation';
  checkSamples(where, 't', t);
  if (!Number.isSafeInteger(bins) || bins < 1 || bins > MOST_BINS) {
    throw new DomainError(`${where}: bins is ${bins}; expected an integer from 1 to ${MOST_BINS}.`);
  }
  const [from, to] = range;
  if (!(from < to) || !Number.isFinite(to - from)) {
    throw new DomainError(`${where}: the range is [${from}, ${to}]; expected two numbers, the smaller first.`);
  }
  const [samples, units] = t.shape;
  const classes = classesOf(where, samples, labels);
  const together = new Map<string, number>();
  const byClass = classes.counts.map(() => new Map<string, number>());
  const codes = new Uint16Array(units);
  for (let i = 0; i < samples; i++) {
    for (let k = 0; k < units; k++) {
      const value = t.data[i * units + k]!;
      if (!(value >= from && value <= to)) {
        throw new DomainError(
          `${where}: row ${i} has ${value}, outside the bins from ${from} to ${to}; pass preactivations through the activation first, and give its range.`,
        );
      }
      codes[k] = Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins));
    }
    const key = Buffer.from(codes.buffer).toString('latin1');
    for (const counts of [together, byClass[classes.classOf[i]!]!]) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const input = entropyOfCounts(together.values());
  const inputGivenLabel = byClass.reduce(
    (sum, counts, y) => sum + (classes.counts[y]! / samples) * entropyOfCounts(counts.values()),
    0,
  );
  return { input, inputGivenLabel, label: input - inputGivenLabel };
}

const MOST_BINS = 65_536;
