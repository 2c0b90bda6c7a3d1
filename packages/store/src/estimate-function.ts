import { BIGINT, DOUBLE, type DuckDBConnection, DuckDBStructValue, LIST, STRUCT } from '@duckdb/node-api';
import { estimate } from '@rgflow/numerics';
import { itemsOf, registerRowFunction } from './row-function.js';

/**
 * Registers `estimate(x)`, an aggregate of independent values, such as those of several networks:
 *
 *     mean   of the values; NULL if there are none
 *     se     its standard error s / √count; NULL if fewer than two rows have a value
 *     count  how many rows have a value
 *     of     how many rows there are
 *
 * NULL, NaN and ±infinity are no values: `count` falls short of `of` by how many they are. Mean and error are those of
 * `estimate` of `@rgflow/numerics`, so neither the size of the values nor their distance from zero matters. They do not
 * depend on the order of the rows, which DuckDB leaves open. A scatter within 1e-14 of the mean is rounding: the error is 0.
 *
 * @returns what makes the macro, a statement.
 */
export function registerEstimateFunction(connection: DuckDBConnection): readonly string[] {
  const statistics = STRUCT({ mean: DOUBLE, se: DOUBLE, count: BIGINT, of: BIGINT });
  registerRowFunction(connection, 'estimate_of_list', [LIST(DOUBLE)], statistics, ([list]) =>
    estimateOf(itemsOf(list)),
  );
  return ['CREATE MACRO memory.main.estimate(x) AS estimate_of_list(list(x::double))'];
}

function estimateOf(items: readonly unknown[]): DuckDBStructValue {
  const values = Float64Array.from(items.filter((item) => Number.isFinite(item)) as number[]).sort();
  const { value, standardError } = values.length > 0 ? estimate(values) : { value: null, standardError: null };
  return new DuckDBStructValue({
    mean: value,
    se: Number.isNaN(standardError) ? null : withoutRounding(standardError, value, values.length),
    count: BigInt(values.length),
    of: BigInt(items.length),
  });
}

/** Equal values that were summed in another order differ in their last bits. */
function withoutRounding(standardError: number | null, mean: number | null, count: number): number | null {
  if (standardError === null || mean === null) return null;
  return standardError * Math.sqrt(count) > 1e-14 * Math.abs(mean) ? standardError : 0;
}
