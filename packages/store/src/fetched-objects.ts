import {
  BLOB,
  blobValue,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBVarCharVector,
  VARCHAR,
} from '@duckdb/node-api';

/** The bytes of an object by its digest, null if there is none. It is asked in the midst of a query, which waits. */
export type FetchObject = (digest: string) => Uint8Array | null;

/** Registers `rgflow_object(digest) -> BLOB` and, over it, the view `object` of a store whose objects lie elsewhere. */
export async function registerFetchedObjects(connection: DuckDBConnection, fetch: FetchObject): Promise<void> {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'rgflow_object',
      parameterTypes: [VARCHAR],
      returnType: BLOB,
      mainFunction: (_info, input, output) => {
        const digests = input.getColumnVector(0) as DuckDBVarCharVector;
        for (let row = 0; row < input.rowCount; row++) {
          const digest = digests.getItem(row);
          const bytes = digest === null ? null : fetch(digest);
          output.setItem(row, bytes === null ? null : blobValue(bytes));
        }
        output.flush();
      },
    }),
  );
  await connection.run(
    `CREATE VIEW rgflow.main.object AS
     SELECT digest, rgflow_object(digest) AS arrow, bytes, last_used_at
     FROM (SELECT lower(hex(digest)) AS digest, bytes, last_used_at FROM rgflow.internal.placement)`,
  );
}
