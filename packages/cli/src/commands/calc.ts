import {
  type CalculatedValue,
  type Calculation,
  type Calculator,
  type CalculatorOption,
  calculate,
  calculatorFlag,
  calculators,
} from '@rgflow/workbench/calculators';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Colors, colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { decimal } from '../options.js';
import { pad, textTable } from '../text-table.js';
import { textWidth } from '../text-width.js';

/** Adds a command for each calculator of the studies: `rgflow calc <calculator>`. */
export function addCalculators(group: Command, exitWith: (code: ExitCode) => void): void {
  for (const [name, calculator] of Object.entries(calculators())) {
    const command = group.command(name).summary(calculator.summary).description(calculator.description);
    for (const [option, declared] of Object.entries(calculator.options)) command.addOption(optionOf(option, declared));
    command
      .option('--json', 'print JSON, in full double precision')
      .option('--debug', 'print the stack of an error')
      .addHelpText('after', `\nExample:\n  $ rgflow calc ${name} ${calculator.example}`)
      .action(async (options: Record<string, unknown>) => {
        process.stdout.write(`${await calculated(name, calculator, options)}\n`);
        exitWith(exitCode.ok);
      });
  }
}

function optionOf(name: string, { kind, symbol, meaning, required = false, default: usual }: CalculatorOption): Option {
  const option = new Option(`${calculatorFlag(name)} <${symbol}>`, meaning);
  if (typeof kind === 'string') option.argParser((text) => parsedNumber(text, kind));
  else option.choices(kind);
  return option.default(usual).makeOptionMandatory(required);
}

function parsedNumber(text: string, kind: 'number' | 'whole number'): number {
  const value = decimal(text);
  const fits = kind === 'number' ? Number.isFinite(value) : Number.isSafeInteger(value) && value >= 0;
  if (!fits) throw new InvalidArgumentError(`expected a ${kind}, not '${text}'.`);
  return value;
}

/** What a calculator found, as text. No store, no cache: the numbers come from the formulas. */
async function calculated(name: string, { options }: Calculator, given: Record<string, unknown>): Promise<string> {
  const values = Object.fromEntries(Object.keys(options).map((option) => [option, given[option] as number | string]));
  const calculation = await calculate(name, values);
  return given.json === true
    ? JSON.stringify(calculation.json, unbounded)
    : calculationText(calculation, colorsFor(process.stdout));
}

/** JSON has no infinity; `rgflow sql --format json` spells it so, too. */
function unbounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function calculationText({ table, values }: Calculation, colors: Colors): string {
  const steps = table === undefined ? [] : [stepTable(table, colors), ''];
  return [...steps, ...valueLines(values, colors)].join('\n');
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
