import { type AxisInput, type AxisValue, axisValues, readAxis, valuesAsWritten } from './axis.js';
import { didYouMean } from './did-you-mean.js';
import { pathText } from './faults.js';
import type { Parameter } from './parameters.js';
import type { Factor } from './sweep.js';

/** A text of a study file and the path at which it stands there. */
export interface Written {
  readonly text: string;
  readonly at: readonly PropertyKey[];
}

/** A factor of a grid as it is written: under `zip` if it is of several parameters. */
export interface WrittenFactor extends Factor {
  readonly at: readonly PropertyKey[];
}

/** A grid of a study file. */
export interface GridSource {
  readonly factors: readonly WrittenFactor[];
  /** What follows other parameters, by path, without the sign of equality. */
  readonly formulas: ReadonlyMap<string, Written>;
  readonly exclude: readonly Written[];
  readonly include: readonly Written[];
}

export const NO_SWEEP: GridSource = { factors: [], formulas: new Map(), exclude: [], include: [] };

/** Told of what is wrong: the path in the file, and what. */
export type Refuse = (path: readonly PropertyKey[], fault: string) => void;

/** The formula in a text that begins with the sign of equality; null for any other value. */
export function formulaOf(value: unknown): string | null {
  return typeof value === 'string' && value.trimStart().startsWith('=') ? value.trimStart().slice(1).trim() : null;
}

/** The grids of the section `sweep` of a study file: a mapping is one, a list is several. */
export function readSweep(raw: unknown, parameters: readonly Parameter[], refuse: Refuse): readonly GridSource[] {
  if (raw === null || raw === undefined) return [NO_SWEEP];
  const grids = Array.isArray(raw) ? raw : [raw];
  if (grids.length === 0) refuse(['sweep'], 'the list of grids is empty; leave sweep out, or give a grid or more');
  return grids.map((grid, i) => readGrid(grid, Array.isArray(raw) ? ['sweep', i] : ['sweep'], parameters, refuse));
}

function readGrid(
  raw: unknown,
  at: readonly PropertyKey[],
  parameters: readonly Parameter[],
  refuse: Refuse,
): GridSource {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    refuse(at, `expected parameters with their values, as in { seed: { count: 3 } }, or a list of such grids`);
    return NO_SWEEP;
  }
  const factors: WrittenFactor[] = [];
  const formulas = new Map<string, Written>();
  const conditions: Record<'exclude' | 'include', readonly Written[]> = { exclude: [], include: [] };
  for (const [key, value] of Object.entries(raw)) {
    const path = [...at, key];
    if (key === 'exclude' || key === 'include') conditions[key] = readConditions(value, path, refuse);
    else if (key === 'zip') factors.push(...readZips(value, path, parameters, refuse));
    else {
      const formula = formulaOf(value);
      const parameter = parameterOf(key, path, parameters, refuse, ['zip', 'exclude', 'include']);
      if (parameter === undefined) continue;
      if (formula !== null) formulas.set(key, { text: formula, at: path });
      else {
        const values = readValues(value, parameter, path, refuse, axisValues);
        if (values !== null) factors.push({ paths: [key], rows: values.map((each) => [each]), at: path });
      }
    }
  }
  const twice = twiceIn(factors);
  if (twice !== undefined) refuse([...at, 'zip'], `${twice} is varied twice in one grid; leave one of the two out`);
  return { factors, formulas, ...conditions };
}

function twiceIn(factors: readonly Factor[]): string | undefined {
  const paths = factors.flatMap((factor) => factor.paths);
  return paths.find((path, i) => paths.indexOf(path) !== i);
}

function parameterOf(
  name: string,
  at: readonly PropertyKey[],
  parameters: readonly Parameter[],
  refuse: Refuse,
  others: readonly string[] = [],
): Parameter | undefined {
  const found = parameters.find(({ path }) => path === name);
  if (found !== undefined) return found;
  const names = parameters.map(({ path }) => path);
  const near = didYouMean(name, others).startsWith('; did you mean')
    ? didYouMean(name, others)
    : didYouMean(name, names);
  refuse(at, `unknown parameter${near}`);
  return undefined;
}

function readValues(
  value: unknown,
  parameter: Parameter,
  at: readonly PropertyKey[],
  refuse: Refuse,
  valuesOf: (axis: AxisInput) => readonly AxisValue[],
): readonly AxisValue[] | null {
  if (parameter.list && !isListOfLists(value)) {
    refuse(at, 'is a list itself; give it under params, or sweep over lists, as in [[...], [...]]');
    return null;
  }
  const read = readAxis(value);
  if ('axis' in read) return valuesOf(read.axis);
  for (const { path, fault } of read.faults) refuse([...at, ...path], fault);
  return null;
}

