import { figureFormatOf, writeFigure } from '@rgflow/workbench/figure-file';
import { figureNames, figureOfStudy, figureToWatch, studiesWith, titleOf } from '@rgflow/workbench/figures';
import { isStoreHeld } from '@rgflow/workbench/held-store';
import { UsageError } from '@rgflow/workbench/usage-error';
import { drawEnded, watchFigure } from '@rgflow/workbench/watch-figure';
import { colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

interface FigureOptions {
  readonly output?: string;
  readonly study?: string;
  readonly store?: string;
  readonly name?: string;
  readonly run?: string;
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
  if (options.watch === true) {
    if (options.run !== undefined) throw new UsageError('--watch follows the newest run; leave --run out.');
    const { study, called, store, ask, ...known } = await figureToWatch(name, options);
    const watching = watchFigure(known, study, { ask, called, isHeld: () => isStoreHeld(store) });
    for await (const { drawn, status, changed } of watching) {
      if (changed) await writeFigure(drawn, file);
      process.stderr.write(`${file}: drawn, the run is ${status === 'running' ? 'going on' : status}\n`);
    }
  } else {
    const { study, store, ask, ...known } = await figureOfStudy(name, options);
    const at = { ask, isHeld: () => isStoreHeld(store) };
    await writeFigure(await drawEnded(known, study, at), file);
  }
  process.stdout.write(`${file}\n`);
  return exitCode.ok;
}
