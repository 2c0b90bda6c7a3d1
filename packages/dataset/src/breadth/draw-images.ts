import { createHash } from 'node:crypto';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import type { ImageSet } from '../dataset.js';
import { loadDataset } from '../load.js';
import { type BreadthPart, type BreadthSet, isKnown } from './ladder.js';
import { loadFurtherSet } from './load-further.js';

/** The training images of a set, 28 x 28. @throws {DatasetError} if it is not here, with how to get it. */
export function loadBreadthSet(set: BreadthSet, folder?: string): ImageSet {
  if (!isKnown(set)) return loadFurtherSet(set, folder).set;
  return loadDataset(set, folder === undefined ? {} : { folder }).train;
}

/**
 * SHA-256 over the images and labels of a set whose files need not be the published ones, or null for one whose files are
 * always checked: what a key must have of it, as its name alone does not say what is in it.
 */
export function contentDigest(set: BreadthSet, folder?: string): string | null {
  if (isKnown(set)) return null;
  const { set: images, asPublished } = loadFurtherSet(set, folder);
  return asPublished ? null : createHash('sha256').update(images.images).update(images.labels).digest('hex');
}

export interface DrawnImages {
  /** Shape (count, 784), in random order. */
  readonly images: Uint8Array;
  /** Shape (count): the class among those of all parts, from 0 in their order. */
  readonly labels: Uint8Array;
  readonly classes: number;
}

/**
 * So many images of the classes of the parts, as many of each class as of any other (the first ones have one more where
 * that does not come out even), none twice, in random order.
 *
 * @param of  Gives the images of a set.
 * @throws {DomainError}  if a class has too few images, or there is no class.
 */
export function drawImages(
  parts: readonly BreadthPart[],
  count: number,
  random: RandomStream,
  of: (set: BreadthSet) => ImageSet = loadBreadthSet,
): DrawnImages {
  const classes = parts.flatMap(({ set, classes }) => classes.map((label) => ({ set, label })));
  if (!(Number.isSafeInteger(count) && count >= classes.length && classes.length >= 1)) {
    throw new DomainError(`drawImages: ${count} images of ${classes.length} classes; expected at least one of each.`);
  }
  const sets = new Map([...new Set(parts.map(({ set }) => set))].map((set) => [set, of(set)]));
  const chosen = classes.flatMap(({ set, label }, index) => {
    const { images, labels, pixels } = sets.get(set)!;
    const rows: number[] = [];
    for (let row = 0; row < labels.length; row++) if (labels[row] === label) rows.push(row);
    const wanted = Math.floor(count / classes.length) + (index < count % classes.length ? 1 : 0);
    if (rows.length < wanted) {
      throw new DomainError(
        `drawImages: ${wanted} images of class ${label} of ${set} are asked for and it has ${rows.length}; ask for fewer.`,
      );
    }
    const order = random.split('class', { set, label }).permutation(rows.length).subarray(0, wanted);
    return Array.from(order, (place) => ({ images, at: rows[place]! * pixels, pixels, index }));
  });
  const { pixels } = chosen[0]!;
  const drawn = { images: new Uint8Array(count * pixels), labels: new Uint8Array(count), classes: classes.length };
  random
    .split('order')
    .permutation(count)
    .forEach((from, to) => {
      const { images, at, index } = chosen[from]!;
      drawn.images.set(images.subarray(at, at + pixels), to * pixels);
      drawn.labels[to] = index;
    });
  return drawn;
}
