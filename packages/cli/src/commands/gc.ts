import { shellText } from '@rgflow/pipeline/shell-text';
import type { Collection } from '@rgflow/store';
import { collectGarbage } from '@rgflow/workbench/keeping';
import { shortPath } from '@rgflow/workbench/study-text';
import { defaultStore } from '@rgflow/workbench/workspace';
import { atStore } from '../at-store.js';
import { formatBytes } from '../bytes.js';
import { type Colors, colorsFor } from '../colors.js';
import { counted } from '../counted.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

interface GcOptions {
  readonly store?: string;
  readonly apply?: boolean;
  readonly drop?: readonly string[];
  readonly json?: boolean;
}

/** Says which tensors no kept run uses; with `--apply` drops them and gives their space back to the disk. */
export async function gc({ store = defaultStore(), json, ...options }: GcOptions): Promise<ExitCode> {
  const collection = await collectGarbage(store, options);
  const text =
    json === true ? JSON.stringify(collection) : gcText(store, collection, options, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  return exitCode.ok;
}

function gcText(
  store: string,
  collection: Collection,
  { apply = false, drop = [] }: Pick<GcOptions, 'apply' | 'drop'>,
  colors: Colors,
): string {
  const toApply = `rgflow ${shellText(['gc', ...drop.flatMap((name) => ['--drop', name]), '--apply'])}${atStore(store)}`;
  const { outputs, droppedObjects, droppedBytes, fileBytes, during, notShortened } = collection;
  const rows = outputs.map(({ study, output, keptBytes, droppedBytes: bytes }) => [
    study ?? 'no result',
    output ?? '',
    keptBytes > 0 ? formatBytes(keptBytes) : '0',
    bytes > 0 ? colors.red(formatBytes(bytes)) : '0',
  ]);
  const table = textTable(
    [
      { header: 'study', align: 'left' },
      { header: 'tensors', align: 'left' },
      { header: 'kept', align: 'right' },
      { header: apply ? 'dropped' : 'would go', align: 'right' },
    ],
    rows,
    colors,
  );
  const what = `${counted(droppedObjects, 'tensor')}, ${formatBytes(droppedBytes)}`;
  const name = colors.bold(shortPath(store));
  const ending = apply
    ? `${name}: dropped ${what}; the file had ${formatBytes(fileBytes.before)}, it has ${formatBytes(fileBytes.after)}`
    : `${name} (${formatBytes(fileBytes.before)}): ${what} would go; \`${toApply}\` drops them`;
  const meanwhile = during === null ? [] : [duringText(during, toApply)];
  return [
    ...(rows.length > 0 ? [table, ''] : []),
    ending,
    ...meanwhile,
    ...(notShortened === null ? [] : [notShortened]),
  ].join('\n');
}

/** What of a run that goes on is counted how. */
function duringText({ runId, study, pending }: NonNullable<Collection['during']>, toApply: string): string {
  const what =
    pending.length === 0 ? 'what it uses' : `what it uses, and all of ${pending.join(', ')}, which it may yet use,`;
  return `the run ${runId} of ${study} is still going on: ${what} counts as kept; \`${toApply}\` can be when it has ended`;
}
