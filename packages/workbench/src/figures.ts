import { existsSync } from 'node:fs';
import type { Figure } from '@rgflow/drawing';
import { didYouMean } from '@rgflow/pipeline';
import { studies as ours, type PublishedStudy } from '@rgflow/studies';
import { type Ask, askFile } from './ask.js';
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
  readonly store: string;
  readonly ask: Ask;
}

/**
 * Joins a figure to a store, of the first study that has it unless one is named.
 *
 * @throws {UsageError} if there is no such figure, study or store.
 */
export async function figureOfStudy(
  name: string,
  options: { readonly study?: string | undefined; readonly store?: string | undefined } = {},
  studies: readonly PublishedStudy[] = ours,
): Promise<FigureOfStudy> {
  const found = await findFigure(name, studies);
  const [first = name, ...others] = studiesWith(name, studies);
  const { study = first, store = defaultStore() } = options;
  if (!existsSync(store)) {
    throw new UsageError(`${store}: there is no store yet; \`rgflow run ${study}\` makes it.`);
  }
  if (!studies.some((known) => known.name === study)) {
    throw new UsageError(`--study ${study}: rgflow knows no such study${didYouMean(study, [first, ...others])}`);
  }
  return { ...found, study, store, ask: askFile(store) };
}
