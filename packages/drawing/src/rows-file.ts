import type { Answers, SqlRow, SqlValue } from './figure.js';

/** The rows that a figure was drawn from, to be kept in a repository: the picture is the same from them on every machine. */
export interface FigureRows {
  readonly study: string;
  readonly figure: string;
  readonly answers: Answers;
}

/**
 * JSON with a row a line, of each answer first its columns and then their values, so that a difference shows which rows
 * have changed. A number that is not whole has six significant digits; infinity, which JSON lacks, is 1e999, which reads
 * as such.
 */
export function formatRows({ study, figure, answers }: FigureRows): string {
  const tables = Object.entries(answers).map(([name, rows]) => {
    const columns = Object.keys(rows[0] ?? {});
    const lines = rows.map((row) => `[${columns.map((column) => cell(row[column] ?? null)).join(',')}]`);
    return `${JSON.stringify(name)}:[\n${[JSON.stringify(columns), ...lines].join(',\n')}\n]`;
  });
  return `{"study":${JSON.stringify(study)},"figure":${JSON.stringify(figure)},"answers":{\n${tables.join(',\n')}\n}}\n`;
}

/** What `formatRows` has written. */
export function parseRows(text: string): FigureRows {
  const { study, figure, answers } = JSON.parse(text) as KeptRows;
  const tables = Object.entries(answers).map(([name, [columns, ...rows]]) => {
    return [
      name,
      rows.map((row): SqlRow => Object.fromEntries(columns.map((column, i) => [column, row[i]!]))),
    ] as const;
  });
  return { study, figure, answers: Object.fromEntries(tables) };
}

interface KeptRows {
  readonly study: string;
  readonly figure: string;
  readonly answers: Readonly<Record<string, readonly [readonly string[], ...(readonly SqlValue[])[]]>>;
}

function cell(value: SqlValue): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return JSON.stringify(value);
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  return String(Number(value.toPrecision(6)));
}
