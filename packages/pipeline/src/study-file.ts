import { closest, distance } from 'fastest-levenshtein';
import { isNode, LineCounter, parseDocument, parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Scalar } from './artifact-store.js';
import { StudyError } from './errors.js';
import { parametersOf } from './parameters.js';
import type { AnyStudy } from './study.js';
import { axisSchema, axisValues, type SweepAxis, sweepCells } from './sweep.js';

/** The text of a study file and the name to call it by in messages. */
export interface StudySource {
  readonly text: string;
  readonly file: string;
}

/** A study file joined with its study: checked, `--set` applied, ready to expand. */
export interface ConfiguredStudy {
  readonly study: AnyStudy;
  readonly title: string;
  /** The parameters as given (nested, without defaults). */
  readonly given: Readonly<Record<string, unknown>>;
  readonly axes: readonly SweepAxis[];
  /** The parameters of each cell, defaults filled in, lazily, the last axis running fastest. */
  cells(): Iterable<Readonly<Record<string, unknown>>>;
}

/** The name of the study that a study file is for. @throws {StudyError} if the file is not YAML or names none. */
export function studyNameOf(source: StudySource): string {
  const { root, where } = read(source);
  const name = (root as { study?: unknown } | null)?.study;
  if (typeof name !== 'string') {
    throw new StudyError(`${where(['study'])}: study: expected the name of a study, as in 'study: quickstart'.`);
  }
  return name;
}

/**
 * Reads a study file against its study and applies `sets` (`path=value` as given to `--set`, the value in YAML).
 *
 * A set path replaces a parameter; if that path is swept, the sweep over it gives way. A list or a range as the value
 * sweeps the parameter. Every value of every axis is checked before anything runs.
 *
 * @throws {StudyError} one line per fault: file and line, path, what was expected, and the nearest valid name.
 */
export function configureStudy(study: AnyStudy, source: StudySource, sets: readonly string[] = []): ConfiguredStudy {
  const { root, where: whereInFile } = read(source);
  const names = parametersOf(study.params).map((parameter) => parameter.path);
  const origins = new Map<string, string>();
  const where = (path: readonly PropertyKey[]): string =>
    origins.get(path.join('.')) ?? whereInFile(locate(root, path));

  const file = fileSchema.safeParse(root);
  if (!file.success) throw new StudyError(faultsOf(file.error, [], Object.keys(fileSchema.shape), where).join('\n'));

  const given = structuredClone(file.data.params);
  const axes = new Map<string, readonly Scalar[]>();
  for (const [path, axis] of Object.entries(file.data.sweep)) {
    if (!names.includes(path)) {
      throw new StudyError(
        `${whereInFile(['sweep', path])}: sweep.${path}: unknown parameter${suggestion(path, names)}`,
      );
    }
    axes.set(path, axisValues(axis));
  }
  for (const set of sets) {
    const { path, value } = readSet(set, names);
    axes.delete(path);
    const axis = axisSchema.safeParse(value);
    if (axis.success) axes.set(path, axisValues(axis.data));
    else setPath(given, path, value);
    origins.set(path, '--set');
  }

  const faults = new Set<string>();
  const check = (params: unknown): void => {
    const result = study.params.safeParse(params);
    if (!result.success) for (const fault of faultsOf(result.error, ['params'], names, where)) faults.add(fault);
  };
  const firsts = Object.fromEntries([...axes].map(([path, values]) => [path, values[0]!]));
  check(cellParams(given, firsts));
  for (const [path, values] of axes) for (const value of values) check(cellParams(given, { ...firsts, [path]: value }));
  if (faults.size > 0) throw new StudyError([...faults].join('\n'));

  const sweep = [...axes].map(([path, values]) => ({ path, values }));
  return {
    study,
    title: file.data.title ?? study.title,
    given,
    axes: sweep,
    *cells() {
      for (const values of sweepCells(sweep))
        yield study.params.parse(cellParams(given, values)) as Record<string, unknown>;
    },
  };
}

const fileSchema = z.strictObject({
  study: z.string(),
  title: z.string().optional(),
  params: z.record(z.string(), z.unknown()).default({}),
  sweep: z.record(z.string(), axisSchema).default({}),
});

/** The content of a study file, and how to find the line of a path in it (or of the nearest enclosing path). */
function read(source: StudySource): { root: unknown; where: (path: readonly PropertyKey[]) => string } {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw new StudyError(`${source.file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  const where = (path: readonly PropertyKey[]): string => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return `${source.file}:${lines.linePos(node.range[0]).line}`;
    }
    return `${source.file}:1`;
  };
  return { root: document.toJS() as unknown, where };
}

/** Where a path of the parameters stands in the file: under `params`, or as a swept key under `sweep`. */
function locate(root: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] {
  const [head, ...rest] = path;
  const swept = (root as { sweep?: Record<string, unknown> } | null)?.sweep;
  return head === 'params' && swept !== undefined && rest.join('.') in swept ? ['sweep', rest.join('.')] : path;
}

function readSet(set: string, names: readonly string[]): { path: string; value: unknown } {
  const equals = set.indexOf('=');
  if (equals < 1) throw new StudyError(`--set ${set}: expected path=value, as in --set training.epochs=2`);
  const path = set.slice(0, equals);
  if (!names.includes(path)) throw new StudyError(`--set ${set}: unknown parameter${suggestion(path, names)}`);
  try {
    return { path, value: parseYaml(set.slice(equals + 1)) as unknown };
  } catch (error) {
    throw new StudyError(`--set ${set}: the value is not YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  let inner = target;
  for (const key of keys) {
    const next = inner[key];
    if (typeof next !== 'object' || next === null) inner[key] = {};
    inner = inner[key] as Record<string, unknown>;
  }
  inner[last] = value;
}

function cellParams(given: Readonly<Record<string, unknown>>, values: Readonly<Record<string, Scalar>>): unknown {
  const params = structuredClone(given) as Record<string, unknown>;
  for (const [path, value] of Object.entries(values)) setPath(params, path, value);
  return params;
}

/** One sentence per fault of a zod error, with its place. */
function faultsOf(
  error: z.ZodError,
  prefix: readonly PropertyKey[],
  names: readonly string[],
  where: (path: readonly PropertyKey[]) => string,
): string[] {
  return error.issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const inner = [...issue.path, key].join('.');
        return `${where([...path, key])}: ${[...path, key].join('.')}: unknown parameter${suggestion(inner, names)}`;
      });
    }
    return [`${where(path)}: ${path.join('.')}: ${issue.message}`];
  });
}

/** `; did you mean network.sigmaW2?`, by the nearest whole path or the nearest last part of one. */
function suggestion(path: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const plain = (name: string): string => name.replace(/[_-]/g, '').toLowerCase();
  const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  const byLast = names.find((name) => plain(last(name)) === plain(last(path)));
  const nearest = byLast ?? closest(path, [...names]);
  const far = distance(plain(last(path)), plain(last(nearest))) > Math.max(2, last(nearest).length / 2);
  return far ? `; the parameters are ${names.join(', ')}` : `; did you mean ${nearest}?`;
}
