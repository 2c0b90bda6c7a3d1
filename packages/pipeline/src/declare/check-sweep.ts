import type { z } from 'zod';
import { StudyError } from '../errors.js';
import type { AxisValue, SweepAxis } from './axis.js';
import { faultsOf, pathText } from './faults.js';
import { cellParams, valueAt } from './nested.js';
import { combinations, type Grid, type Sweep } from './sweep.js';
import { formulaOf, type GridSource } from './sweep-source.js';

/** More cells than this are a slip of the pen: their plan would fill the memory. */
const MOST_CELLS = 1_000_000;

/** More combinations than this are not tried one by one, to find which of them are cells. */
const MOST_COMBINATIONS = 10_000_000;

/** The parameters that are varied, with their values over all grids, each once. */
export function axesOf(grids: readonly GridSource[]): readonly SweepAxis[] {
  const axes = new Map<string, Map<string, AxisValue>>();
  for (const { factors } of grids) {
    for (const { paths, rows } of factors) {
      for (const [column, path] of paths.entries()) {
        const values = axes.get(path) ?? new Map<string, AxisValue>();
        axes.set(path, values);
        for (const row of rows) values.set(JSON.stringify(row[column]), row[column]!);
      }
    }
  }
  return [...axes].map(([path, values]) => ({ path, values: [...values.values()] }));
}

/** Why there are too many cells, or combinations to try; null if there are not. Nothing is expanded for it. */
export function faultOfSize(sweep: Sweep, grids: readonly GridSource[]): string | null {
  const all = combinations(sweep);
  const tried = sweep.grids.length > 1 || sweep.grids.some(({ rule }) => rule?.selects === true);
  if (!tried) {
    return all > MOST_CELLS ? tooManyCells(grids, all) : null;
  }
  if (all <= MOST_COMBINATIONS) return null;
  return (
    `there are ${thousands(all)} combinations (${told(grids)}), of which the cells would be chosen one by one; at most ` +
    `${thousands(MOST_COMBINATIONS)} are. Vary fewer values, or give several grids instead of what is excluded`
  );
}

/** The same once they were counted, or why there is none; null if there are some, and not too many. */
export function faultOfCount(grids: readonly GridSource[], all: number): string | null {
  if (all === 0) {
    return `there are no cells: exclude and include leave none of what is combined (${told(grids)}). Let them leave some`;
  }
  return all > MOST_CELLS ? tooManyCells(grids, all) : null;
}

/** How many cells there would be, and of what. */
function tooManyCells(grids: readonly GridSource[], all: number): string {
  return (
    `there are ${thousands(all)} cells (${told(grids)}); a sweep has at most ${thousands(MOST_CELLS)}. ` +
    'Sweep over fewer values, or make several studies of it'
  );
}

function told(grids: readonly GridSource[]): string {
  const products = grids.map(({ factors }) =>
    factors.map(({ paths, rows }) => `${thousands(rows.length)} of ${paths.join(' with ')}`).join(' x '),
  );
  return products.filter((product) => product !== '').join(' and ');
}

function thousands(count: number): string {
  return count.toLocaleString('en');
}

/** So many values of a parameter are told that break the same rule. */
const MOST_TOLD = 3;

/** What a check of values is told with. */
export interface CheckedStudy {
  readonly params: z.ZodObject;
  readonly given: Readonly<Record<string, unknown>>;
  readonly names: readonly string[];
  /** Parameters whose values could not be read: that is told already. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Checks every value of every factor, the others at their first, and puts what is wrong among the faults. A combination that
 * is no cell is none to check.
 *
 * @param origin  the place and path of a parameter's value
 */
export function checkValues(
  { params, given, names, unread }: CheckedStudy,
  grid: Grid,
  origin: (path: readonly PropertyKey[]) => string,
  faults: Set<string>,
): void {
  const told = new Map<string, Set<string>>();
  const tell = (issue: z.core.$ZodIssue): void => {
    const rule = `${issue.path.join('.')} ${issue.code}`;
    const before = told.get(rule) ?? new Set();
    told.set(rule, before);
    for (const fault of faultsOf({ issues: [issue] }, names, origin)) {
      if (before.size < MOST_TOLD) faults.add(fault);
      before.add(fault);
    }
  };
  const check = (values: Readonly<Record<string, AxisValue>>): void => {
    let all = values;
    try {
      const more = grid.rule?.completed(values);
      if (more === null) return;
      all = { ...values, ...more };
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      faults.add(error.message);
      return;
    }
    const parsed = params.safeParse(cellParams(given, all), { reportInput: true });
    if (parsed.success) return;
    const issues = parsed.error.issues.filter((issue) => !unread.has(issue.path.join('.')));
    for (const issue of issues) tell(issue);
  };
  const rows = grid.factors.map(({ paths, rows: all }) =>
    all.map((row) => Object.fromEntries(paths.map((path, i) => [path, row[i]!]))),
  );
  const firsts: Readonly<Record<string, AxisValue>> = Object.assign({}, ...rows.map(([first]) => first));
  check(firsts);
  for (const each of rows) for (const row of each) check({ ...firsts, ...row });
}

/**
 * Checks what stands under `params` for parameters that a grid varies: no cell has it, but who writes a word or a list there
 * means something by it. Rules among several parameters are those of cells.
 *
 * @param origin  the place and path of a value under `params`
 */
export function checkVaried(
  { params, given, names, unread }: CheckedStudy,
  grid: Grid,
  origin: (path: readonly PropertyKey[]) => string,
  faults: Set<string>,
): void {
  const varied = grid.factors.flatMap(({ paths, rows }) => paths.map((path, i) => [path, rows[0]![i]!] as const));
  for (const [path] of varied) {
    const written = valueAt(given, path);
    if (unread.has(path) || written === undefined || formulaOf(written) !== null) continue;
    const others = Object.fromEntries(varied.filter(([other]) => other !== path));
    const parsed = params.safeParse(cellParams(given, others), { reportInput: true });
    const ofIt = ({ path: at, code }: z.core.$ZodIssue): boolean =>
      code !== 'custom' && `${at.join('.')}.`.startsWith(`${path}.`);
    const issues = parsed.error?.issues.filter(ofIt) ?? [];
    for (const fault of faultsOf({ issues }, names, origin)) faults.add(fault);
  }
}

/**
 * The place and path of a parameter's value in a grid: its `--set`, its axis or formula, or where it stands under
 * `params`.
 */
export function originIn(
  grid: GridSource,
  names: readonly string[],
  setPaths: ReadonlyMap<string, string>,
  place: (at: readonly PropertyKey[]) => string,
): (path: readonly PropertyKey[]) => string {
  return (path) => {
    const dotted = path.join('.');
    const name = names.find((candidate) => dotted === candidate || dotted.startsWith(`${candidate}.`)) ?? dotted;
    if (setPaths.has(name)) return `${setPaths.get(name)}: ${pathText(path)}`;
    const factor = grid.factors.find(({ paths }) => paths.includes(name));
    if (factor !== undefined) return place(factor.paths.length === 1 ? factor.at : [...factor.at, name]);
    const formula = grid.formulas.get(name);
    return place(formula === undefined ? ['params', ...path] : formula.at);
  };
}
