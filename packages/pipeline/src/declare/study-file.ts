import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { StudyError } from '../errors.js';
import { didYouMean } from './did-you-mean.js';
import { faultsOf, pathText, unknownParameter } from './faults.js';
import { type Parameter, parametersOf, unknownPaths } from './parameters.js';
import { type AxisValue, axisSchema, axisValues, cellCount, type Share, type SweepAxis, sweepCells } from './sweep.js';
import { readYaml } from './yaml-lines.js';

/** What a study file configures: a study, but for how it is planned. */
export interface ConfigurableStudy {
  readonly name: string;
  readonly title: string;
  readonly params: z.ZodObject;
}

/** The text of a study file and the name to call it by in messages. */
export interface StudySource {
  readonly text: string;
  readonly file: string;
}

/** A study file joined with its study: checked, `--set` applied, ready to expand. */
export interface ConfiguredStudy {
  readonly title: string;
  /** The parameters as given (nested, without defaults). */
  readonly given: Readonly<Record<string, unknown>>;
  readonly axes: readonly SweepAxis[];
  /** Cells of the whole sweep. */
  readonly allCells: number;
  /**
   * The parameters of each cell of the share, defaults filled in, lazily, the last axis running fastest.
   *
   * @throws {StudyError} at a cell whose values are impossible only together.
   */
  cells(): Iterable<Readonly<Record<string, unknown>>>;
}

/** More cells than this are a slip of the pen: their plan would fill the memory. */
const MOST_CELLS = 1_000_000;

/** The name of the study that a study file is for. @throws {StudyError} if the file is not YAML or names none. */
export function studyNameOf(source: StudySource): string {
  const { root, lineOf } = readYaml(source);
  const name = (root as { study?: unknown } | null)?.study;
  if (typeof name !== 'string') {
    throw new StudyError(`${lineOf(['study'])}: study: expected the name of a study, as in 'study: quickstart'.`);
  }
  return name;
}

/**
 * Reads a study file against its study and applies `sets` (`path=value` as given to `--set`, the value in YAML).
 *
 * A set path replaces a parameter; if that path is swept, the sweep over it gives way. A list or a range as the value
 * sweeps the parameter; if the parameter is itself a list, a list is its value and a list of lists sweeps it. Every value of
 * every axis is checked before anything runs, and the cells are counted before any is expanded.
 *
 * @param share  the cells to expand; all unless told
 * @throws {StudyError} one line per fault: file and line, path, what was expected, and the nearest valid name.
 */
export function configureStudy(
  study: ConfigurableStudy,
  source: StudySource,
  sets: readonly string[] = [],
  share?: Share,
): ConfiguredStudy {
  const { root, lineOf } = readYaml(source);
  const parameters = parametersOf(study.params);
  const names = parameters.map((parameter) => parameter.path);

  const file = fileSchema.safeParse(root ?? {});
  if (!file.success) {
    const place = (path: readonly PropertyKey[]): string => [lineOf(path), pathText(path)].filter(Boolean).join(': ');
    throw new StudyError(faultsOf(file.error, FILE_KEYS, place).join('\n'));
  }
  if (file.data.study !== study.name) {
    throw new StudyError(
      `${lineOf(['study'])}: study: is '${file.data.study}', but the study at hand is '${study.name}'.`,
    );
  }

  const given = structuredClone(file.data.params);
  const axes = new Map<string, readonly AxisValue[]>();
  const faults = new Set<string>();
  for (const path of unknownPaths(study.params, given)) {
    const name = path.join('.');
    faults.add(`${lineOf(['params', ...path])}: params.${name}: ${unknownParameter(path, names)}`);
  }
  for (const [path, axis] of Object.entries(file.data.sweep)) {
    const place = `${lineOf(['sweep', path])}: sweep.${path}`;
    const parameter = parameters.find((candidate) => candidate.path === path);
    if (parameter === undefined) faults.add(`${place}: unknown parameter${didYouMean(path, names)}`);
    else if (parameter.list && !isListOfLists(axis)) {
      faults.add(`${place}: is a list itself; give it under params, or sweep over lists, as in [[...], [...]]`);
    } else axes.set(path, axisValues(axis));
  }
  const swept = new Set(axes.keys());
  const setPaths = new Map<string, string>();
  for (const set of sets) {
    const { parameter, value } = readSet(set, parameters);
    const { path } = parameter;
    setPaths.set(path, `--set ${set}`);
    axes.delete(path);
    // Of a scalar parameter anything but a scalar can only be a sweep, of a list only a list of lists.
    const isValue = parameter.list ? !isListOfLists(value) : parameter.type === 'OTHER';
    if (isValue || typeof value !== 'object' || value === null) {
      setPath(given, path, value);
      continue;
    }
    const axis = axisSchema.safeParse(value);
    if (!axis.success) throw new StudyError(`--set ${set}: ${axis.error.issues[0]!.message}`);
    axes.set(path, axisValues(axis.data));
  }

  const sweep = [...axes].map(([path, values]) => ({ path, values }));
  if (cellCount(sweep, share) > MOST_CELLS || cellCount(sweep) > Number.MAX_SAFE_INTEGER) {
    const place = setPaths.size > 0 ? source.file : lineOf(['sweep']);
    throw new StudyError(`${place}: sweep: ${tooMany(sweep, share)}`);
  }
  /** The place and path of a parameter's value: its `--set`, its sweep, or where it stands under `params`. */
  const origin = (path: readonly PropertyKey[]): string => {
    const dotted = path.join('.');
    const name = names.find((candidate) => dotted === candidate || dotted.startsWith(`${candidate}.`)) ?? dotted;
    if (setPaths.has(name)) return `${setPaths.get(name)}: ${pathText(path)}`;
    const full = swept.has(name) ? ['sweep', name] : ['params', ...path];
    return `${lineOf(full)}: ${pathText(full)}`;
  };
  const check = (values: Readonly<Record<string, AxisValue>>): void => {
    const parsed = study.params.safeParse(cellParams(given, values), { reportInput: true });
    if (!parsed.success) for (const fault of faultsOf(parsed.error, names, origin)) faults.add(fault);
  };
  const firsts = Object.fromEntries([...axes].map(([path, values]) => [path, values[0]!]));
  check(firsts);
  for (const [path, values] of axes) for (const value of values) check({ ...firsts, [path]: value });
  if (faults.size > 0) throw new StudyError([...faults].join('\n'));

  return {
    title: file.data.title ?? study.title,
    given,
    axes: sweep,
    allCells: cellCount(sweep),
    *cells() {
      for (const values of sweepCells(sweep, share)) {
        const parsed = study.params.safeParse(cellParams(given, values));
        if (!parsed.success) {
          const place = `${source.file}: the cell ${JSON.stringify(values)}`;
          throw new StudyError(faultsOf(parsed.error, names, () => place).join('\n'));
        }
        yield parsed.data as Record<string, unknown>;
      }
    },
  };
}

