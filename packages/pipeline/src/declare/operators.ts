import type { AxisValue } from './axis.js';

/** A value that an expression takes or gives; undefined for a parameter that has none. */
export type Value = AxisValue | undefined;

/** What is wrong with an expression, or with the values that it is given. */
export class ExpressionError extends Error {}

/**
 * Operators between two values, but for `and`, `or` and `in`. All are exact or correctly rounded: the same on every
 * engine.
 */
export const BINARY: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  '+': numbers('+', (a, b) => a + b),
  '-': numbers('-', (a, b) => a - b),
  '*': numbers('*', (a, b) => a * b),
  '/': numbers('/', (a, b) => a / b),
  '%': numbers('%', (a, b) => a % b),
  '^': numbers('^', integerPower),
  '<': numbers('<', (a, b) => a < b),
  '<=': numbers('<=', (a, b) => a <= b),
  '>': numbers('>', (a, b) => a > b),
  '>=': numbers('>=', (a, b) => a >= b),
  '==': (a, b) => equal(a, b),
  '!=': (a, b) => !equal(a, b),
};

/** Functions, with the numbers of values that they take. */
export const FUNCTIONS: Readonly<
  Record<string, { readonly least: number; readonly most: number; of(x: number[]): number }>
> = {
  abs: { least: 1, most: 1, of: ([x]) => Math.abs(x!) },
  ceil: { least: 1, most: 1, of: ([x]) => Math.ceil(x!) },
  floor: { least: 1, most: 1, of: ([x]) => Math.floor(x!) },
  max: { least: 1, most: 99, of: (x) => Math.max(...x) },
  min: { least: 1, most: 99, of: (x) => Math.min(...x) },
  round: { least: 1, most: 1, of: ([x]) => Math.round(x!) },
  sqrt: { least: 1, most: 1, of: ([x]) => Math.sqrt(x!) },
};

/** Whether two values are one: lists by their entries, and nothing is equal to a value of another kind. */
export function equal(a: Value, b: Value): boolean {
  return Array.isArray(a) || Array.isArray(b) ? JSON.stringify(a) === JSON.stringify(b) : (a ?? null) === (b ?? null);
}

export function numberOf(value: Value, what: string): number {
  if (typeof value === 'number') return value;
  throw new ExpressionError(`${what} takes numbers, not ${shown(value)}`);
}

export function truthOf(value: Value, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(`${what} takes what is true or false, not ${shown(value)}`);
}

export function shown(value: Value): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function numbers(operator: string, of: (a: number, b: number) => Value): (a: Value, b: Value) => Value {
  return (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? of(a, b) : of(numberOf(a, operator), numberOf(b, operator));
}

/** By multiplication, whose bits no engine decides. */
function integerPower(base: number, exponent: number): number {
  if (!(Number.isInteger(exponent) && Math.abs(exponent) <= 64)) {
    throw new ExpressionError(`^ takes a whole exponent from -64 to 64, not ${exponent}; a root is sqrt(x)`);
  }
  let product = 1;
  for (let i = 0; i < Math.abs(exponent); i++) product *= base;
  return exponent < 0 ? 1 / product : product;
}
