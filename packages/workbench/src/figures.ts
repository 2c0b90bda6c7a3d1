import type { Figure } from '@rgflow/drawing';
import { didYouMean } from '@rgflow/pipeline';
import { studies as ours, type PublishedStudy } from '@rgflow/studies';
import { type Ask, askFile, sqlLiteral } from './ask.js';
import { demandStore } from './demand-store.js';
import { askOfRun } from './newest-run.js';
import { onlyOthers, otherNames } from './other-names.js';
import { findResults, type ResultsOptions } from './results-of.js';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

/** A figure under the name that its study gives it, the one on the command line. */
export interface NamedFigure {
  readonly name: string;
  readonly figure: Figure;
}

/** The names of all figures, in the order of the studies, each once. */
export function figureNames(studies: readonly PublishedStudy[] = ours): readonly string[] {
  return [...new Set(studies.flatMap(({ figures }) => Object.keys(figures)))];
}

/** The names of the studies that have a figure. */
export function studiesWith(figure: string, studies: readonly PublishedStudy[] = ours): readonly string[] {
  return studies.filter(({ figures }) => figure in figures).map(({ name }) => name);
}

/** The title of a figure, without loading the figure where its door says it. */
export async function titleOf(name: string, studies: readonly PublishedStudy[] = ours): Promise<string> {
  const load = studies.map(({ figures }) => figures[name]).find((each) => each !== undefined);
  return load?.title ?? (await findFigure(name, studies)).figure.title;
}

/** The figure of that name. @throws {UsageError} if there is none; the message gives the nearest names. */
export async function findFigure(name: string, studies: readonly PublishedStudy[] = ours): Promise<NamedFigure> {
  const load = studies.map(({ figures }) => figures[name]).find((each) => each !== undefined);
  if (load === undefined) {
    throw new UsageError(`${name}: there is no figure of that name${didYouMean(name, figureNames(studies))}`);
  }
  return { name, figure: (await load()).figure };
}

/** A figure, the study to draw it of, and the store to ask. */
export interface FigureOfStudy extends NamedFigure {
  readonly study: string;
  /** What the results are called. */
  readonly called: string;
  readonly store: string;
  readonly ask: Ask;
}

export interface FigureOptions extends ResultsOptions {
  readonly study?: string | undefined;
  readonly store?: string | undefined;
}

/**
 * Joins a figure to a store: of the results that are asked for, else of those that the first study that has it, or the
 * study that is named, calls its own.
 *
 * @throws {UsageError} if there is no such figure, study, store or run, or the run is of a study without this figure.
 */
export async function figureOfStudy(
  name: string,
  options: FigureOptions = {},
  studies: readonly PublishedStudy[] = ours,
): Promise<FigureOfStudy> {
  const plain = await figureToAsk(name, options, studies);
  const { ask, study } = plain;
  const run = await findResults(options, ask);
  if (run === null) {
    const others = await otherNames([study], ask);
    if (others.length === 0) return plain;
    throw new UsageError(`${name}: ${onlyOthers(study, others)}`);
  }
  if (options.study !== undefined && options.study !== run.study) {
    throw new UsageError(`--study ${study}: the results called '${run.name}' are of ${run.study}; leave --study out.`);
  }
  if (!studiesWith(name, studies).includes(run.study)) {
    throw new UsageError(
      `${name}: is no figure of ${run.study}, of which the results called '${run.name}' are; \`rgflow figure\` lists them.`,
    );
  }
  return { ...plain, study: run.study, called: run.name, ask: await askOfRun(run.runId, ask) };
}

/** A figure, the study of its own results, and the store. */
async function figureToAsk(
  name: string,
  options: Pick<FigureOptions, 'study' | 'store'>,
  studies: readonly PublishedStudy[],
): Promise<FigureOfStudy> {
  const found = await findFigure(name, studies);
  const [first = name, ...others] = studiesWith(name, studies);
  const { study = first, store = defaultStore() } = options;
  demandStore(store, study);
  if (!studies.some((known) => known.name === study)) {
    throw new UsageError(`--study ${study}: rgflow knows no such study${didYouMean(study, [first, ...others])}`);
  }
  return { ...found, study, called: study, store, ask: askFile(store) };
}

/**
 * The same to follow the newest run of a name, finished or not.
 *
 * @throws {UsageError} if there is no such figure, study or store, or no run of the name.
 */
export async function figureToWatch(
  name: string,
  { name: called, study, store }: Omit<FigureOptions, 'run'> = {},
  studies: readonly PublishedStudy[] = ours,
): Promise<FigureOfStudy> {
  const plain = await figureToAsk(name, { study, store }, studies);
  if (called === undefined) {
    const names = await plain.ask(
      `select name from run where study = ${sqlLiteral(plain.study)} group by name order by max(sequence) desc`,
    );
    const others = names.map((row) => String(row.name));
    if (others.length === 0 || others.includes(plain.study)) return plain;
    throw new UsageError(`${name}: ${onlyOthers(plain.study, others)}`);
  }
  const [run] = await plain.ask(
    `select study from run where name = ${sqlLiteral(called)} order by sequence desc limit 1`,
  );
  if (run === undefined) throw new UsageError(`--name ${called}: the store has no results of that name.`);
  return { ...plain, study: String(run.study), called };
}
