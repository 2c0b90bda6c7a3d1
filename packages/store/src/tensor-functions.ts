import {
  BLOB,
  type DuckDBBlobVector,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  listValue,
} from '@duckdb/node-api';
import { tableFromIPC, type Vector } from 'apache-arrow';

/**
 * Registers `tensor_values(digest) -> FLOAT[]`, the entries of a stored tensor in row-major order, and
 * `tensor_shape(digest) -> INTEGER[]`; both NULL for an object that is not stored.
 *
 * They are macros over `main.object`, kept in the in-memory database so that they exist in read mode too, around two
 * functions of this process that decode the Arrow stream. The argument comes in by a query of its own: in a condition DuckDB
 * would take the `digest` of `tensor_values(digest)` for that of the object beside it, which is the digest of every object.
 */
export async function registerTensorFunctions(connection: DuckDBConnection): Promise<void> {
  connection.registerScalarFunction(
    decoder('rgflow_tensor_values', LIST(FLOAT), (bytes) => Array.from(tensorOf(bytes).values, Number)),
  );
  connection.registerScalarFunction(
    decoder('rgflow_tensor_shape', LIST(INTEGER), (bytes) => [...tensorOf(bytes).shape]),
  );
  for (const name of ['values', 'shape']) {
    await connection.run(
      `CREATE MACRO memory.main.tensor_${name}(tensor_digest) AS (
         SELECT rgflow_tensor_${name}(o.arrow)
         FROM (SELECT tensor_digest AS wanted) w JOIN rgflow.main.object o ON o.digest = w.wanted)`,
    );
  }
}

/** A scalar function from the bytes of an Arrow stream to a list; NULL to NULL. */
function decoder(
  name: string,
  returnType: ReturnType<typeof LIST>,
  decode: (bytes: Uint8Array) => readonly DuckDBValue[],
): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: [BLOB],
    returnType,
    mainFunction: (_info, input, output) => {
      const blobs = input.getColumnVector(0) as DuckDBBlobVector;
      for (let row = 0; row < input.rowCount; row++) {
        const bytes = blobs.getItemBytes(row);
        output.setItem(row, bytes === null ? null : listValue(decode(bytes)));
      }
      output.flush();
    },
  });
}

/**
 * The entries and the shape of a tensor stream: one column, of FixedSizeList for rank 2 and more, with the full shape in
 * the schema's metadata.
 *
 * @throws {TypeError} if the stream is that of a table.
 */
function tensorOf(bytes: Uint8Array): { values: ArrayLike<number>; shape: readonly number[] } {
  // Arrow reads in place and needs aligned buffers; a copy is aligned.
  const table = tableFromIPC(bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes));
  const shape = table.schema.metadata.get('rgflow.shape');
  if (shape === undefined) {
    throw new TypeError(
      'tensor_values: the object is a table, not a tensor; query its rows by the name of the output.',
    );
  }
  let column: Vector | null = table.getChildAt(0);
  while (column !== null && column.numChildren > 0) column = column.getChildAt(0);
  return { values: column === null ? [] : column.toArray(), shape: JSON.parse(shape) as number[] };
}
