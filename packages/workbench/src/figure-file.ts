import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type DrawnFigure,
  drawnFigure,
  FIGURE_FORMATS,
  type Figure,
  type FigureFormat,
  type SqlRow,
} from '@rgflow/drawing';
import { studies as ours, type PublishedStudy } from '@rgflow/studies';
import { type Ask, sqlLiteral } from './ask.js';
import { suggestion } from './nearest-names.js';
import { UsageError } from './usage-error.js';

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

/** The figure of that name. @throws {UsageError} if there is none; the message gives the nearest names. */
export async function findFigure(name: string, studies: readonly PublishedStudy[] = ours): Promise<NamedFigure> {
  const load = studies.map(({ figures }) => figures[name]).find((each) => each !== undefined);
  if (load === undefined) {
    throw new UsageError(`${name}: there is no figure of that name${suggestion(name, figureNames(studies))}`);
  }
  return { name, figure: (await load()).figure };
}

/** Asks the questions of a figure and draws it. @throws {FigureError} if there is nothing to draw. */
export async function drawFigure({ name, figure }: NamedFigure, study: string, ask: Ask): Promise<DrawnFigure> {
  const answers: Record<string, readonly SqlRow[]> = {};
  for (const [query, sql] of Object.entries(figure.queries(sqlLiteral(study)))) answers[query] = await ask(sql);
  return drawnFigure(name, figure, answers);
}

/** Writes a figure in the format that the file's name ends in; a reader never sees half of it. */
export async function writeFigure(drawn: DrawnFigure, file: string): Promise<void> {
  const { renderFigure } = await import('@rgflow/drawing/node');
  const content = renderFigure(drawn, figureFormatOf(file));
  await mkdir(dirname(file), { recursive: true });
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** @throws {UsageError} if the ending is none of the formats. */
export function figureFormatOf(file: string): FigureFormat {
  const format = FIGURE_FORMATS.find((candidate) => file.toLowerCase().endsWith(`.${candidate}`));
  if (format !== undefined) return format;
  throw new UsageError(
    `${file}: a figure is written as ${FIGURE_FORMATS.map((name) => `.${name}`).join(', ')}; give one of these endings.`,
  );
}
