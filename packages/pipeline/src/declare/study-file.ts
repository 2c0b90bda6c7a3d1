import { z } from 'zod';
import { StudyError } from '../errors.js';
import { type Adaptive, readAdaptive } from './adaptive.js';
import { type Addition, withAdditions } from './added-cells.js';
import type { AxisValue, SweepAxis } from './axis.js';
import { axesOf, checkValues, checkVaried, faultOfCount, faultOfSize, originIn } from './check-sweep.js';
import { compileSweep } from './compile-sweep.js';
import { faultsOf, unknownParameter } from './faults.js';
import { cellParams, valueAt } from './nested.js';
import { parametersOf, unknownPaths } from './parameters.js';
import { nameOfFile, nameSchema } from './results-name.js';
import { applySet, isAdaptive } from './set-option.js';
import { cellCount, type Sweep, sweepCells } from './sweep.js';
import { formulaOf, type GridSource, placed, readSweep, writtenSweep } from './sweep-source.js';
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
  /** What its results are called. */
  readonly name: string;
  readonly title: string;
  /** How long it takes, as the file says it for who chooses; null if it does not. */
  readonly cost: string | null;
  /** The parameters as given (nested, without defaults). */
  readonly given: Readonly<Record<string, unknown>>;
  /** The parameters that are varied with all their values, those that go together one by one. */
  readonly axes: readonly SweepAxis[];
  /** The sweep as a study file would write it, `--set` applied. */
  readonly sweep: unknown;
  /** Named values for formulas and conditions. */
  readonly local: Readonly<Record<string, unknown>>;
  /** Cells of the whole sweep. */
  readonly allCells: number;
  /**
   * The parameters of each cell, defaults filled in, lazily, grid by grid, the last axis running fastest.
   *
   * @throws {StudyError} at a cell whose values are impossible only together.
   */
  cells(): Iterable<Readonly<Record<string, unknown>>>;
  /** The same, each with the values of what the sweep varies. @throws as `cells` */
  sweptCells(): Iterable<SweptCell>;
  /** What of the study follows from its results: further values of an axis, further seeds. */
  readonly adaptive: Adaptive;
  /** The sections of that as a study file would write them, `--set` applied. */
  readonly adaptiveSource: Readonly<Record<string, unknown>>;
  /** The place in the file, or the `--set`, of what stands at a path. */
  place(path: readonly PropertyKey[]): string;
  /** The same study with further cells behind those it has. @throws {StudyError} if they are more than a plan can have. */
  extended(additions: readonly Addition[]): ConfiguredStudy;
}

