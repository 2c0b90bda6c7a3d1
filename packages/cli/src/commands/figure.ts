import { existsSync } from 'node:fs';
import { studies } from '@rgflow/studies';
import {
  askFile,
  defaultStore,
  drawFigure,
  figureFormatOf,
  figureNames,
  findFigure,
  isStoreHeld,
  studiesWith,
  suggestion,
  UsageError,
  watchFigure,
  writeFigure,
} from '@rgflow/workbench';
import { colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

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
    const rows = await Promise.all(
      figureNames().map(async (known) => [
        known,
        studiesWith(known).join(', '),
        (await findFigure(known)).figure.title,
      ]),
    );
    process.stdout.write(`${textTable(columns, rows, colorsFor(process.stdout))}\n`);
    return exitCode.ok;
  }
  const known = await findFigure(name);
  const file = options.output ?? `${name}.svg`;
  figureFormatOf(file);
  const store = options.store ?? defaultStore();
  if (!existsSync(store)) {
    throw new UsageError(
      `${store}: there is no store yet; \`rgflow run ${studiesWith(name)[0] ?? 'quickstart'}\` makes it.`,
    );
  }
  const study = studyFor(name, options.study);
  const ask = askFile(store);
  if (options.watch === true) {
    const watching = watchFigure(known, study, { ask, isHeld: () => isStoreHeld(store) });
    for await (const { drawn, status, changed } of watching) {
      if (changed) await writeFigure(drawn, file);
      process.stderr.write(`${file}: drawn, the run is ${status === 'running' ? 'going on' : status}\n`);
    }
  } else {
    await writeFigure(await drawFigure(known, study, ask), file);
  }
  process.stdout.write(`${file}\n`);
  return exitCode.ok;
}

function studyFor(known: string, asked: string | undefined): string {
  const names = studiesWith(known);
  if (asked === undefined) return names[0] ?? 'quickstart';
  if (!studies.some(({ name }) => name === asked)) {
    throw new UsageError(`--study ${asked}: rgflow knows no such study${suggestion(asked, names)}`);
  }
  return asked;
}
