import type { Collection, DropRule, Forgotten, RunUnderWay, Tag } from '@rgflow/store';
import { collectStore } from '@rgflow/store/collect';
import { forgetRuns } from '@rgflow/store/forget';
import { askStatus } from '@rgflow/store/owner';
import { ROOT_RUNS } from '@rgflow/store/roots';
import { listTags, tagRun, untagRun } from '@rgflow/store/tags';
import { askFile } from './ask.js';
import { demandStore } from './demand-store.js';
import { demandKnownStudy } from './known-study.js';
import { doneOf } from './progress/view.js';
import { findProjectFile } from './project-file.js';
import { findRun, listRuns } from './runs.js';
import type { LiveRun } from './status.js';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

/**
 * Drops the tensors that no kept run uses, and gives their space back to the disk; without `apply` says what would go. Kept
 * are the newest ended run of each name, the runs after it, and those that have a tag.
 *
 * @param drop  tensors not to keep of these either, `weightVelocities`, or of one study, `quickstart/weightVelocities`;
 *   besides those that the project file names
 * @throws {UsageError}      if there is no store, or a rule names an output that it has not.
 * @throws {StoreInUseError} if a run has the store open, and `apply`.
 */
export async function collectGarbage(
  store: string = defaultStore(),
  {
    apply = false,
    drop = [],
  }: { readonly apply?: boolean | undefined; readonly drop?: readonly string[] | undefined } = {},
): Promise<Collection> {
  demandStore(store);
  const ask = askFile(store);
  const outputs = new Set((await ask('select distinct name from tensor order by name')).map(({ name }) => name));
  const always = (findProjectFile()?.drop ?? []).map(ruleOf).filter(({ output }) => outputs.has(output));
  const rules = drop.map((text): DropRule => {
    const { output, study } = ruleOf(text);
    if (!outputs.has(output)) {
      throw new UsageError(
        `--drop ${text}: the store has no tensors of that name; there are ${[...outputs].join(', ') || 'none'}.`,
      );
    }
    return { output, study };
  });
  for (const [i, { study }] of rules.entries()) await demandKnownStudy(study, ask, `--drop ${drop[i]}`);
  const during = apply ? null : await runUnderWay(store);
  return collectStore(store, { apply, drop: [...always, ...rules], during });
}

/** The run that a process carries out on a store, and the stages of which it has not done all instances. */
async function runUnderWay(store: string): Promise<RunUnderWay | null> {
  const live = (await askStatus(store)) as LiveRun | null;
  if (live === null) return null;
  // What it has done is in the store a moment later.
  await new Promise((wake) => setTimeout(wake, WRITTEN_MS));
  const isAll = (live.round ?? null) !== null; // the next round may use any of them
  const pending = live.stages.filter((stage) => isAll || doneOf(stage) < stage.total).map(({ name }) => name);
  return { runId: live.runId, study: live.study, pending };
}

/** A store writes what it is told within half a second. */
const WRITTEN_MS = 1000;

function ruleOf(text: string): DropRule {
  const [output = '', study] = text.split('/').reverse();
  return { output, study };
}

/**
 * Forgets runs by their ids, and with `superseded` all that are not kept, with the results that no other run has used.
 *
 * @throws {UsageError}      if there is no such run or study.
 * @throws {QueryError}      if a run has a tag.
 * @throws {StoreInUseError} if a run has the store open.
 */
export async function forget(
  words: readonly string[],
  {
    store = defaultStore(),
    superseded = false,
    study,
  }: {
    readonly store?: string | undefined;
    readonly superseded?: boolean | undefined;
    readonly study?: string | undefined;
  } = {},
): Promise<Forgotten & { readonly runIds: readonly string[] }> {
  demandStore(store);
  const ask = askFile(store);
  await demandKnownStudy(study, ask, undefined, 'or-results');
  const runIds = new Set<string>();
  for (const word of words) {
    const { runId } = await findRun(ask, word).catch((error: unknown) => {
      // That tells of names, which are of no use here: that of a study would be its newest run.
      throw error instanceof UsageError && !/several runs/.test(error.message) ? idOnly(word) : error;
    });
    if (!runId.startsWith(word)) throw idOnly(word);
    runIds.add(runId);
  }
  if (superseded) {
    const rows = await ask(`select run_id from run where sequence not in (${ROOT_RUNS})`);
    const found = new Set(rows.map(({ run_id }) => String(run_id)));
    for (const { runId } of await listRuns(ask, { study, most: Infinity })) if (found.has(runId)) runIds.add(runId);
  }
  if (runIds.size === 0) {
    if (!superseded) throw new UsageError('forget: give the id of a run, or --superseded.');
    return { runIds: [], runs: 0, results: 0, objects: 0, bytes: 0 };
  }
  return { runIds: [...runIds], ...(await forgetRuns(store, [...runIds])) };
}

function idOnly(word: string): UsageError {
  return new UsageError(
    `forget ${word}: the store has no run whose id is or begins so; give the id of a run, as \`rgflow runs\` lists it, or --superseded --study.`,
  );
}

/** Gives a tag to a run, so that its results are kept. @throws {UsageError} if there is no such run. */
export async function tag(
  name: string,
  word: string,
  { store = defaultStore() }: { readonly store?: string | undefined } = {},
): Promise<string> {
  demandStore(store);
  const { runId } = await findRun(askFile(store), word);
  await tagRun(store, name, runId);
  return runId;
}

/** Takes a tag away. @throws {UsageError} if there is none of that name. */
export async function untag(
  name: string,
  { store = defaultStore() }: { readonly store?: string | undefined } = {},
): Promise<void> {
  demandStore(store);
  if (!(await untagRun(store, name)))
    throw new UsageError(`${name}: no run has such a tag; \`rgflow tag\` lists them.`);
}

export async function tags({
  store = defaultStore(),
}: {
  readonly store?: string | undefined;
} = {}): Promise<readonly Tag[]> {
  demandStore(store);
  return listTags(store);
}
