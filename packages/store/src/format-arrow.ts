import {
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { daysOf, microsecondsOf } from './civil-time.js';
import { QueryError } from './errors.js';
import { jsonValue } from './format-json.js';
import type { ColumnKind, QueryColumn, RowStream, SqlValue } from './query-result.js';
import type { Shape } from './result-shape.js';
import type { Sink } from './sink.js';

/** So many rows, or so many bytes of texts and lists, go into one batch. */
const BATCH_ROWS = 16_384;
const BATCH_BYTES = 8 * 2 ** 20;

/**
 * One Arrow IPC stream of batches. Integers of 64 bits and more are int64, a DECIMAL is float64, a list of numbers or texts
 * is a list, and a nested type is its JSON as utf8.
 *
 * @throws {QueryError} if a value has no place in its type: an integer beyond int64, a DECIMAL of more than 15 digits, a
 *   date or a time without end.
 */
export async function writeArrow({ columns, chunks }: RowStream, sink: Sink): Promise<void> {
  const fields = columns.map((column) => new Field(column.name, arrowType(column), true));
  const schema = new Schema(fields);
  const encode = (batches: readonly RecordBatch[]): Uint8Array =>
    RecordBatchStreamWriter.writeAll(new Table(schema, [...batches])).toUint8Array(true);
  const nothing = encode([]);
  // Every stream is the schema, batches, and the mark of the end: only the batches of ours are to come in between.
  const head = nothing.length - END_BYTES;
  await sink(nothing.subarray(0, head));
  const write = (rows: readonly (readonly SqlValue[])[]) =>
    sink(encode([batchOf(schema, columns, rows)]).slice(head, -END_BYTES));
  let rows: (readonly SqlValue[])[] = [];
  let bytes = 0;
  for await (const chunk of chunks()) {
    for (const row of chunk) {
      rows.push(row);
      for (const value of row) bytes += bytesOf(value);
      if (rows.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
      await write(rows);
      rows = [];
      bytes = 0;
    }
  }
  if (rows.length > 0) await write(rows);
  await sink(nothing.slice(head));
}

/** Of the mark of the end of a stream. */
const END_BYTES = 8;

/** About. */
function bytesOf(value: SqlValue): number {
  if (typeof value === 'string' || value instanceof Uint8Array || Array.isArray(value)) return 8 * value.length;
  return 8;
}

function batchOf(schema: Schema, columns: readonly QueryColumn[], rows: readonly (readonly SqlValue[])[]): RecordBatch {
  const children = columns.map((column, index) =>
    dataOf(
      column,
      rows.map((row) => row[index]!),
    ),
  );
  const struct = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children });
  return new RecordBatch(schema, struct);
}

function arrowType({ kind, element }: QueryColumn): DataType {
  return kind === 'list' && isScalar(element)
    ? new List(new Field('item', scalarType(element.kind), true))
    : scalarType(kind);
}

function isScalar(shape: Shape | null): shape is Shape {
  return shape !== null && shape.kind !== 'list' && shape.kind !== 'struct' && shape.kind !== 'other';
}

function scalarType(kind: ColumnKind): DataType {
  switch (kind) {
    case 'boolean':
      return new Bool();
    case 'int32':
      return new Int32();
    case 'int64':
      return new Int64();
    case 'float':
      return new Float32();
    case 'double':
    case 'decimal':
      return new Float64();
    case 'bytes':
      return new Binary();
    case 'timestamp':
      return new TimestampMicrosecond();
    case 'date':
      return new DateDay();
    case 'text':
    case 'json':
    case 'list':
    case 'struct':
    case 'other':
      return new Utf8();
    default:
      return kind satisfies never;
  }
}

function dataOf(column: QueryColumn, values: readonly SqlValue[]): Data {
  const { kind, element } = column;
  if (kind !== 'list' || !isScalar(element)) return scalarData(kind, values, column);
  const lists = values as readonly (readonly SqlValue[] | null)[];
  const valueOffsets = new Int32Array(values.length + 1);
  lists.forEach((list, row) => {
    valueOffsets[row + 1] = valueOffsets[row]! + (list?.length ?? 0);
  });
  const child = scalarData(
    element.kind,
    lists.flatMap((list) => list ?? []),
    column,
  );
  const type = new List(new Field('item', scalarType(element.kind), true));
  return makeData({ type, length: values.length, ...validity(values), valueOffsets, child });
}

function scalarData(kind: ColumnKind, values: readonly SqlValue[], column: QueryColumn): Data {
  const length = values.length;
  switch (kind) {
    case 'int32':
      return makeData({ type: new Int32(), length, ...validity(values), data: Int32Array.from(values, Number) });
    case 'float':
      return makeData({ type: new Float32(), length, ...validity(values), data: Float32Array.from(values, Number) });
    case 'double':
      return makeData({ type: new Float64(), length, ...validity(values), data: Float64Array.from(values, Number) });
    case 'int64':
      return makeData({ type: new Int64(), length, ...validity(values), data: int64s(values, column) });
    case 'timestamp':
      return makeData({
        type: new TimestampMicrosecond(),
        length,
        ...validity(values),
        data: BigInt64Array.from(values, (value) =>
          value === null ? 0n : (microsecondsOf(String(value)) ?? refuse(column, value, 'no moment in Arrow')),
        ),
      });
    case 'date':
      return makeData({
        type: new DateDay(),
        length,
        ...validity(values),
        data: Int32Array.from(values, (value) =>
          value === null ? 0 : (daysOf(String(value)) ?? refuse(column, value, 'no day in Arrow')),
        ),
      });
    case 'decimal':
      return makeData({
        type: new Float64(),
        length,
        ...validity(values),
        data: Float64Array.from(values, (value) =>
          typeof value === 'string' ? refuse(column, value, 'more than the 15 digits of a double') : Number(value),
        ),
      });
    case 'boolean':
    case 'bytes':
      return dataOfVector(values, scalarType(kind));
    case 'text':
    case 'json':
    case 'list':
    case 'struct':
    case 'other':
      return dataOfVector(
        values.map((value) => (value === null || typeof value === 'string' ? value : jsonValue(value, column))),
        new Utf8(),
      );
    default:
      return kind satisfies never;
  }
}

function dataOfVector(values: readonly unknown[], type: DataType): Data {
  return values.length === 0 ? makeData({ type: type as Utf8, length: 0 }) : vectorFromArray(values, type).data[0]!;
}

/** The bitmap of the values that are not NULL, as Arrow lays it out: least significant bit first. */
function validity(values: readonly SqlValue[]): { nullCount: number; nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  let nullCount = 0;
  values.forEach((value, row) => {
    if (value === null) nullCount += 1;
    else nullBitmap[row >> 3]! |= 1 << (row & 7);
  });
  return { nullCount, nullBitmap };
}

function int64s(values: readonly SqlValue[], column: QueryColumn): BigInt64Array {
  return BigInt64Array.from(values, (value) => {
    const integer = BigInt((value ?? 0) as number | bigint);
    return BigInt.asIntN(64, integer) === integer ? integer : refuse(column, value, 'more than int64 holds');
  });
}

function refuse({ name, type }: QueryColumn, value: SqlValue, why: string): never {
  throw new QueryError(`column ${name} (${type}) holds ${value}, ${why}; CAST it to DOUBLE or VARCHAR.`);
}
