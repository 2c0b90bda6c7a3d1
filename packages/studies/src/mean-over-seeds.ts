/**
 * SQL over the rows of several seeds. A value that is not defined is null, and what is averaged is the rest: `seedsOf` says
 * of how many seeds that is, and `some-seeds.ts` has what a figure tells of it.
 */

/** The mean of a column; null if no seed has a value. */
export function meanOf(column: string): string {
  return `avg(${column})`;
}

/**
 * The standard error of that mean, from the scatter of the seeds; null if fewer than two have a value. Seeds of one value
 * have none: what is left of their mean by rounding is no scatter.
 *
 * @param ofOne  Column with the error of a single row, for where only one has a value.
 */
export function standardErrorOf(column: string, ofOne?: string): string {
  const scatter = `stddev_samp(${column})`;
  const ofMany = `if(${scatter} > 1e-14 * abs(avg(${column})), ${scatter}, 0 * ${scatter}) / sqrt(count(${column}))`;
  return ofOne === undefined
    ? ofMany
    : `if(count(${column}) > 1, ${ofMany}, any_value(${ofOne}) filter (${column} is not null))`;
}

/** '3 of 4' where one of four seeds has no value, null where all have. */
export function seedsOf(column: string): string {
  return `if(count(${column}) < count(*), count(${column}) || ' of ' || count(*), null)`;
}
