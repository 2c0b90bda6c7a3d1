import type { Merging, MixedRun, RefusedStore } from '@rgflow/store';
import { merge as mergeStores } from '@rgflow/workbench/merge';
import { shortPath } from '@rgflow/workbench/study-text';
import { formatBytes } from '../bytes.js';
import { type Colors, colorsFor } from '../colors.js';
import { counted } from '../counted.js';
import { type ExitCode, exitCode } from '../exit-code.js';

interface MergeOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** Adds to the store what others have and it has not; says what was refused, and what differed. */
export async function merge(stores: readonly string[], { store, json }: MergeOptions): Promise<ExitCode> {
  const merging = await mergeStores(stores, { store });
  const text = json === true ? JSON.stringify(merging) : mergeText(merging, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  return refusalCode(merging.refused);
}

/** Named at most. */
const MOST = 10;

export function mergeText(
  { store, merged, refused, variants, mixed, joined }: Merging & { store: string },
  colors: Colors,
): string {
  const { bold, dim, red, cyan } = colors;
  const sum = (key: 'runs' | 'results' | 'objects' | 'bytes'): number =>
    merged.reduce((total, each) => total + each[key], 0);
  const added = merged.filter(({ runs, results, objects }) => runs + results + objects > 0);
  return [
    ...refused.map(({ because }) => `${red('refused')}  ${because}`),
    ...variants
      .slice(0, MOST)
      .map(({ stage, recipeKey, output, kept, other, keptNumerics, otherNumerics, store: from }) => {
        const key = recipeKey.slice(0, 12);
        return (
          `${cyan('variant')}  ${stage} ${key}: ${output} ${kept.slice(0, 12)} (${keptNumerics}) is kept, ` +
          `${other.slice(0, 12)} (${otherNumerics}) of ${shortPath(from)} is not`
        );
      }),
    ...(variants.length > MOST
      ? [dim(`and ${variants.length - MOST} more variants; the table variant has them all`)]
      : []),
    ...mixed.slice(0, MOST).map((run) => mixedText(run, colors)),
    ...(mixed.length > MOST ? [dim(`and ${mixed.length - MOST} more mixed runs; the table warning has them all`)] : []),
    ...joined.map(({ runId, name, status, shards, missing, shown }) => {
      const still =
        missing.length === 0
          ? ''
          : `, without ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} still to come`;
      const instead = shown === null ? '' : `the tables show the run ${shown}`;
      const until =
        shown === null
          ? ''
          : missing.length > 0
            ? `; until then ${instead}, which is of the whole sweep`
            : `; ${instead}, which is not mixed`;
      const are = shards.length === 1 ? 'is' : 'are';
      return `joined   ${bold(name)}: ${counted(shards.length, 'shard')} ${are} the run ${runId}, ${status}${still}${until}`;
    }),
    `${bold(shortPath(store))}: ${counted(merged.length, 'store')} merged, ${added.length} with something new: ` +
      `${counted(sum('runs'), 'run')}, ${counted(sum('results'), 'result')}, ` +
      `${counted(sum('objects'), 'object')} (${formatBytes(sum('bytes'))})`,
  ].join('\n');
}

/** A run with rows of both stores, and what the tables show. */
function mixedText({ runId, name, results, shown, isShown }: MixedRun, { bold, cyan }: Colors): string {
  const what =
    `${cyan('mixed')}    ${bold(name)}: the run ${runId} has ${counted(results, 'result')} of this store in place of its own, which other numerics ` +
    'gave; what follows from them in it is its own';
  if (shown !== null) return `${what}. The tables show the run ${shown} instead; the store it came from has it whole`;
  if (!isShown) return what;
  return `${what}. The tables of ${name} show it, rows of both: run the study again on this store for one of what is kept alone`;
}

/** The gravest. */
function refusalCode(refused: readonly RefusedStore[]): ExitCode {
  const is = (failure: RefusedStore['failure']): boolean => refused.some((each) => each.failure === failure);
  if (is('store-damaged')) return exitCode.storeDamaged;
  if (is('store-in-use')) return exitCode.storeInUse;
  return is('usage') ? exitCode.usage : exitCode.ok;
}
