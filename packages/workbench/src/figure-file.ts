import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DrawnFigure, FigureFormat, SqlRow } from '@rgflow/drawing';
import { makeFolder } from '@rgflow/store/make-folder';
import { type Ask, sqlLiteral } from './ask.js';
import type { NamedFigure } from './figures.js';
import { everRun, missingColumn, neverRun, ofEarlierVersion } from './newest-run.js';
import { failureOf, UsageError } from './usage-error.js';

/** What a figure is written as: by the ending of its file. */
const FORMATS: readonly FigureFormat[] = ['svg', 'png', 'html'];

/**
 * Asks the questions of a figure and draws it.
 *
 * @throws {UsageError}  if a question cannot be answered because the study was never run, or by an earlier version only.
 * @throws {FigureError} if there is nothing to draw.
 */
export async function drawFigure({ name, figure }: NamedFigure, study: string, ask: Ask): Promise<DrawnFigure> {
  const { drawnFigure } = await import('@rgflow/drawing');
  const answers: Record<string, readonly SqlRow[]> = {};
  try {
    for (const [query, sql] of Object.entries(figure.queries(sqlLiteral(study)))) answers[query] = await ask(sql);
  } catch (error) {
    // A table that no run has filled was never made; SQL would only say that it is not there.
    if (failureOf(error) !== 'usage') throw error;
    if (!(await everRun(study, ask))) throw neverRun(study);
    const column = missingColumn((error as Error).message);
    throw column === null ? error : ofEarlierVersion(study, column);
  }
  return drawnFigure(name, figure, answers);
}

/** Writes a figure in the format that the file's name ends in; a reader never sees half of it. */
export async function writeFigure(drawn: DrawnFigure, file: string): Promise<void> {
  const { renderFigure } = await import('@rgflow/drawing/node');
  const content = renderFigure(drawn, figureFormatOf(file));
  makeFolder(dirname(file));
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    // About the file that was asked for.
    throw error instanceof Error && 'code' in error ? Object.assign(error, { path: file }) : error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** @throws {UsageError} if the ending is none of the formats. */
export function figureFormatOf(file: string): FigureFormat {
  const format = FORMATS.find((candidate) => file.toLowerCase().endsWith(`.${candidate}`));
  if (format !== undefined) return format;
  throw new UsageError(
    `${file}: a figure is written as ${FORMATS.map((name) => `.${name}`).join(', ')}; give one of these endings.`,
  );
}