/** How many cells there would be, and of what. */
function tooMany(sweep: readonly SweepAxis[], share: Share | undefined): string {
  const thousands = (count: number): string => count.toLocaleString('en');
  const factors = sweep.map(({ path, values }) => `${thousands(values.length)} of ${path}`).join(' x ');
  const all = cellCount(sweep);
  const here = cellCount(sweep, share);
  const inShare = here === all ? '' : `, ${thousands(here)} of them in this share`;
  return (
    `there are ${thousands(all)} cells (${factors})${inShare}; a plan has at most ${thousands(MOST_CELLS)}. ` +
    `Sweep over fewer values, or take a share of them: --shard 1/${Math.ceil(all / MOST_CELLS)}`
  );
}

const fileSchema = z.strictObject({
  study: z.string(),
  title: z.string().optional(),
  // An empty section, everything in it commented out, is null in YAML.
  params: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((params) => params ?? {}),
  sweep: z
    .record(z.string(), axisSchema)
    .nullish()
    .transform((sweep) => sweep ?? {}),
});
const FILE_KEYS = Object.keys(fileSchema.shape);

function readSet(set: string, parameters: readonly Parameter[]): { parameter: Parameter; value: unknown } {
  const equals = set.indexOf('=');
  if (equals < 1) throw new StudyError(`--set ${set}: expected path=value, as in --set training.epochs=2`);
  const path = set.slice(0, equals);
  const parameter = parameters.find((candidate) => candidate.path === path);
  if (parameter === undefined) {
    const names = parameters.map((candidate) => candidate.path);
    throw new StudyError(`--set ${set}: unknown parameter${didYouMean(path, names)}`);
  }
  try {
    return { parameter, value: parseYaml(set.slice(equals + 1)) as unknown };
  } catch (error) {
    throw new StudyError(`--set ${set}: the value is not YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

function isListOfLists(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray);
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

/** `given` with the values of a cell; what lies on no path of them is the same object in all cells. */
function cellParams(given: Readonly<Record<string, unknown>>, values: Readonly<Record<string, AxisValue>>): unknown {
  let params = given;
  for (const path in values) params = withPath(params, path.split('.'), 0, values[path]!);
  return params;
}

function withPath(
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  at: number,
  value: AxisValue,
): Readonly<Record<string, unknown>> {
  const key = keys[at]!;
  if (at === keys.length - 1) return { ...given, [key]: value };
  const next = given[key];
  const inner = typeof next === 'object' && next !== null ? (next as Readonly<Record<string, unknown>>) : {};
  return { ...given, [key]: withPath(inner, keys, at + 1, value) };
}
