import { DomainError } from '@rgflow/numerics';
/**
 * The accuracy up to which a classifier has not shown that it looks at the images, a number from 0 to 1:
 *
 *     p + 4 √(p (1 - p) / n),    p the share of the most frequent label among the n.
 *
 * A guess that ignores the image is right in at most a share p of the cases, always the same guess in exactly p of them.
 * Four standard errors above, that is the luck of one in 30,000 who guess at random.
 *
 * @param labels  Of the images that the accuracy is over, shape (n), n > 0.
 * @throws {DomainError} if there are no labels.
 *
 * @example
 * guessingAccuracy(Uint8Array.of(0, 1, 1, 1)); // 1.616, that is, four images can show nothing
 */
export function guessingAccuracy(labels: Uint8Array): number {
  const n = labels.length;
  if (!(n > 0)) throw new DomainError('guessingAccuracy: labels is empty; give the labels of the images.');
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const p = Math.max(...counts.values()) / n;
  return p + STANDARD_ERRORS * Math.sqrt((p * (1 - p)) / n);
}

const STANDARD_ERRORS = 4;
