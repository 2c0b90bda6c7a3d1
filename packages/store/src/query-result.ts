import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBResult,
  DuckDBStructValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';

/** A value of a result: numbers are numbers (an integer beyond 2^53 a bigint), times and dates are text. */
export type SqlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly SqlValue[]
  | { readonly [name: string]: SqlValue };

export interface QueryColumn {
  readonly name: string;
  /** DuckDB's name of the type: `DOUBLE`, `FLOAT[]`, ... */
  readonly type: string;
  readonly kind: ColumnKind;
  /** Of the items of a list, else null. */
  readonly element: ColumnKind | null;
}

/** What the formats must tell apart. */
export type ColumnKind =
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'float'
  | 'double'
  | 'text'
  | 'bytes'
  | 'timestamp'
  | 'date'
  | 'list'
  | 'other';

export interface QueryResult {
  readonly columns: readonly QueryColumn[];
  /** Row by row, in the order of `columns`. */
  readonly rows: readonly (readonly SqlValue[])[];
}

/** Reads a whole DuckDB result into plain data. Column names that repeat are numbered: `a`, `a:1`. */
export async function readResult(result: DuckDBResult): Promise<QueryResult> {
  const types = result.columnTypes();
  const columns = result.deduplicatedColumnNames().map((name, index): QueryColumn => {
    const type = types[index]!;
    return { name, type: type.toString(), kind: kindOf(type.typeId), element: elementOf(type) };
  });
  const rows: SqlValue[][] = [];
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const row of chunk.getRows()) rows.push(row.map(plain));
  }
  return { columns, rows };
}

/** A result as an array of objects, column name -> value. */
export function toObjects(result: QueryResult): Record<string, SqlValue>[] {
  return result.rows.map((row) => Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index]!])));
}

function kindOf(type: DuckDBTypeId): ColumnKind {
  switch (type) {
    case DuckDBTypeId.BOOLEAN:
      return 'boolean';
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
      return 'int32';
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return 'int64';
    case DuckDBTypeId.FLOAT:
      return 'float';
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
      return 'double';
    case DuckDBTypeId.BLOB:
      return 'bytes';
    case DuckDBTypeId.TIMESTAMP:
      return 'timestamp';
    case DuckDBTypeId.DATE:
      return 'date';
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return 'list';
    case DuckDBTypeId.VARCHAR:
      return 'text';
    default:
      return 'other';
  }
}

function elementOf(type: DuckDBType): ColumnKind | null {
  return type instanceof DuckDBListType || type instanceof DuckDBArrayType ? kindOf(type.valueType.typeId) : null;
}

function plain(value: DuckDBValue): SqlValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(plain);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, plain(entry)]));
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: entry }) => [String(key), plain(entry)]));
  }
  return value.toString();
}
