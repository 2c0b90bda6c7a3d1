import { jsonValue } from './format-json.js';
import type { QueryColumn, QueryResult, SqlValue } from './query-result.js';

/** Significant digits of a number; the other formats give all of them. */
const DIGITS = 6;
const WIDEST_TEXT = 60;
const SHOWN_ITEMS = 4;

/**
 * An aligned table for people: header, rule, rows. Numbers are right-aligned with six significant digits, long lists
 * and texts are cut, with the length of a list in brackets.
 *
 *     layer        kl  snapshot
 *     -----  --------  --------
 *         1  0.130812  init
 */
export function formatTable({ columns, rows }: QueryResult): string {
  const cells = rows.map((row) => columns.map((column, index) => cell(row[index]!, column)));
  const widths = columns.map((column, index) =>
    Math.max(length(column.name), ...cells.map((row) => length(row[index]!)).slice(0, MEASURED_ROWS)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => {
        const fill = ' '.repeat(Math.max(0, widths[index]! - length(text)));
        return isNumber(columns[index]!) ? fill + text : text + fill;
      })
      .join('  ')
      .trimEnd();
  const lines = [line(columns.map(({ name }) => name)), widths.map((width) => '-'.repeat(width)).join('  ')];
  lines.push(...(cells.length === 0 ? ['(no rows)'] : cells.map(line)));
  return `${lines.join('\n')}\n`;
}

/** Spreading more arguments than this into `Math.max` would overflow the stack. */
const MEASURED_ROWS = 50_000;

function isNumber({ kind }: QueryColumn): boolean {
  return kind === 'int32' || kind === 'int64' || kind === 'float' || kind === 'double';
}

function cell(value: SqlValue, column: QueryColumn): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return cut(printable(value));
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return listText(value as readonly SqlValue[], column);
  if (typeof value === 'object') return cut(jsonValue(value, column));
  return String(value);
}

function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : String(value);
}

function listText(values: readonly SqlValue[], column: QueryColumn): string {
  const shown = values.slice(0, SHOWN_ITEMS).map((value) => cell(value, column));
  return values.length > SHOWN_ITEMS ? `[${shown.join(', ')}, … (${values.length})]` : `[${shown.join(', ')}]`;
}

/** Control characters would break the lines, or the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' ? '⏎' : '·'));
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length > WIDEST_TEXT ? `${characters.slice(0, WIDEST_TEXT - 1).join('')}…` : text;
}

function length(text: string): number {
  return [...text].length;
}
