import {
  BLOB,
  type DuckDBBlobVector,
  type DuckDBConnection,
  type DuckDBIntegerVector,
  DuckDBScalarFunction,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import { tableFromIPC, type Vector } from 'apache-arrow';

/**
 * Registers `tensor_values(digest) -> FLOAT[]`, the entries of a stored tensor in row-major order,
 * `tensor_shape(digest) -> INTEGER[]`, and `tensor_bits(digest, units) -> VARCHAR[]`, the codes of so many units that the
 * rows of a tensor of bytes hold as packed bits, each as a text of 0 and 1, unit 0 the first. All are NULL for an object
 * that is not stored.
 *
 * They are macros over `main.object`, kept in the in-memory database so that they exist in read mode too, around
 * functions of this process that decode the Arrow stream. The argument comes in by a query of its own: in a condition DuckDB
 * would take the `digest` of `tensor_values(digest)` for that of the object beside it, which is the digest of every object.
 *
 * @param objects  Where the bytes are: in the store, or 'fetched' one by one by `rgflow_object(digest)`.
 * @returns what makes the macros, statements.
 */
export function registerTensorFunctions(
  connection: DuckDBConnection,
  objects: 'stored' | 'fetched' = 'stored',
): readonly string[] {
  connection.registerScalarFunction(
    decoder('rgflow_tensor_values', LIST(FLOAT), (bytes) =>
      Array.from(tensorOf('tensor_values', bytes).values, Number),
    ),
  );
  connection.registerScalarFunction(
    decoder('rgflow_tensor_shape', LIST(INTEGER), (bytes) => [...tensorOf('tensor_shape', bytes).shape]),
  );
  connection.registerScalarFunction(bitsDecoder());
  const macros = [
    ['values', 'tensor_digest', ''],
    ['shape', 'tensor_digest', ''],
    ['bits', 'tensor_digest, unit_count', ', unit_count AS units'],
  ] as const;
  return macros.map(([name, parameters, more]) => {
    const units = more === '' ? '' : ', unit_count';
    return objects === 'fetched'
      ? `CREATE MACRO memory.main.tensor_${name}(${parameters}) AS rgflow_tensor_${name}(rgflow_object(tensor_digest)${units})`
      : `CREATE MACRO memory.main.tensor_${name}(${parameters}) AS (
             SELECT rgflow_tensor_${name}(o.arrow${more === '' ? '' : ', w.units'})
             FROM (SELECT tensor_digest AS wanted${more}) w JOIN rgflow.main.object o ON o.digest = w.wanted)`;
  });
}

/** Of bytes and a number of units; NULL if either is. */
function bitsDecoder(): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name: 'rgflow_tensor_bits',
    parameterTypes: [BLOB, INTEGER],
    returnType: LIST(VARCHAR),
    mainFunction: (_info, input, output) => {
      const blobs = input.getColumnVector(0) as DuckDBBlobVector;
      const units = input.getColumnVector(1) as DuckDBIntegerVector;
      for (let row = 0; row < input.rowCount; row++) {
        const [bytes, width] = [blobs.getItemBytes(row), units.getItem(row)];
        output.setItem(row, bytes === null || width === null ? null : listValue(codesOf(bytes, width)));
      }
      output.flush();
    },
  });
}

/**
 * Bit j of byte i of a row is unit 8 i + j of its code. @throws {TypeError} if the tensor is not (rows, ceil(units / 8))
 * bytes.
 */
function codesOf(bytes: Uint8Array, units: number): readonly string[] {
  const { values, shape } = tensorOf('tensor_bits', bytes);
  const [rows = 0, stride] = shape;
  if (!(values instanceof Uint8Array) || shape.length !== 2 || stride !== Math.ceil(units / 8)) {
    throw new TypeError(
      `tensor_bits: codes of ${units} units are ${Math.ceil(units / 8)} bytes a row; this tensor is (${shape.join(', ')}) ` +
        `of ${values.constructor.name.replace('Array', '').toLowerCase()}.`,
    );
  }
  return Array.from({ length: rows }, (_, row) => {
    let code = '';
    for (let byte = 0; byte < stride; byte++) code += BYTE_BITS[values[row * stride + byte]!];
    return code.slice(0, units);
  });
}

/** Of each byte its bits, the least significant first. */
const BYTE_BITS = Array.from({ length: 256 }, (_, byte) => [...byte.toString(2).padStart(8, '0')].reverse().join(''));

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
function tensorOf(where: string, bytes: Uint8Array): { values: ArrayLike<number>; shape: readonly number[] } {
  // Arrow reads in place and needs aligned buffers; a copy is aligned.
  const table = tableFromIPC(bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes));
  const shape = table.schema.metadata.get('rgflow.shape');
  if (shape === undefined) {
    throw new TypeError(`${where}: the object is a table, not a tensor; query its rows by the name of the output.`);
  }
  let column: Vector | null = table.getChildAt(0);
  while (column !== null && column.numChildren > 0) column = column.getChildAt(0);
  return { values: column === null ? [] : column.toArray(), shape: JSON.parse(shape) as number[] };
}
