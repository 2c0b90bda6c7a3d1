/** SQL of the mean over rows; null where a row is not finite, such as the layer of something that never happens in one of the networks. */
export function meanOf(column: string): string {
  return `if(bool_and(isfinite(${column})), avg(${column}), null)`;
}

/**
 * SQL of the standard error of a mean over rows; null where a row is not finite.
 *
 * @param ofOne  Column with the error of a single row, for where there is only one; without it that is null.
 */
export function standardErrorOf(column: string, ofOne?: string): string {
  const finite = `isfinite(${column})`;
  // DuckDB refuses the deviation of numbers among which there is a NaN, also where it is not asked for.
  const ofMany = `if(bool_and(${finite}), stddev_samp(if(${finite}, ${column}, null)) / sqrt(count(*)), null)`;
  return ofOne === undefined ? ofMany : `if(count(*) > 1, ${ofMany}, any_value(${ofOne}))`;
}
