import type { SqlRow, SqlValue } from '@rgflow/drawing';
import { formatEstimate } from '@rgflow/numerics';
import { ALL_ROWS, ERRORS_OF, type ErrorOf, type StudySummary, type SummaryColumn } from '@rgflow/studies';
import type { Colors } from './colors.js';
import { textTable } from './text-table.js';

/** Rows shown of a summary; the rest is one SQL query away. */
const MOST_ROWS = 40;

/**
 * What a study found, as a table for people. A plain column that says the same in every row is said once, above the table,
 * and what the errors are of under it; beside each of them where they are of several kinds.
 */
export function summaryTable(
  { columns, note }: Pick<StudySummary, 'columns' | 'note'>,
  rows: readonly SqlRow[],
  colors: Colors,
): string {
  if (rows.length === 0) return colors.dim('The study has no results yet.');
  const told = columns.filter(({ onlyIfSwept, value }) => onlyIfSwept !== true || differs(value, rows));
  const constant = told.filter((column, i) => i > 0 && rows.length > 1 && isConstant(column, rows));
  const shown = told.filter((column) => !constant.includes(column)).map((column) => toldApart(column, rows));
  const shownRows = rows.slice(0, MOST_ROWS);
  const kinds = new Set(shownRows.flatMap((row) => shown.map((column) => kindOfError(column, row) ?? [])).flat());
  const table = textTable(
    shown.map(({ header }) => ({ header, align: 'right' })),
    shownRows.map((row) => shown.map((column) => cellText(column, row, kinds.size > 1))),
    colors,
  );
  const caption = constant.map((column) => `${column.header} ${cellText(column, rows[0]!, false)}`).join(', ');
  const more = rowsLeftOut(rows).map((words) => colors.dim(words));
  const ofErrors = [...kinds].map((kind) =>
    colors.dim(`${kinds.size > 1 ? `± (${kind})` : '±'} is ${ERRORS_OF[kind]}`),
  );
  const notes = note === undefined ? [] : [colors.dim(note)];
  return [...(caption === '' ? [] : [colors.dim(caption)]), table, ...more, ...ofErrors, ...notes].join('\n');
}

/** What is said of rows that are not shown, if there are any. */
function rowsLeftOut(rows: readonly SqlRow[]): readonly string[] {
  if (rows.length > MOST_ROWS) return [`and ${rows.length - MOST_ROWS} more rows`];
  const all = Number(rows[0]![ALL_ROWS] ?? rows.length);
  return all > rows.length ? [`${rows.length} of ${all} rows, evenly spread`] : [];
}

/** A swept column with as many digits as its values need to differ in the table, as far as doubles have them. */
function toldApart(column: SummaryColumn, rows: readonly SqlRow[]): SummaryColumn {
  const { value, digits, swept } = column;
  if (swept === undefined || digits === undefined) return column;
  const values = [...new Set(rows.map((row) => row[value] ?? null).filter(isNumber))];
  const differ = (places: number) => new Set(values.map((number) => number.toFixed(places))).size === values.length;
  const places = Array.from({ length: MOST_DIGITS - digits + 1 }, (_, more) => digits + more).find(differ);
  if (places !== undefined) return { ...column, digits: places };
  const { digits: _, ...written } = column;
  return written;
}

/** After the point; beyond it a number is written out. */
const MOST_DIGITS = 12;

function isConstant({ value, standardError, bound }: SummaryColumn, rows: readonly SqlRow[]): boolean {
  return standardError === undefined && bound === undefined && !differs(value, rows);
}

function differs(column: string, rows: readonly SqlRow[]): boolean {
  return rows.some((row) => row[column] !== rows[0]![column]);
}

/** What the error that a cell shows is of; null where it shows none. */
function kindOfError(column: SummaryColumn, row: SqlRow): ErrorOf | null {
  const { value, standardError, errorOf, seeds } = column;
  if (standardError === undefined || errorOf === undefined) return null;
  if (!isNumber(row[standardError] ?? null) || typeof row[value] !== 'number' || isOfOne(seeds, row)) return null;
  const kind = typeof errorOf === 'string' ? errorOf : row[errorOf.column];
  return typeof kind === 'string' && kind in ERRORS_OF ? (kind as ErrorOf) : null;
}

/** The one value that there is of several seeds. */
function isOfOne(seeds: string | undefined, row: SqlRow): boolean {
  return seeds !== undefined && String(row[seeds] ?? '').startsWith('1 of ');
}

function cellText(column: SummaryColumn, row: SqlRow, namesKind: boolean): string {
  const { value, seeds, bound, remark, ...look } = column;
  const number = row[value] ?? null;
  const told = remark === undefined ? null : (row[remark] ?? null);
  if (number === null) return told === null ? '–' : `– (${told})`;
  if (typeof number !== 'number') return String(number);
  const some = seeds === undefined ? null : (row[seeds] ?? null);
  if (isOfOne(seeds, row)) return String(some);
  const within = bound === undefined ? null : (row[bound] ?? null);
  const remarks = [
    namesKind ? kindOfError(column, row) : null,
    isNumber(within) ? `within ${within.toPrecision(1)}` : null,
    some,
    told,
  ];
  return [numberText(number, look, row), ...remarks.flatMap((each) => (each === null ? [] : [`(${each})`]))].join(' ');
}

function numberText(
  number: number,
  { standardError, digits }: Pick<SummaryColumn, 'standardError' | 'digits'>,
  row: SqlRow,
): string {
  const error = standardError === undefined ? null : (row[standardError] ?? null);
  if (isNumber(error)) return formatEstimate({ value: number, standardError: error });
  return digits === undefined ? String(number) : number.toFixed(digits);
}

function isNumber(value: SqlValue): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}
