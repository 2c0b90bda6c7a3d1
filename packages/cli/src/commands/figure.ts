import {
  drawEnded,
  figureFormatOf,
  figureNames,
  figureOfStudy,
  isStoreHeld,
  studiesWith,
  titleOf,
  watchFigure,
  writeFigure,
} from '@rgflow/workbench';
import { colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

interface FigureOptions {
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
      figureNames().map(async (known) => [known, studiesWith(known).join(', '), await titleOf(known)]),
    );
    process.stdout.write(`${textTable(columns, rows, colorsFor(process.stdout))}\n`);
    return exitCode.ok;
  }
  const file = options.output ?? `${name}.svg`;
  figureFormatOf(file);
  const { study, store, ask, ...known } = await figureOfStudy(name, options);
  const at = { ask, isHeld: () => isStoreHeld(store) };
  if (options.watch === true) {
    for await (const { drawn, status, changed } of watchFigure(known, study, at)) {
      if (changed) await writeFigure(drawn, file);
      process.stderr.write(`${file}: drawn, the run is ${status === 'running' ? 'going on' : status}\n`);
    }
  } else {
    await writeFigure(await drawEnded(known, study, at), file);
  }
  process.stdout.write(`${file}\n`);
  return exitCode.ok;
}
