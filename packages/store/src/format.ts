import { QueryError } from './errors.js';
import { formatArrow } from './format-arrow.js';
import { formatCsv } from './format-csv.js';
import { formatJson } from './format-json.js';
import { formatParquet } from './format-parquet.js';
import { formatTable } from './format-table.js';
import type { Queries } from './queries.js';

export const SQL_FORMATS = ['table', 'csv', 'json', 'arrow', 'parquet'] as const;
export type SqlFormat = (typeof SQL_FORMATS)[number];

/**
 * The result of one reading statement as the bytes of a format; text is UTF-8 and ends with a newline.
 *
 * @throws {QueryError} if the statement or the format is refused.
 */
export async function formatQuery(
  queries: Queries,
  sql: string,
  format: SqlFormat,
  abort?: AbortSignal,
): Promise<Uint8Array> {
  switch (format) {
    case 'table':
      return Buffer.from(formatTable(await queries.result(sql, abort)));
    case 'csv':
      return Buffer.from(formatCsv(await queries.result(sql, abort)));
    case 'json':
      return Buffer.from(formatJson(await queries.result(sql, abort)));
    case 'arrow':
      return formatArrow(await queries.result(sql, abort));
    case 'parquet':
      return formatParquet(queries, sql, abort);
    default:
      format satisfies never;
      throw new QueryError(`${String(format)} is not a format; expected one of ${SQL_FORMATS.join(', ')}.`);
  }
}
