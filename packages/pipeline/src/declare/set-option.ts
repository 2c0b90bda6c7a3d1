import { parse as parseYaml } from 'yaml';
import { StudyError } from '../errors.js';
import { axisValues, readAxis } from './axis.js';
import { didYouMean } from './did-you-mean.js';
import { setPath } from './nested.js';
import type { Parameter } from './parameters.js';
import { formulaOf, type GridSource, isListOfLists, type Refuse, readSweep, withoutPath } from './sweep-source.js';

/** Sections of a grid that `--set` adds to. */
const OF_GRIDS = ['zip', 'exclude', 'include'] as const;

/** Sections of a study file besides the parameters that `--set` reaches, whole or key by key. */
const SECTIONS = ['refine', 'replicate'] as const;

/** Whether a path is one of such a section. */
export function isAdaptive(path: string): boolean {
  return SECTIONS.some((section) => path === section || path.startsWith(`${section}.`));
}

/** A study file's parameters and grids after a `--set`. */
export interface AfterSet {
  /** The path that was set; null for what is of the grids. */
  readonly path: string | null;
  readonly grids: readonly GridSource[];
}

/**
 * Applies one `--set path=value`, the value in YAML: a value replaces the parameter, and its sweep gives way; a list, a
 * range, points or a count sweep it in every grid; a text that begins with = makes it follow others. `zip=`, `exclude=` and
 * `include=` add to every grid. `refine.width=1` and the like change what follows from results, `refine=null` leaves it out.
 *
 * @param given     what stands under `params`; changed in its place
 * @param sections  what stands under `refine` and `replicate`; changed in its place
 * @throws {StudyError} if it is none of these.
 */
export function applySet(
  set: string,
  parameters: readonly Parameter[],
  given: Record<string, unknown>,
  grids: readonly GridSource[],
  sections: Record<string, unknown> = {},
): AfterSet {
  const equals = set.indexOf('=');
  if (equals < 1) throw new StudyError(`--set ${set}: expected path=value, as in --set training.epochs=2`);
  const path = set.slice(0, equals);
  const ofGrids = OF_GRIDS.find((name) => name === path);
  if (ofGrids !== undefined)
    return { path: null, grids: addToGrids(set, ofGrids, yamlValue(set, equals), parameters, grids) };
  if (isAdaptive(path)) {
    setPath(sections, path, yamlValue(set, equals));
    return { path, grids };
  }
  const parameter = parameters.find((candidate) => candidate.path === path);
  if (parameter === undefined) {
    const names = [...parameters.map((candidate) => candidate.path), ...SECTIONS];
    throw new StudyError(`--set ${set}: unknown parameter${didYouMean(path, names)}`);
  }
  const value = yamlValue(set, equals);
  const without = grids.map((grid) => withoutPath(grid, path));
  // Of a scalar parameter anything but a scalar can only be a sweep, of a list only a list of lists.
  const isValue = parameter.list ? !isListOfLists(value) : parameter.type === 'OTHER';
  if (isValue || typeof value !== 'object' || value === null) {
    setPath(given, path, value);
    return { path, grids: without };
  }
  const read = readAxis(value);
  if ('faults' in read) throw new StudyError(`--set ${set}: ${read.faults[0]!.fault}`);
  const factor = { paths: [path], rows: axisValues(read.axis).map((each) => [each]), at: ['sweep', path] };
  return { path, grids: without.map((grid) => ({ ...grid, factors: [...grid.factors, factor] })) };
}

function yamlValue(set: string, equals: number): unknown {
  const text = set.slice(equals + 1);
  // A formula needs no quotes here.
  if (formulaOf(text) !== null) return text;
  try {
    return parseYaml(text) as unknown;
  } catch (error) {
    throw new StudyError(`--set ${set}: the value is not YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

function addToGrids(
  set: string,
  section: (typeof OF_GRIDS)[number],
  value: unknown,
  parameters: readonly Parameter[],
  grids: readonly GridSource[],
): readonly GridSource[] {
  const refuse: Refuse = (_, fault) => {
    throw new StudyError(`--set ${set}: ${fault}`);
  };
  const [added] = readSweep({ [section]: value }, parameters, refuse) as [GridSource];
  const paths = added.factors.flatMap((factor) => factor.paths);
  return grids.map((grid) => {
    const rest = paths.reduce(withoutPath, grid);
    return {
      ...rest,
      factors: [...rest.factors, ...added.factors],
      exclude: [...rest.exclude, ...added.exclude.map((each) => ({ ...each, at: [`--set ${set}`] }))],
      include: [...rest.include, ...added.include.map((each) => ({ ...each, at: [`--set ${set}`] }))],
    };
  });
}
