import { z } from 'zod';
import { StudyError } from '../errors.js';
import type { SweepAxis } from './axis.js';
import { axesOf, checkValues, faultOfCount, faultOfSize, originIn } from './check-sweep.js';
import { compileSweep } from './compile-sweep.js';
import { faultsOf, unknownParameter } from './faults.js';
import { cellParams } from './nested.js';
import { parametersOf, unknownPaths } from './parameters.js';
import { nameOfFile, nameSchema } from './results-name.js';
import { applySet } from './set-option.js';
import { cellCount, type Sweep, sweepCells } from './sweep.js';
import { type GridSource, placed, readSweep, writtenSweep } from './sweep-source.js';
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
  for (const set of sets) {
    const after = applySet(set, parameters, given, grids);
    grids = after.grids;
    if (after.path !== null) setPaths.set(after.path, `--set ${set}`);
  }

  const placeOf = (at: readonly PropertyKey[]): string => {
    if (String(at[0]).startsWith('--set ')) return String(at[0]);
    const set = at[0] === 'params' ? setPaths.get(at.slice(1).join('.')) : undefined;
    return set ?? place(at);
  };
  const sweep = compiledSweep(grids, { parameters, given, local, place: placeOf }, faults);
  const refuseSize = (fault: string | null): void => {
    if (fault !== null) throw new StudyError(`${setPaths.size > 0 ? source.file : lineOf(['sweep'])}: sweep: ${fault}`);
  };
  if (sweep !== null) {
    refuseSize(faultOfSize(sweep, grids));
    const checked = { params: study.params, given, names, unread };
    for (const [i, grid] of grids.entries()) {
      checkValues(checked, sweep.grids[i]!, originIn(grid, names, setPaths, place), faults);
    }
  }
  if (sweep === null || faults.size > 0) throw new StudyError([...faults].join('\n'));
  const allCells = cellCount(sweep);
  refuseSize(faultOfCount(grids, allCells));

  return {
    name: file.data.name ?? nameOfFile(source.file),
    title: file.data.title ?? study.title,
    cost: file.data.cost ?? null,
    given,
    axes: axesOf(grids),
    sweep: writtenSweep(grids),
    local,
    allCells,
    *cells() {
      for (const values of sweepCells(sweep)) {
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
});
const FILE_KEYS = Object.keys(fileSchema.shape);

function section() {
  return z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((given) => given ?? {});
}
