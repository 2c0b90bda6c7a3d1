import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBScalarFunction,
  DuckDBStructValue,
  LIST,
  STRUCT,
  VARCHAR,
} from '@duckdb/node-api';
import { logisticCrossing } from '@rgflow/numerics/logistic-crossing';

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
 */
export async function registerCrossingFunction(connection: DuckDBConnection): Promise<void> {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'logistic_crossing_of_lists',
      parameterTypes: [LIST(DOUBLE), LIST(DOUBLE), DOUBLE],
      returnType: STRUCT(FIELDS),
      specialHandling: true, // the list of no rows is NULL, and is to have a reason
      mainFunction: (_info, input, output) => {
        const [xs, ys, levels] = [0, 1, 2].map((column) => input.getColumnVector(column));
        for (let row = 0; row < input.rowCount; row++) {
          const [x, y] = [xs!, ys!].map((lists) => {
            const list = lists.getItem(row);
            return list instanceof DuckDBListValue ? list.items : [];
          });
          output.setItem(row, crossingOf(x!, y!, levels!.getItem(row)));
        }
        output.flush();
      },
    }),
  );
  await connection.run(
    `CREATE MACRO memory.main.logistic_crossing(x, y, level) AS
       logistic_crossing_of_lists(list(x::double), list(y::double), any_value(level)::double)`,
  );
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
