import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBListValue,
  type DuckDBType,
  type DuckDBValue,
  LIST,
} from '@duckdb/node-api';
import { holm, studentP, welchTest } from '@rgflow/numerics/significance';
import { registerRowFunction } from './row-function.js';

/**
 * Registers tests of significance, those of `@rgflow/numerics/significance`, for what SQL has as means, errors and counts:
 *
 *     student_p(t, degrees)                          two-sided p of Student's t
 *     welch_p(mean, se, count, mean, se, count)      two-sided p that two independent means are one
 *     holm_p(p, list(p) over (...))                  a p of a family, corrected for how many there are
 *
 * Each gives NULL where an argument is NULL or nothing can be said (a count below 2, no scatter, no degree of freedom);
 * NULLs in the family do not count, and a p that is not of the family has no correction.
 */
export function registerStatisticsFunctions(connection: DuckDBConnection): void {
  const number = (name: string, parameters: number, calculate: (...arguments_: readonly number[]) => number) =>
    register(connection, name, Array(parameters).fill(DOUBLE), (values) => {
      return values.every((value) => typeof value === 'number') ? calculate(...values) : Number.NaN;
    });
  number('student_p', 2, (t, degrees) => (degrees! > 0 ? studentP(t!, degrees!) : Number.NaN));
  number('welch_p', 6, (...[mean1, error1, count1, mean2, error2, count2]) => {
    const first = { value: mean1!, standardError: error1!, samples: count1! };
    return welchTest(first, { value: mean2!, standardError: error2!, samples: count2! }).p;
  });
  register(connection, 'holm_p', [DOUBLE, LIST(DOUBLE)], ([p, family]) => {
    if (typeof p !== 'number' || !(family instanceof DuckDBListValue)) return Number.NaN;
    const all = family.items.map((item) => (typeof item === 'number' ? item : Number.NaN));
    return holm(all)[all.indexOf(p)] ?? Number.NaN;
  });
}

/** A function of a row that gives a number, or NaN for NULL. */
function register(
  connection: DuckDBConnection,
  name: string,
  parameterTypes: readonly DuckDBType[],
  calculate: (values: readonly DuckDBValue[]) => number,
): void {
  registerRowFunction(connection, name, parameterTypes, DOUBLE, (values) => {
    const found = calculate(values);
    return Number.isNaN(found) ? null : found;
  });
}
