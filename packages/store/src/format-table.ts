import { jsonValue } from './format-json.js';
import type { QueryColumn, RowStream, SqlValue } from './query-result.js';
import { type Sink, TextParts } from './sink.js';

/** Significant digits of a number; the other formats give all of them. */
const DIGITS = 6;
const WIDEST_TEXT = 60;
const SHOWN_ITEMS = 4;

/**
 * An aligned table for people: header, rule, rows. Numbers are right-aligned with six significant digits, long lists
 * and texts are cut, with the length of a list in brackets. The columns are as wide as the first rows ask for.
 *
 *     layer        kl  snapshot
 *     -----  --------  --------
 *         1  0.130812  init
 */
export async function writeTable({ columns, chunks }: RowStream, sink: Sink): Promise<void> {
  const parts = new TextParts(sink);
  const widths = columns.map(({ name }) => length(name));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => {
        const fill = ' '.repeat(Math.max(0, widths[index]! - length(text)));
        return isNumber(columns[index]!) ? fill + text : text + fill;
      })
      .join('  ')
      .trimEnd();
  const cellsOf = (row: readonly SqlValue[]) => columns.map((column, index) => cell(row[index]!, column));

  const measured: string[][] = [];
  const measuredRows = Math.max(1, Math.floor(MEASURED_CELLS / Math.max(1, columns.length)));
  let measuring = true;
  const writeMeasured = async (): Promise<void> => {
    measuring = false;
    for (const cells of measured) {
      for (const [index, text] of cells.entries()) widths[index] = Math.max(widths[index]!, length(text));
    }
    parts.add(`${line(columns.map(({ name }) => name))}\n${widths.map((width) => '-'.repeat(width)).join('  ')}\n`);
    for (const cells of measured) {
      parts.add(`${line(cells)}\n`);
      if (parts.full) await parts.flush();
    }
  };

  for await (const rows of chunks()) {
    for (const row of rows) {
      if (measuring) {
        measured.push(cellsOf(row));
        if (measured.length >= measuredRows) await writeMeasured();
        continue;
      }
      parts.add(`${line(cellsOf(row))}\n`);
      if (parts.full) await parts.flush();
    }
  }
  if (measuring) await writeMeasured();
  if (measured.length === 0) parts.add('(no rows)\n');
  await parts.flush();
}

/** So many are kept to see how wide the columns are. */
const MEASURED_CELLS = 200_000;

function isNumber({ kind }: QueryColumn): boolean {
  return kind === 'int32' || kind === 'int64' || kind === 'float' || kind === 'double' || kind === 'decimal';
}

function cell(value: SqlValue, column: QueryColumn): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string')
    return column.kind === 'decimal' ? numberText(Number(value)) : cut(printable(value.slice(0, 4 * WIDEST_TEXT)));
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
  // A text of a megabyte is not taken apart for the sixty characters that are shown of it.
  const characters = [...text.slice(0, 2 * WIDEST_TEXT + 2)];
  return characters.length > WIDEST_TEXT ? `${characters.slice(0, WIDEST_TEXT - 1).join('')}…` : text;
}

function length(text: string): number {
  return [...text].length;
}
