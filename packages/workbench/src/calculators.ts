import {
  type Calculation,
  type Calculator,
  type CalculatorOption,
  modelCalculators,
  studies as ours,
  type PublishedStudy,
} from '@rgflow/studies';
import { UsageError } from './usage-error.js';

export type { CalculatedValue, Calculation, Calculator, CalculatorOption } from '@rgflow/studies';

/**
 * The calculators of all studies by name, in the order of the studies, then those of the models, which belong to no one
 * study. Loads no store and no formulas.
 *
 * @throws {UsageError}  if two have one name.
 */
export function calculators(studies: readonly PublishedStudy[] = ours): Readonly<Record<string, Calculator>> {
  const all: Record<string, Calculator> = {};
  const rooms = [
    ...studies.map(({ name, calculators }) => ({ name, calculators })),
    { name: 'models', calculators: modelCalculators },
  ];
  for (const { name, calculators = {} } of rooms) {
    for (const [calculator, declared] of Object.entries(calculators)) {
      if (all[calculator] !== undefined) {
        throw new UsageError(`${name}: there are two calculators of the name ${calculator}; give this one another.`);
      }
      all[calculator] = declared;
    }
  }
  return all;
}

/**
 * Asks a calculator, with numbers and words by the names of its options.
 *
 * @throws {UsageError} if there is no such calculator or option, one that is required is missing, or a value is not of its
 *   kind.
 */
export async function calculate(
  name: string,
  given: Readonly<Record<string, number | string | undefined>>,
  studies: readonly PublishedStudy[] = ours,
): Promise<Calculation> {
  const all = calculators(studies);
  const calculator = all[name];
  if (calculator === undefined) {
    const { didYouMean } = await import('@rgflow/pipeline');
    throw new UsageError(`${name}: there is no calculator of that name${didYouMean(name, Object.keys(all))}`);
  }
  const { options } = calculator;
  const values: Record<string, number | string | undefined> = {};
  const foreign = Object.keys(given).find((option) => options[option] === undefined);
  if (foreign !== undefined) {
    const { didYouMean } = await import('@rgflow/pipeline');
    throw new UsageError(`calc ${name}: ${foreign} is no option${didYouMean(foreign, Object.keys(options))}`);
  }
  for (const [option, declared] of Object.entries(options)) {
    const { kind, required = false, default: usual } = declared;
    const value = given[option] ?? usual;
    if (value === undefined && required)
      throw new UsageError(`calc ${name}: ${option} is missing; give ${kindText(kind)}.`);
    if (value !== undefined && !isOfKind(value, kind))
      throw new UsageError(`calc ${name}: ${option} is ${value}; expected ${kindText(kind)}.`);
    if (typeof value === 'number' && !isWithin(value, declared)) {
      throw new UsageError(`calc ${name}: ${calculatorFlag(option)} is ${value}; expected ${rangeText(declared)}.`);
    }
    values[option] = value;
  }
  const { answer } = await calculator.answer();
  return answer(values as never);
}

/** An option as it is written on a command line: `sigmaW2` is `--sigma-w2`. */
export function calculatorFlag(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function isOfKind(value: number | string, kind: Calculator['options'][string]['kind']): boolean {
  if (kind === 'number') return Number.isFinite(value);
  if (kind === 'whole number') return Number.isSafeInteger(value) && Number(value) >= 0;
  return kind.includes(String(value));
}

function isWithin(value: number, { above, least, most }: CalculatorOption): boolean {
  return value > (above ?? -Infinity) && value >= (least ?? -Infinity) && value <= (most ?? Infinity);
}

function rangeText({ kind, above, least, most, beyond }: CalculatorOption): string {
  const from = least ?? (kind === 'whole number' ? 0 : undefined);
  const low = above !== undefined ? `more than ${above}` : from === undefined ? '' : `${from} or more`;
  const high = most === undefined ? '' : `at most ${most}`;
  return [low, high].filter((text) => text !== '').join(', ') + (beyond === undefined ? '' : `; ${beyond}`);
}

function kindText(kind: Calculator['options'][string]['kind']): string {
  return typeof kind === 'string' ? `a ${kind}` : `one of ${kind.join(', ')}`;
}
