import { StudyError } from '../errors.js';
import type { AxisValue } from './axis.js';
import { type Expression, readExpression } from './expression.js';
import { ExpressionError, shown, type Value } from './operators.js';
import type { Parameter } from './parameters.js';
import type { CellRule, Grid, Sweep } from './sweep.js';
import { formulaOf, type GridSource, type Written } from './sweep-source.js';

/** What grids are made ready with. */
export interface SweepContext {
  readonly parameters: readonly Parameter[];
  /** What stands under `params`, nested; formulas among it. */
  readonly given: Readonly<Record<string, unknown>>;
  /** What stands under `local`: named values for formulas and conditions. */
  readonly local: Readonly<Record<string, unknown>>;
  /** The place and path of what is written. */
  readonly place: (at: readonly PropertyKey[]) => string;
}

/**
 * Makes the grids of a study file ready: formulas and conditions are read once, and each cell takes a few operations.
 *
 * @throws {StudyError} if a formula or a condition is none, or formulas follow one another in a circle.
 */
export function compileSweep(grids: readonly GridSource[], context: SweepContext): Sweep {
  const names = namedValues(context);
  const numbers = new Map(names.map(({ name }, i) => [name, i]));
  const base = names.map(({ value }) => value);
  const written = formulasIn(context.given);
  const read = ({ text, at }: Written, sign = ''): Placed => {
    const where = `${context.place(at)}: '${sign}${text}'`;
    const known = names.map(({ name }) => name);
    return { where, of: saying(where, () => readExpression(text, (name) => numbers.get(name), known)) };
  };
  const compiled = grids.map((grid): Grid => {
    const { factors } = grid;
    const varied = new Set(factors.flatMap(({ paths }) => paths));
    const formulas = [...written, ...grid.formulas].filter(
      ([path, { at }]) => !varied.has(path) && (!grid.formulas.has(path) || grid.formulas.get(path)!.at === at),
    );
    const following = inOrder(
      formulas.map(([path, text]) => ({ path, number: numbers.get(path)!, ...read(text, '= ') })),
      names.map(({ name }) => name),
    );
    const exclude = grid.exclude.map((text) => read(text));
    const include = grid.include.map((text) => read(text));
    if (following.length + exclude.length + include.length === 0) return { factors };
    const set = [...varied].map((path) => ({ path, number: numbers.get(path)! }));
    return { factors, rule: ruleOf({ base, set, following, exclude, include }) };
  });
  const paths = [...new Set([...grids.flatMap(pathsOf), ...written.keys()])];
  const told = paths.map((path) => ({ path, value: base[numbers.get(path)!] }));
  return {
    grids: compiled,
    identity: (cell) => JSON.stringify(told.map(({ path, value }) => (path in cell ? cell[path] : value))),
  };
}

/** The parameters that a grid varies or has follow others. */
function pathsOf({ factors, formulas }: GridSource): readonly string[] {
  return [...factors.flatMap(({ paths }) => paths), ...formulas.keys()];
}

interface Placed {
  readonly where: string;
  readonly of: Expression;
}

interface Following extends Placed {
  readonly path: string;
  readonly number: number;
}

function ruleOf(parts: {
  readonly base: readonly Value[];
  readonly set: readonly { readonly path: string; readonly number: number }[];
  readonly following: readonly Following[];
  readonly exclude: readonly Placed[];
  readonly include: readonly Placed[];
}): CellRule {
  const { base, set, following, exclude, include } = parts;
  const values = [...base];
  const holds = ({ where, of }: Placed): boolean => {
    const value = saying(where, () => of.of(values));
    if (typeof value === 'boolean') return value;
    throw new StudyError(`${where}: is ${shown(value)}; a condition is true or false, as in seed < 3.`);
  };
  return {
    selects: exclude.length + include.length > 0,
    completed: (cell) => {
      for (const { path, number } of set) values[number] = cell[path];
      const more: Record<string, AxisValue> = {};
      for (const { path, number, where, of } of following) {
        const value = saying(where, () => of.of(values));
        if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
          throw new StudyError(
            `${where}: is ${typeof value === 'number' ? value : shown(value)} at ${JSON.stringify(cell)}; expected a finite value.`,
          );
        }
        values[number] = value;
        more[path] = value;
      }
      if (exclude.some(holds) || (include.length > 0 && !include.some(holds))) return null;
      return more;
    },
  };
}

/** Parameters and local values by name, with what each is where no grid varies it. */
function namedValues({
  parameters,
  given,
  local,
}: SweepContext): readonly { readonly name: string; readonly value: Value }[] {
  const ofParameters = parameters.map(({ path, default: otherwise }) => {
    const value = path.split('.').reduce<unknown>((inner, key) => {
      return typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[key]
        : undefined;
    }, given);
    return { name: path, value: (value === undefined ? otherwise : value) as Value };
  });
  const ofLocal = Object.entries(local).map(([name, value]) => ({ name: `local.${name}`, value: value as Value }));
  return [...ofParameters, ...ofLocal];
}

/** The formulas under `params`, by path. */
function formulasIn(given: Readonly<Record<string, unknown>>): ReadonlyMap<string, Written> {
  const found = new Map<string, Written>();
  const visit = (value: unknown, path: readonly string[]): void => {
    const text = formulaOf(value);
    if (text !== null) found.set(path.join('.'), { text, at: ['params', ...path] });
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    }
  };
  visit(given, []);
  return found;
}

/** Each after those that it takes. @throws {StudyError} if there is a circle. */
function inOrder(formulas: readonly Following[], names: readonly string[]): readonly Following[] {
  const ordered = new Set<Following>();
  const visit = (formula: Following, above: readonly Following[]): void => {
    if (ordered.has(formula)) return;
    if (above.includes(formula)) {
      const circle = [...above.slice(above.indexOf(formula)), formula].map(({ number }) => names[number]);
      throw new StudyError(`${formula.where}: follows itself: ${circle.join(' <- ')}; give one of them a value.`);
    }
    for (const number of formula.of.takes) {
      const taken = formulas.find((other) => other.number === number);
      if (taken !== undefined) visit(taken, [...above, formula]);
    }
    ordered.add(formula);
  };
  for (const formula of formulas) visit(formula, []);
  return [...ordered];
}

/** Says where an expression stands that is at fault. */
function saying<Result>(where: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new StudyError(`${where}: ${error.message}${error.message.endsWith('?') ? '' : '.'}`);
    throw error;
  }
}
