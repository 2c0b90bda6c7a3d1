import {
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';

/**
 * Registers a function of the values of a row. NULL comes to it too: of lists DuckDB's own handling looks at the list alone,
 * and the list of no rows is NULL.
 */
export function registerRowFunction(
  connection: DuckDBConnection,
  name: string,
  parameterTypes: readonly DuckDBType[],
  returnType: DuckDBType,
  calculate: (values: readonly DuckDBValue[]) => DuckDBValue,
): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes,
      returnType,
      specialHandling: true,
      mainFunction: (_info, input, output) => {
        const columns = parameterTypes.map((_, column) => input.getColumnVector(column));
        for (let row = 0; row < input.rowCount; row++) {
          output.setItem(row, calculate(columns.map((column) => column.getItem(row))));
        }
        output.flush();
      },
    }),
  );
}

/** What is in a list; nothing in NULL. */
export function itemsOf(list: DuckDBValue | undefined): readonly DuckDBValue[] {
  return list instanceof DuckDBListValue ? list.items : [];
}
