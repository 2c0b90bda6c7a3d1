import { existsSync } from 'node:fs';
import { querySql } from '@rgflow/store';
import { type Figure, findStudy, type SqlRow, studies } from '@rgflow/studies';
import { figures } from '@rgflow/studies/figures';
import type { Ask } from '../ask.js';
import { colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { drawFigure, figureFormatOf, findFigure, writeFigure } from '../figure-file.js';
import { suggestion } from '../nearest-names.js';
import { textTable } from '../text-table.js';
import { UsageError } from '../usage-error.js';
import { watchFigure } from '../watch-figure.js';
import { defaultStore } from '../workspace.js';

export interface FigureOptions {
  readonly output?: string;
  readonly study?: string;
  readonly store?: string;
  readonly watch?: boolean;
}

/** Draws a figure from the store, also while a run goes on; without a name, lists the figures. */
export async function figure(name: string | undefined, options: FigureOptions): Promise<ExitCode> {
  if (name === undefined) {
    const columns = [
      { header: 'figure', align: 'left' },
      { header: 'studies', align: 'left' },
      { header: 'title', align: 'left' },
    ] as const;
    const rows = figures.map((known) => [known.name, studiesWith(known).join(', '), known.title]);
    process.stdout.write(`${textTable(columns, rows, colorsFor(process.stdout))}\n`);
    return exitCode.ok;
  }
  const known = findFigure(name);
  const file = options.output ?? `${name}.svg`;
  figureFormatOf(file);
  const store = options.store ?? defaultStore();
  if (!existsSync(store)) {
    throw new UsageError(
      `${store}: there is no store yet; \`rgflow run ${studiesWith(known)[0] ?? 'quickstart'}\` makes it.`,
    );
  }
  const study = studyFor(known, options.study);
  const ask: Ask = async (sql) => {
    const bytes = await querySql(store, sql, 'json');
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly SqlRow[];
  };
  if (options.watch === true) await watchFigure(known, study, { file, store, ask });
  else await writeFigure(await drawFigure(known, study, ask), file);
  process.stdout.write(`${file}\n`);
  return exitCode.ok;
}

function studyFor(known: Figure, asked: string | undefined): string {
  const names = studiesWith(known);
  if (asked === undefined) return names[0] ?? 'quickstart';
  if (findStudy(asked) === undefined) {
    throw new UsageError(`--study ${asked}: rgflow knows no such study${suggestion(asked, names)}`);
  }
  return asked;
}

function studiesWith({ name }: Figure): readonly string[] {
  return studies.filter((published) => published.figures.includes(name)).map(({ study }) => study.name);
}
