/**
 * SQL over the rows of several seeds. A value that is not defined is null, and what is averaged is the rest: `seedsOf` says
 * of how many seeds that is.
 */

/** The mean of a column; null if no seed has a value. */
export function meanOf(column: string): string {
  return `avg(${column})`;
}

/**
 * The standard error of that mean, from the scatter of the seeds; null if fewer than two have a value.
 *
 * @param ofOne  Column with the error of a single row, for where only one has a value.
 */
export function standardErrorOf(column: string, ofOne?: string): string {
  const ofMany = `stddev_samp(${column}) / sqrt(count(${column}))`;
  return ofOne === undefined
    ? ofMany
    : `if(count(${column}) > 1, ${ofMany}, any_value(${ofOne}) filter (${column} is not null))`;
}

/** '3 of 4' where one of four seeds has no value, null where all have. */
export function seedsOf(column: string): string {
  return `if(count(${column}) < count(*), count(${column}) || ' of ' || count(*), null)`;
}

/**
 * What to say at a curve whose rows have `seedsOf` as \`some_seeds\`: ' (3 of 4)' for the row with the fewest seeds, nothing
 * where all of them have a value everywhere.
 */
export function someSeeds(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const told = rows.flatMap(({ some_seeds: some }) => (typeof some === 'string' ? [some] : []));
  const [fewest] = told.sort((p, q) => Number.parseInt(p, 10) - Number.parseInt(q, 10));
  return fewest === undefined ? '' : ` (${fewest})`;
}
