import type { DuckDBValue } from '@duckdb/node-api';
import { DataType, type Field, Precision, type Table, Type, tableFromIPC } from 'apache-arrow';

/** The SQL types that an output's own column may have. */
export type OwnType = 'VARCHAR' | 'DOUBLE' | 'FLOAT' | 'INTEGER' | 'BIGINT' | 'BOOLEAN';

export interface OwnColumn {
  readonly name: string;
  readonly type: OwnType;
}

export interface OwnRows {
  readonly columns: readonly OwnColumn[];
  /** By column, in the order of `columns`, ready for an appender. Of numbers a view on the bytes where none is missing. */
  readonly values: readonly ArrayLike<DuckDBValue>[];
  readonly rows: number;
}

/**
 * Decodes the Arrow IPC stream of a table output into SQL columns.
 *
 * @param name   Name of the output, for the message.
 * @param bytes  One Arrow IPC stream.
 * @throws {TypeError} if a column's type has no SQL column here.
 */
export function ownRows(name: string, bytes: Uint8Array): OwnRows {
  const table = tableFromIPC(bytes);
  const columns = table.schema.fields.map((field) => ({ name: field.name, type: ownType(name, field) }));
  return { columns, values: columns.map((column, index) => valuesOf(table, index, column.type)), rows: table.numRows };
}

/**
 * The narrowest type that holds the values of both, for a column whose type changed between code versions. `VARCHAR`
 * holds everything.
 */
export function widerType(a: OwnType, b: OwnType): OwnType {
  if (a === b) return a;
  const both = new Set([a, b]);
  if (both.has('VARCHAR') || both.has('BOOLEAN')) return 'VARCHAR';
  if (both.has('DOUBLE') || both.has('FLOAT')) return 'DOUBLE';
  return 'BIGINT';
}

/** A value of one own column as a value of a wider one. */
export function widen(value: DuckDBValue, from: OwnType, to: OwnType): DuckDBValue {
  if (value === null || from === to) return value;
  if (to === 'VARCHAR') return String(value);
  if (to === 'BIGINT') return BigInt(value as number);
  return Number(value);
}

function ownType(output: string, field: Field): OwnType {
  const type: DataType = DataType.isDictionary(field.type) ? field.type.dictionary : field.type;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return 'VARCHAR';
  if (DataType.isFloat(type)) return type.precision === Precision.DOUBLE ? 'DOUBLE' : 'FLOAT';
  if (DataType.isBool(type)) return 'BOOLEAN';
  if (DataType.isInt(type)) {
    const bits = type.isSigned ? type.bitWidth : type.bitWidth + 1;
    if (bits <= 32) return 'INTEGER';
    if (bits <= 64) return 'BIGINT';
  }
  throw new TypeError(
    `store: column ${field.name} of table output ${output} has the Arrow type ${type} (${Type[type.typeId]}); ` +
      'a table column must be utf8, float64, float32, an integer of at most 64 signed bits, or bool.',
  );
}

function valuesOf(table: Table, column: number, type: OwnType): ArrayLike<DuckDBValue> {
  const vector = table.getChildAt(column);
  const inPlace = type === 'DOUBLE' || type === 'FLOAT' || type === 'INTEGER';
  if (inPlace && vector !== null && vector.nullCount === 0) return vector.toArray() as ArrayLike<number>;
  return Array.from({ length: table.numRows }, (_, row): DuckDBValue => {
    const value: unknown = vector?.get(row) ?? null;
    if (value === null) return null;
    if (type === 'BIGINT') return BigInt(value as number | bigint);
    return value as string | number | boolean;
  });
}
