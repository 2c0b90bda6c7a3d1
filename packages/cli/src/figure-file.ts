import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Figure, SqlRow } from '@rgflow/studies';
import { FIGURE_FORMATS, type FigureFormat, figures, renderFigure } from '@rgflow/studies/figures';
import { type Ask, sqlLiteral } from './ask.js';
import { suggestion } from './nearest-names.js';
import { UsageError } from './usage-error.js';

/** A figure drawn for one study, and the rows behind it. */
export interface DrawnFigure {
  readonly figure: Figure;
  readonly svg: string;
  readonly answers: Readonly<Record<string, readonly SqlRow[]>>;
}

/** The figure of that name. @throws {UsageError} if there is none; the message gives the nearest names. */
export function findFigure(name: string): Figure {
  const known = figures.find((candidate) => candidate.name === name);
  if (known !== undefined) return known;
  const names = figures.map((candidate) => candidate.name);
  throw new UsageError(`${name}: there is no figure of that name${suggestion(name, names)}`);
}

/** Asks the questions of a figure and draws it. @throws {FigureError} if there is nothing to draw. */
export async function drawFigure(figure: Figure, study: string, ask: Ask): Promise<DrawnFigure> {
  const answers: Record<string, readonly SqlRow[]> = {};
  for (const [name, sql] of Object.entries(figure.queries(sqlLiteral(study)))) answers[name] = await ask(sql);
  return { figure, svg: figure.draw(answers), answers };
}

/** Writes a figure in the format that the file's name ends in; a reader never sees half of it. */
export async function writeFigure({ figure, svg, answers }: DrawnFigure, file: string): Promise<void> {
  const content = renderFigure(figure, svg, figureFormatOf(file), answers);
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
