import { BIGINT, DOUBLE, type DuckDBConnection, DuckDBStructValue, LIST, STRUCT, VARCHAR } from '@duckdb/node-api';
import { logisticCrossing } from '@rgflow/numerics/logistic-crossing';
import { itemsOf, registerRowFunction } from './row-function.js';

const FIELDS = {
  crossing: DOUBLE,
  lower: DOUBLE,
  upper: DOUBLE,
  width: DOUBLE,
  points: BIGINT,
  above: BIGINT,
  reason: VARCHAR,
} as const;

/**
 * Registers `logistic_crossing(x, y, level)`, an aggregate: the x at which half of the rows have a y above the level, where
 * they do so less and less, with its 95 % interval:
 *
 *     crossing, lower, upper   in the unit of x; an end is NULL where the interval goes on beyond the values of x
 *     width                    of the logistic curve, in the unit of x; 0 where a step fits all rows, or all but one place
 *     points, above            how many rows have both values, and how many of them a y above the level
 *     reason                   why there is no crossing; NULL if there is one
 *
 * By `logisticCrossing` of `@rgflow/numerics`. Rows without a finite x or y are no values; the order of the rows does not
 * matter.
 *
 * @returns what makes the macro, a statement.
 */
export function registerCrossingFunction(connection: DuckDBConnection): readonly string[] {
  const parameters = [LIST(DOUBLE), LIST(DOUBLE), DOUBLE];
  registerRowFunction(connection, 'logistic_crossing_of_lists', parameters, STRUCT(FIELDS), ([x, y, level]) =>
    crossingOf(itemsOf(x), itemsOf(y), level),
  );
  return [
    `CREATE MACRO memory.main.logistic_crossing(x, y, level) AS
       logistic_crossing_of_lists(list(x::double), list(y::double), any_value(level)::double)`,
  ];
}

function crossingOf(x: readonly unknown[], y: readonly unknown[], level: unknown): DuckDBStructValue {
  const kept = [...x.keys()].filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
  const points = kept.length;
  if (typeof level !== 'number' || !Number.isFinite(level)) {
    const nothing = { crossing: null, lower: null, upper: null, width: null, above: null };
    return new DuckDBStructValue({ ...nothing, points: BigInt(points), reason: 'there is no level' });
  }
  const found = logisticCrossing(
    kept.map((i) => Number(x[i])),
    kept.map((i) => Number(y[i])),
    level,
  );
  return new DuckDBStructValue({ ...found, points: BigInt(points), above: BigInt(found.above) });
}
