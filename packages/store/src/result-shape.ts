import { DuckDBArrayType, DuckDBListType, DuckDBStructType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';

/** What the formats must tell apart. */
export type ColumnKind =
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'float'
  | 'double'
  | 'decimal'
  | 'text'
  | 'json'
  | 'bytes'
  | 'timestamp'
  | 'date'
  | 'list'
  | 'struct'
  | 'other';

/** What kind of value a column holds, and the parts of it. */
export interface Shape {
  readonly kind: ColumnKind;
  /** Of the items of a list, else null. */
  readonly element: Shape | null;
  /** Of the entries of a struct by name, else null. */
  readonly entries: Readonly<Record<string, Shape>> | null;
}

export function shapeOf(type: DuckDBType): Shape {
  const kind = kindOf(type);
  const isList = type instanceof DuckDBListType || type instanceof DuckDBArrayType;
  const entries =
    type instanceof DuckDBStructType
      ? Object.fromEntries(type.entryNames.map((name, index) => [name, shapeOf(type.entryTypes[index]!)]))
      : null;
  return { kind, element: isList ? shapeOf(type.valueType) : null, entries };
}

function kindOf({ typeId, alias }: DuckDBType): ColumnKind {
  switch (typeId) {
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
      return 'double';
    case DuckDBTypeId.DECIMAL:
      return 'decimal';
    case DuckDBTypeId.BLOB:
      return 'bytes';
    case DuckDBTypeId.TIMESTAMP:
      return 'timestamp';
    case DuckDBTypeId.DATE:
      return 'date';
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return 'list';
    case DuckDBTypeId.STRUCT:
      return 'struct';
    case DuckDBTypeId.VARCHAR:
      return alias === 'JSON' ? 'json' : 'text';
    default:
      return 'other';
  }
}
