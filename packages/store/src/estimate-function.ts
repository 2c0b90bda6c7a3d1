import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Registers `estimate(x)`, an aggregate of independent values, such as those of several networks:
 *
 *     mean   of the values that are not NULL; NULL if there are none
 *     se     its standard error s / √count; NULL if fewer than two have a value
 *     count  how many have a value
 *     of     how many rows there are
 *
 * Equal values have no scatter: what is left of it by rounding is none. `NaN` is a value, and makes mean and error NaN.
 */
export async function registerEstimateFunction(connection: DuckDBConnection): Promise<void> {
  const scatter = 'stddev_samp(x)';
  await connection.run(
    `CREATE MACRO memory.main.estimate(x) AS {
       mean: avg(x),
       se: if(${scatter} > 1e-14 * abs(avg(x)), ${scatter}, 0 * ${scatter}) / sqrt(count(x)),
       count: count(x),
       of: count(*)
     }`,
  );
}
