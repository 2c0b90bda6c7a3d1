import type { CalculatedValue, Calculation } from '../calculators/calculation.js';
import { type Colors, colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { pad, textTable, textWidth } from '../text-table.js';

/** Prints what a calculator found. No store, no cache: the numbers come from the formulas. */
export function calc({ json, table, values }: Calculation, options: { readonly json?: boolean }): ExitCode {
  const colors = colorsFor(process.stdout);
  const text =
    options.json === true
      ? JSON.stringify(json, unbounded)
      : [...(table === undefined ? [] : [stepTable(table, colors), '']), ...valueLines(values, colors)].join('\n');
  process.stdout.write(`${text}\n`);
  return exitCode.ok;
}

/** JSON has no infinity; `rgflow sql --format json` spells it so, too. */
function unbounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function stepTable({ headers, rows }: NonNullable<Calculation['table']>, colors: Colors): string {
  return textTable(
    headers.map((header) => ({ header, align: 'right' })),
    rows.map((row) => row.map((value) => (value === null ? '–' : shortNumber(value)))),
    colors,
  );
}

function valueLines(values: readonly CalculatedValue[], { bold, dim }: Colors): readonly string[] {
  const texts = values.map(({ value, error }) => {
    const number = typeof value === 'number' ? shortNumber(value) : value;
    return error === undefined || !(error < Infinity) ? number : `${number} ± ${error.toPrecision(1)}`;
  });
  const symbolWidth = Math.max(...values.map(({ symbol }) => textWidth(symbol)));
  const numberWidth = Math.max(...texts.map(textWidth));
  return values.map(({ symbol, meaning }, i) =>
    `${bold(pad(symbol, symbolWidth, 'left'))}  ${pad(texts[i]!, numberWidth, 'left')}  ${dim(meaning)}`.trimEnd(),
  );
}

/** Twelve digits; `--json` has all. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(12)));
}