/** A cell of a sweep. */
export interface SweptCell {
  /** The number of the grid that it is of, or that it was added to. */
  readonly grid: number;
  /** What the sweep varies, by path; what follows other parameters in this cell is left out. */
  readonly values: Readonly<Record<string, AxisValue>>;
  /** All parameters, nested, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
}

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
 * Reads a study file against its study and applies `sets` (`path=value` as given to `--set`).
 *
 * A sweep is one grid or the union of several. A grid is every combination of its axes and of its groups of parameters
 * that go together (`zip`), but for what it excludes. A parameter may follow others by a formula. Every value of every
 * axis is checked before anything runs, and the combinations are counted before any is expanded.
 *
 * @throws {StudyError} one line per fault: file and line, path, what was expected, and the nearest valid name.
 */
export function configureStudy(
  study: ConfigurableStudy,
  source: StudySource,
  sets: readonly string[] = [],
): ConfiguredStudy {
  const { root, lineOf } = readYaml(source);
  const parameters = parametersOf(study.params);
  const names = parameters.map((parameter) => parameter.path);
  const place = placed(lineOf);

  const file = fileSchema.safeParse(root ?? {});
  if (!file.success) throw new StudyError(faultsOf(file.error, FILE_KEYS, place).join('\n'));
  const { local } = file.data;
  if (file.data.study !== study.name) {
    throw new StudyError(
      `${lineOf(['study'])}: study: is '${file.data.study}', but the study at hand is '${study.name}'.`,
    );
  }

  const given = structuredClone(file.data.params);
  const faults = new Set<string>();
  for (const path of unknownPaths(study.params, given)) {
    faults.add(`${place(['params', ...path])}: ${unknownParameter(path, names)}`);
  }
  const unread = new Set<string>();
  let grids = readSweep(file.data.sweep, parameters, (path, fault) => {
    faults.add(`${place(path)}: ${fault}`);
    for (const key of path) unread.add(String(key));
  });
  const setPaths = new Map<string, string>();
  const adaptiveSource: Record<string, unknown> = structuredClone({
    refine: file.data.refine,
    replicate: file.data.replicate,
  });
  for (const set of sets) {
    const after = applySet(set, parameters, given, grids, adaptiveSource);
    grids = after.grids;
    if (after.path !== null) setPaths.set(after.path, `--set ${set}`);
  }

  const placeOf = (at: readonly PropertyKey[]): string => {
    const [section, ...keys] = at;
    if (String(section).startsWith('--set ')) return String(section);
    if (section === 'params') return setPaths.get(keys.join('.')) ?? place(at);
    const dotted = at.join('.');
    const set = [...setPaths].find(([path]) => isAdaptive(path) && `${dotted}.`.startsWith(`${path}.`));
    return set === undefined ? place(at) : `${set[1]}: ${dotted}`;
  };
  const adaptive = readAdaptive(adaptiveSource, parameters, grids, (path, fault) => {
    faults.add(`${placeOf(path)}: ${fault}`);
  });
  const sweep = compiledSweep(grids, { parameters, given, local, place: placeOf }, faults);
  const refuseSize = (fault: string | null): void => {
    if (fault !== null) throw new StudyError(`${setPaths.size > 0 ? source.file : lineOf(['sweep'])}: sweep: ${fault}`);
  };
  if (sweep !== null) {
    refuseSize(faultOfSize(sweep, grids));
    const checked = { params: study.params, given, names, unread };
    for (const [i, grid] of grids.entries()) {
      checkValues(checked, sweep.grids[i]!, originIn(grid, names, setPaths, place), faults);
      checkVaried(checked, sweep.grids[i]!, (path) => placeOf(['params', ...path]), faults);
    }
  }
  if (sweep === null || faults.size > 0) throw new StudyError([...faults].join('\n'));

  const paramsOf = (cell: Readonly<Record<string, AxisValue>>): Readonly<Record<string, unknown>> => {
    const parsed = study.params.safeParse(cellParams(given, cell));
    if (parsed.success) return parsed.data;
    const at = `${source.file}: the cell ${JSON.stringify(cell)}`;
    throw new StudyError(faultsOf(parsed.error, names, () => at).join('\n'));
  };
  const configured = (ready: Sweep, all = grids, added: readonly Addition[] = []): ConfiguredStudy => {
    const allCells = cellCount(ready);
    refuseSize(faultOfCount(all, allCells));
    return {
      name: file.data.name ?? nameOfFile(source.file),
      title: file.data.title ?? study.title,
      cost: file.data.cost ?? null,
      given,
      axes: axesOf(all),
      sweep: writtenSweep(grids),
      local,
      allCells,
      adaptive,
      adaptiveSource: Object.fromEntries(Object.entries(adaptiveSource).filter(([, section]) => section != null)),
      place: placeOf,
      *cells() {
        for (const { cell } of sweepCells(ready)) yield paramsOf(cell);
      },
      *sweptCells() {
        const varied = axesOf(all).filter(({ path }) => formulaOf(valueAt(given, path)) === null);
        for (const { grid, cell } of sweepCells(ready)) {
          const params = paramsOf(cell);
          const values: Record<string, AxisValue> = {};
          for (const { path } of varied) {
            if (!all[grid]!.formulas.has(path)) values[path] = valueAt(params, path) as AxisValue;
          }
          yield { grid: added[grid - grids.length]?.grid ?? grid, values, params };
        }
      },
      extended(additions) {
        const more = withAdditions(grids, additions);
        const extended = compileSweep(more, { parameters, given, local, place: placeOf });
        refuseSize(faultOfSize(extended, more));
        return configured(extended, more, additions);
      },
    };
  };
  return configured(sweep);
}

/** The grids made ready; null, and told among the faults, if a formula or a condition is none. */
function compiledSweep(
  grids: readonly GridSource[],
  context: Parameters<typeof compileSweep>[1],
  faults: Set<string>,
): Sweep | null {
  try {
    return compileSweep(grids, context);
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    faults.add(error.message);
    return null;
  }
}

const fileSchema = z.strictObject({
  study: z.string(),
  name: nameSchema.optional(),
  title: z.string().optional(),
  cost: z.string().optional(),
  local: section(),
  // An empty section, everything in it commented out, is null in YAML.
  params: section(),
  sweep: z.unknown().optional(),
  refine: z.unknown().optional(),
  replicate: z.unknown().optional(),
});
const FILE_KEYS = Object.keys(fileSchema.shape);

function section() {
  return z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((given) => given ?? {});
}
