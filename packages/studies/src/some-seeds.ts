import { numberOf, type Series, type SqlRow } from '@rgflow/drawing';

/**
 * What figures say of a mean over seeds of which some have no value; the rows have it from `seedsOf`, by default as
 * `some_seeds`.
 */

/** '3 of 4' of the row with the fewest seeds, null where all of them have a value everywhere. */
export function fewestSeeds(rows: readonly SqlRow[], column = 'some_seeds'): string | null {
  const told = rows.map((row) => row[column]).filter((some) => typeof some === 'string');
  return told.sort((p, q) => Number.parseInt(p, 10) - Number.parseInt(q, 10))[0] ?? null;
}

/**
 * What a curve says after its label: '3 of 4', 'at least 3 of 4' where that is not of all its points, nothing where all
 * seeds have a value everywhere.
 *
 * @param others  Of further means in the colour of the curve, by name: `{ fit: '2 of 4' }` says 'fit 2 of 4'.
 * @param column  As of `fewestSeeds`.
 */
export function seedsRemark(
  rows: readonly SqlRow[],
  others: Readonly<Record<string, string | null>> = {},
  column?: string,
): Pick<Series, 'remark'> {
  const named = Object.entries(others).map(([name, some]) => (some === null ? null : `${name} ${some}`));
  const fewest = fewestSeeds(rows, column);
  const isOfAll = rows.every((row) => row[column ?? 'some_seeds'] === fewest);
  const own = fewest === null || isOfAll ? fewest : `at least ${fewest}`;
  const told = [own, ...named].filter((some) => some !== null);
  return told.length === 0 ? {} : { remark: told.join(', ') };
}

/** '3 seeds' where `seeds` is the same in all rows, else '2 to 3 seeds', as before a run is over. */
export function seedsPhrase(rows: readonly SqlRow[]): string {
  const counts = rows.map((row) => numberOf(row, 'seeds'));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `${most} ${most === 1 ? 'seed' : 'seeds'}` : `${least} to ${most} seeds`;
}
