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
import { QueryError } from './errors.js';
import { jsonValue } from './format-json.js';
import type { ColumnKind, QueryColumn, QueryResult, SqlValue } from './query-result.js';

/**
 * One Arrow IPC stream. Integers of 64 bits and more are int64, a DECIMAL is float64, a list of numbers or texts is a
 * list, and a nested type is its JSON as utf8.
 *
 * @throws {QueryError} if an integer does not fit int64.
 */
export function formatArrow({ columns, rows }: QueryResult): Uint8Array {
  const fields = columns.map((column) => new Field(column.name, arrowType(column), true));
  const schema = new Schema(fields);
  const children = columns.map((column, index) =>
    dataOf(
      column,
      rows.map((row) => row[index]!),
    ),
  );
  const struct = makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children });
  return RecordBatchStreamWriter.writeAll(new Table(schema, [new RecordBatch(schema, struct)])).toUint8Array(true);
}

function arrowType({ kind, element }: QueryColumn): DataType {
  return kind === 'list' && isScalar(element)
    ? new List(new Field('item', scalarType(element), true))
    : scalarType(kind);
}

function isScalar(kind: ColumnKind | null): kind is ColumnKind {
  return kind !== null && kind !== 'list' && kind !== 'other';
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
      return new Float64();
    case 'bytes':
      return new Binary();
    case 'timestamp':
      return new TimestampMicrosecond();
    case 'date':
      return new DateDay();
    case 'text':
    case 'list':
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
    element,
    lists.flatMap((list) => list ?? []),
    column,
  );
  const type = new List(new Field('item', scalarType(element), true));
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
        data: BigInt64Array.from(values, (value) => (value === null ? 0n : microseconds(String(value)))),
      });
    case 'date':
      return makeData({
        type: new DateDay(),
        length,
        ...validity(values),
        data: Int32Array.from(values, (value) => (value === null ? 0 : Date.parse(String(value)) / 86_400_000)),
      });
    case 'boolean':
    case 'bytes':
      return dataOfVector(values, scalarType(kind));
    case 'text':
    case 'list':
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

function int64s(values: readonly SqlValue[], { name, type }: QueryColumn): BigInt64Array {
  return BigInt64Array.from(values, (value) => {
    const integer = BigInt((value ?? 0) as number | bigint);
    if (BigInt.asIntN(64, integer) !== integer) {
      throw new QueryError(
        `column ${name} (${type}) holds ${integer}, which does not fit int64; CAST it to DOUBLE or VARCHAR.`,
      );
    }
    return integer;
  });
}

/** Microseconds since 1970 of DuckDB's text of a TIMESTAMP, `2026-11-22 14:12:06.108298`. */
function microseconds(text: string): bigint {
  const [seconds = '', fraction = ''] = text.split('.');
  return BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}
