import { shellText } from '@rgflow/pipeline/shell-text';
import type { Damage, UsedBy, Verification } from '@rgflow/store';
import { verifyStore } from '@rgflow/store/verify';
import { demandStore } from './demand-store.js';
import { labelInstances } from './instance-label.js';
import { commandsOf } from './run-again.js';
import { defaultStore } from './workspace.js';

/** A damage with the name of the instance that it is of, `kl@{sigmaW2=1.5} in quickstart`; null where none is known. */
export interface Advised extends Damage {
  readonly instance: string | null;
}

/** What was compared, what is damaged, and what to do about it, a sentence each. */
export interface Verified extends Omit<Verification, 'damages'> {
  readonly damages: readonly Advised[];
  readonly advice: readonly string[];
}

/**
 * Compares all that is in a store with its digests.
 *
 * @param drop  Drops the objects that are damaged, so that the next run makes them anew.
 * @throws {UsageError}        if there is no store.
 * @throws {StoreInUseError}   if a run has it open.
 * @throws {StoreDamagedError} if it cannot be opened at all; the message says what to do.
 */
export async function verify(
  store: string = defaultStore(),
  { drop = false }: { readonly drop?: boolean } = {},
): Promise<Verified> {
  demandStore(store);
  const { damages, ...counted } = await verifyStore(store, { drop });
  const used = usesOf(damages);
  const label = labelInstances(used.map(({ stage, cell }) => ({ stage: { name: stage }, cell })));
  const named = damages.map((damage) => {
    const { usedBy } = damage;
    return { ...damage, instance: usedBy === null ? null : `${label(usedBy.stage, usedBy.cell)} in ${usedBy.study}` };
  });
  return {
    ...counted,
    damages: named,
    advice: adviceFor(damages, store, drop, await commandsOf(store, [...new Set(used.map(({ runId }) => runId))])),
  };
}

function adviceFor(
  damages: readonly Damage[],
  store: string,
  dropped: boolean,
  commands: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const again = ({ runId, study }: UsedBy, ...more: readonly string[]): string =>
    `rgflow ${shellText([...(commands.get(runId) ?? ['run', study]), ...more])}${at}`;
  const at = store === defaultStore() ? '' : ` ${shellText(['--store', store])}`;
  const advice: string[] = [];
  const objects = damages.filter(({ kind }) => kind === 'object');
  if (objects.length > 0) {
    const runs = [...new Set(usesOf(objects).map((used) => again(used)))];
    const then = runs.length === 0 ? 'the next run of their study' : runs.map((run) => `\`${run}\``).join(', ');
    advice.push(
      dropped
        ? `The damaged objects are dropped; ${then} makes them anew.`
        : `\`rgflow verify --drop${at}\` drops the damaged objects, and then ${then} makes them anew.`,
    );
  }
  const forced = new Set(
    damages.flatMap(({ kind, usedBy }) =>
      (kind === 'rows' || kind === 'summary') && usedBy !== null ? [again(usedBy, '--force', usedBy.stage)] : [],
    ),
  );
  for (const command of forced) advice.push(`\`${command}\` puts them right.`);
  const runs = damages.flatMap(({ kind, name }) => (kind === 'run' ? [name] : []));
  if (runs.length > 0) {
    advice.push(
      `A run whose record was changed: run its study again, which records it anew, then \`rgflow forget ${runs.join(' ')}${at}\` drops ` +
        'the changed record.',
    );
  }
  if (damages.some(({ kind }) => kind === 'table' || kind === 'result')) {
    advice.push(`\`rgflow salvage${at}\` saves every result that is whole into a new store.`);
  }
  return advice;
}

function usesOf(damages: readonly Damage[]): readonly UsedBy[] {
  return damages.flatMap(({ usedBy }) => (usedBy === null ? [] : [usedBy]));
}
