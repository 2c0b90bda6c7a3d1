import { distance } from 'fastest-levenshtein';

/**
 * What to say after a name that is none of `names`: `; did you mean network.sigmaW2?`, up to three that come near, nearest
 * first, or what there is if none does. Empty if there are no names.
 *
 * @example
 * didYouMean('sigma_w2', ['network.depth', 'network.sigmaW2']); // '; did you mean network.sigmaW2?'
 */
export function didYouMean(given: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const near = nearestNames(given, names);
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : `; the names are ${names.join(', ')}`;
}

/**
 * Those of `names` that come near to `given`, nearest first, at most three: however they are cased; by the last part of a
 * dotted path alone if that is equal; by a beginning; or within two edits, of a long name a third of its length, and never
 * more than half.
 */
export function nearestNames(given: string, names: readonly string[]): readonly string[] {
  const wanted = plain(given);
  const sameEnd = names.filter((name) => plain(lastPart(name)) === plain(lastPart(given)));
  if (sameEnd.length > 0) return sameEnd.slice(0, 3);
  return names
    .map((name) => ({ name, far: plain(name).startsWith(wanted) ? 0 : edits(wanted, plain(name)) }))
    .filter(({ name, far }) => far <= Math.max(2, lastPart(name).length / 3) && 2 * far <= wanted.length)
    .sort((one, other) => one.far - other.far)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein's distance, but two letters in the wrong order are one edit: `rnu` is near `run`. */
function edits(one: string, other: string): number {
  const at = [...one].findIndex((letter, i) => letter !== other[i]);
  const swapped = one.slice(0, at) + (one[at + 1] ?? '') + one[at] + one.slice(at + 2);
  return at >= 0 && swapped === other ? 1 : distance(one, other);
}

function plain(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
