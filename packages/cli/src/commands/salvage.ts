import { salvage as salvageStore } from '@rgflow/workbench/salvage';
import { shortPath } from '@rgflow/workbench/study-text';
import { defaultStore } from '@rgflow/workbench/workspace';
import { colorsFor } from '../colors.js';
import { counted } from '../counted.js';
import { type ExitCode, exitCode } from '../exit-code.js';

interface SalvageOptions {
  readonly store?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** Saves what can be read of a damaged store into a new one. */
export async function salvage({ store = defaultStore(), output, json }: SalvageOptions): Promise<ExitCode> {
  const saved = await salvageStore(store, { output });
  if (json === true) {
    process.stdout.write(`${JSON.stringify(saved)}\n`);
    return exitCode.ok;
  }
  const { target, runs, results, unreadable } = saved;
  const { dim } = colorsFor(process.stdout);
  const { kept, lost, withoutObjects } = results;
  const parts = [
    `${counted(kept, 'result')} of ${counted(runs, 'run')}`,
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(withoutObjects > 0 ? [`${withoutObjects} whose tensors are made anew when they are asked for`] : []),
  ];
  const lines = [
    `${shortPath(target)}: ${parts.join(', ')}`,
    ...unreadable.map((what) => dim(`not readable: ${what}`)),
    `${shortPath(store)} is as it was. To go on with what was saved, move it away with its .wal, and put ${shortPath(target)} in its place.`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCode.ok;
}
