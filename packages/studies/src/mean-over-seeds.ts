/**
 * SQL over the rows of several seeds, all of it by `estimate`, the aggregate of the store. A value that is not defined is
 * null, and what is averaged is the rest: `seedsOf` says of how many seeds that is, and `some-seeds.ts` has what a figure
 * tells of it.
 */

/** What the three columns are called; by default by the column itself: x, x_se and x_seeds. */
interface MeanNames {
  readonly as?: string;
  readonly error?: string;
  readonly seeds?: string;
  /** Column with the error of a single row: that of the mean where there is one seed, and null for several. */
  readonly ofOne?: string;
}

/**
 * Three columns: the mean over seeds, its standard error, and of how many seeds it is where some have no value.
 *
 * @param column  SQL of the value of a seed.
 */
export function meanOverSeeds(column: string, { as = column, error, seeds, ofOne }: MeanNames = {}): string {
  const scatter = `estimate(${column}).se`;
  const standardError =
    ofOne === undefined ? scatter : `if(estimate(${column}).of = 1, any_value(${ofOne}), ${scatter})`;
  return `${meanOf(column)} as ${as}, ${standardError} as ${error ?? `${as}_se`}, ${seedsOf(column)} as ${seeds ?? `${as}_seeds`}`;
}

/** The mean alone, of what is the same for all seeds or has its error elsewhere; null if no seed has a value. */
export function meanOf(column: string): string {
  return `estimate(${column}).mean`;
}

/** '3 of 4' where one of four seeds has no value, null where all have. */
export function seedsOf(column: string): string {
  return `if(estimate(${column}).count < estimate(${column}).of, estimate(${column}).count || ' of ' || estimate(${column}).of, null)`;
}
