import type { Colors } from './colors.js';
import { textWidth } from './text-width.js';

interface TextColumn {
  readonly header: string;
  readonly align: 'left' | 'right';
}

/**
 * A table for people: a header, a rule, and one line per row, columns two spaces apart.
 *
 * @param rows  Cells as text, in the order of `columns`; they may be coloured.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  { dim, bold }: Pick<Colors, 'dim' | 'bold'>,
): string {
  const widths = columns.map(({ header }, i) =>
    Math.max(textWidth(header), ...rows.map((row) => textWidth(row[i] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => pad(cell, widths[i]!, columns[i]!.align))
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ header }) => bold(header))),
    dim(widths.map((width) => '─'.repeat(width)).join('──')),
    ...rows.map(line),
  ].join('\n');
}

export function pad(text: string, width: number, align: TextColumn['align']): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + space : space + text;
}