/** `zip: { a: [1, 2], b: [3, 4] }`, or a list of such groups. */
function readZips(
  raw: unknown,
  at: readonly PropertyKey[],
  parameters: readonly Parameter[],
  refuse: Refuse,
): readonly WrittenFactor[] {
  if (Array.isArray(raw)) return raw.flatMap((group, i) => readZip(group, [...at, i], parameters, refuse));
  return readZip(raw, at, parameters, refuse);
}

function readZip(
  raw: unknown,
  at: readonly PropertyKey[],
  parameters: readonly Parameter[],
  refuse: Refuse,
): readonly WrittenFactor[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || Object.keys(raw).length < 2) {
    refuse(
      at,
      'expected two parameters or more that go together, as in { network.depth: [10, 20], training.epochs: [1, 2] }',
    );
    return [];
  }
  const columns: { readonly path: string; readonly values: readonly AxisValue[] }[] = [];
  for (const [path, value] of Object.entries(raw)) {
    const parameter = parameterOf(path, [...at, path], parameters, refuse);
    if (parameter === undefined) continue;
    const values = readValues(value, parameter, [...at, path], refuse, (axis) => valuesAsWritten(axis).values);
    if (values !== null) columns.push({ path, values });
  }
  if (columns.length < Object.keys(raw).length) return [];
  const lengths = new Set(columns.map(({ values }) => values.length));
  if (lengths.size > 1) {
    const told = columns.map(({ path, values }) => `${path} has ${values.length}`).join(', ');
    refuse(at, `what goes together has as many values each, but ${told}`);
    return [];
  }
  const rows = columns[0]!.values.map((_, i) => columns.map(({ values }) => values[i]!));
  const distinct = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
  return [{ paths: columns.map(({ path }) => path), rows: distinct, at }];
}

function readConditions(raw: unknown, at: readonly PropertyKey[], refuse: Refuse): readonly Written[] {
  const list = Array.isArray(raw) ? raw : [raw];
  return list.flatMap((text, i) => {
    const place = Array.isArray(raw) ? [...at, i] : at;
    if (typeof text === 'string' && text.trim() !== '') return [{ text, at: place }];
    refuse(
      place,
      "expected a condition on parameters, as in 'network.depth > 40 and network.sigmaW2 < 1.2', or a list of them",
    );
    return [];
  });
}

export function isListOfLists(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray);
}

/** A grid without what it says of a parameter. */
export function withoutPath(grid: GridSource, path: string): GridSource {
  const factors = grid.factors.flatMap((factor): WrittenFactor[] => {
    const column = factor.paths.indexOf(path);
    if (column === -1) return [factor];
    const paths = factor.paths.filter((other) => other !== path);
    if (paths.length === 0) return [];
    const rows = factor.rows.map((row) => row.filter((_, i) => i !== column));
    return [{ ...factor, paths, rows: [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()] }];
  });
  const formulas = new Map(grid.formulas);
  formulas.delete(path);
  return { ...grid, factors, formulas };
}

/** Grids as a study file writes them, every axis as the list of its values. */
export function writtenSweep(grids: readonly GridSource[]): unknown {
  const written = grids.map(({ factors, formulas, exclude, include }) => {
    const zips = factors.filter(({ paths }) => paths.length > 1);
    const zip = zips.map(({ paths, rows }) =>
      Object.fromEntries(paths.map((path, i) => [path, rows.map((row) => row[i]!)])),
    );
    return {
      ...Object.fromEntries(
        factors
          .filter(({ paths }) => paths.length === 1)
          .map(({ paths, rows }) => [paths[0]!, rows.map(([value]) => value!)]),
      ),
      ...Object.fromEntries([...formulas].map(([path, { text }]) => [path, `= ${text}`])),
      ...(zip.length === 0 ? {} : { zip }),
      ...(exclude.length === 0 ? {} : { exclude: exclude.map(({ text }) => text) }),
      ...(include.length === 0 ? {} : { include: include.map(({ text }) => text) }),
    };
  });
  return written.length === 1 ? written[0] : written;
}

/** The place and path of a fault in a file. */
export function placed(lineOf: (path: readonly PropertyKey[]) => string): (path: readonly PropertyKey[]) => string {
  return (path) => [lineOf(path), pathText(path)].filter(Boolean).join(': ');
}
