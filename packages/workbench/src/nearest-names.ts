import { distance } from 'fastest-levenshtein';

/** `; did you mean kl-by-depth?`, or what there is if nothing comes near. */
export function suggestion(given: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const wanted = given.toLowerCase();
  const near = names
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(2, name.length / 3) || name.toLowerCase().startsWith(wanted))
    .sort((one, other) => one.far - other.far)
    .slice(0, 3)
    .map(({ name }) => name);
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : `; there is ${names.join(', ')}.`;
}
