import { ShapeError } from '@rgflow/numerics';

/** What the samples are called, as numbers 0, 1, ... without gaps, in the order in which the labels first occur. */
export interface Classes {
  /** The class of each sample, shape (samples). */
  readonly classOf: Uint32Array;
  /** Samples in each class. */
  readonly counts: readonly number[];
}

/**
 * The classes of labelled samples; without labels all are of one class.
 *
 * @throws {ShapeError}  if there is not one label for each sample.
 */
export function classesOf(where: string, samples: number, labels: ArrayLike<number> | undefined): Classes {
  if (labels === undefined) return { classOf: new Uint32Array(samples), counts: [samples] };
  if (labels.length !== samples) {
    throw new ShapeError(`${where}: there are ${labels.length} labels for ${samples} samples; give one for each.`);
  }
  const numbers = new Map<number, number>();
  const counts: number[] = [];
  const classOf = Uint32Array.from(labels, (label) => {
    let number = numbers.get(label);
    if (number === undefined) {
      number = counts.length;
      numbers.set(label, number);
      counts.push(0);
    }
    counts[number]! += 1;
    return number;
  });
  return { classOf, counts };
}

/** The samples of each class, in their order. */
export function membersOf({ classOf, counts }: Classes): readonly Uint32Array[] {
  const members = counts.map((count) => new Uint32Array(count));
  const filled = counts.map(() => 0);
  classOf.forEach((n, i) => {
    members[n]![filled[n]!++] = i;
  });
  return members;
}

/** Entropy of the relative frequencies of some counts, in nats: H = -Σ (n/M) ln(n/M). */
export function entropyOfCounts(counts: Iterable<number>): number {
  const all = [...counts];
  const total = all.reduce((sum, count) => sum + count, 0);
  // From ln M, so that M different samples have exactly that, to a rounding.
  return Math.log(total) - all.reduce((sum, count) => sum + (count / total) * Math.log(count), 0);
}
