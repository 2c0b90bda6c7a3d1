import { resolve } from 'node:path';
import { shellText } from '@rgflow/pipeline/shell-text';
import { shortPath } from '@rgflow/workbench/study-text';
import { defaultStore } from '@rgflow/workbench/workspace';

/** What a command that is advised needs to be about a store: ` --store PATH`, or nothing where that is the default. */
export function atStore(store: string | undefined): string {
  if (store === undefined || resolve(store) === resolve(defaultStore())) return '';
  return ` ${shellText(['--store', shortPath(store)])}`;
}
