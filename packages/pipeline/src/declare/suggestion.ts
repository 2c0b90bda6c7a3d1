import { closest, distance } from 'fastest-levenshtein';

/**
 * `; did you mean network.sigmaW2?` for a path that is none of `names`: by an equal last part however it is cased, by the
 * nearest path, and if nothing is near the list of all.
 */
export function suggestion(path: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const plain = (name: string): string => name.replace(/[_-]/g, '').toLowerCase();
  const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  const byLast = names.find((name) => plain(last(name)) === plain(last(path)));
  const nearest = byLast ?? closest(path, [...names]);
  const far = distance(plain(last(path)), plain(last(nearest))) > Math.max(2, last(nearest).length / 2);
  return far ? `; the names are ${names.join(', ')}` : `; did you mean ${nearest}?`;
}
