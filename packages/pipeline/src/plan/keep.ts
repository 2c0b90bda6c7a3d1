import type { Contracts, TensorContract } from '../declare/contract.js';
import type { AnyStage } from '../declare/stage.js';
import { PlanError } from '../errors.js';

/**
 * How long the objects of a tensor output are kept in the store:
 *
 * - 'always': a missing object makes the instance stale.
 * - 'head': as the head of a chain of instances of one stage (epoch blocks); dropped when the next block is done.
 * - 'never': handed from stage to stage in memory, made anew if ever needed again.
 */
export type Keep = 'always' | 'head' | 'never';

/** How long each tensor output of an instance is kept, by name. */
export type Kept = Readonly<Record<string, Keep>>;

/** What may be said by name: the tensor outputs of a stage, which is nothing where it has none. */
export type KeepByName<O extends Contracts, N = TensorNames<O>> = [N] extends [never]
  ? never
  : { readonly [K in N & PropertyKey]?: Keep };
type TensorNames<O extends Contracts> = { [K in keyof O]: O[K] extends TensorContract ? K : never }[keyof O];

/** How long each tensor output is kept, by name. */
export function keepOf(stage: AnyStage, given: Keep | Readonly<Record<string, Keep | undefined>> = 'always'): Kept {
  const outputs = Object.entries(stage.outputs as Contracts);
  const tensors = outputs.filter(([, { kind }]) => kind === 'tensor').map(([name]) => name);
  if (typeof given === 'string') {
    return Object.fromEntries(tensors.map((name) => [name, given]));
  }
  const other = Object.keys(given).find((name) => !tensors.includes(name));
  if (other !== undefined) {
    const what = outputs.some(([name]) => name === other)
      ? 'is a table, and tables are always kept'
      : 'is no output of it';
    throw new PlanError(`stage ${stage.name}: keep names '${other}', which ${what}.`);
  }
  return Object.fromEntries(tensors.map((name) => [name, given[name] ?? 'always']));
}

const FROM_SHORT_TO_LONG: readonly Keep[] = ['never', 'head', 'always'];

/** Of two ways to keep each output the longer. */
export function longer(a: Kept, b: Kept): Kept {
  const rank = (keep: Keep): number => FROM_SHORT_TO_LONG.indexOf(keep);
  return Object.fromEntries(
    Object.entries(a).map(([name, keep]) => [name, rank(keep) >= rank(b[name]!) ? keep : b[name]!]),
  );
}

/** Whether all that is kept by `needed` is kept by `keep` at least as long. */
export function keepsAsLong(keep: Kept, needed: Kept): boolean {
  const longest = longer(keep, needed);
  return Object.keys(needed).every((name) => longest[name] === keep[name]);
}
