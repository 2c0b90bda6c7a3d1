import { randomUUID } from 'node:crypto';
import { type AcceptanceRecord, Acceptances, CodeFingerprint, didYouMean, notBuilt } from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';
import { openStore } from '@rgflow/store/open-store';
import { studies as ours, type PublishedStudy } from '@rgflow/studies';
import { askStore } from './ask.js';
import { type CodeChange, codeChangeOf, NothingToAccept } from './code-change.js';
import { demandStore } from './demand-store.js';
import { demandKnownStudy } from './known-study.js';
import { type Difference, preimageDifferences } from './preimage-difference.js';
import { actor } from './provenance.js';
import { codeDigest } from './recorded-code.js';
import { storedStages } from './stored-stages.js';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

export interface AcceptOptions {
  readonly store?: string | undefined;
  /** Why the change is harmless. */
  readonly because?: string | undefined;
  /** Every stage that the store has runs of and whose code is another since, instead of named ones. */
  readonly all?: boolean | undefined;
  /** Only stages of the runs of this study. */
  readonly study?: string | undefined;
  /** The beginning of the digest of an earlier code version, instead of the one that was used last. */
  readonly from?: string | undefined;
}

/** A code change that was accepted, or taken back. */
export interface AcceptedChange {
  readonly stage: string;
  /** Digests of the two code versions. */
  readonly from: string;
  readonly to: string;
  readonly because: string;
  readonly by: string;
  /** Results that count for the present code by it and did not before. */
  readonly results: number;
  /** The modules and packages that differ. */
  readonly differences: readonly Difference[];
}

/** What was accepted, and why other stages were not, where all were asked for. */
export interface Accepted {
  readonly accepted: readonly AcceptedChange[];
  readonly refused: readonly { readonly stage: string; readonly why: string }[];
}

/**
 * Marks the code change of stages as harmless: what they gave by the code that was used last counts as given by the present
 * one, until that changes in turn. Nothing is copied or changed; the judgement is written down, and look-ups follow it.
 *
 * @throws {UsageError} if no reason is given, a stage is unknown, there is nothing to accept, or what a stage declares has
 *   changed with its code; then nothing is accepted.
 */
export async function acceptStages(
  stages: readonly string[],
  options: AcceptOptions,
  studies: readonly PublishedStudy[] = ours,
): Promise<Accepted> {
  const because = (options.because ?? '').trim();
  if (because === '') {
    throw new UsageError('accept: say why the change is harmless, as in --because "renamed a variable"');
  }
  return withStore(stages, options, async (store) => {
    const { all, study, from } = options;
    await demandKnownStudy(study, askStore(store));
    const stored = await storedStages(askStore(store), studies, study);
    const acceptances = new Acceptances(await store.acceptances());
    const code = new CodeFingerprint();
    const wanted = all === true ? [...stored.keys()] : [...new Set(stages)];
    for (const stage of wanted) {
      const node = stored.get(stage);
      if (node) code.codeVersion(node.stage);
    }
    // What is accepted is the code as it was built; that of an edit is another once it is built, and stale again.
    const unbuilt = notBuilt(code.unbuilt());
    if (unbuilt !== null) throw new UsageError(`accept: ${unbuilt}`);
    const changes: CodeChange[] = [];
    const refused: { stage: string; why: string }[] = [];
    const nothing: string[] = [];
    for (const stage of wanted) {
      try {
        changes.push(await codeChangeOf(stage, { stored, acceptances, code, store, from, study }));
      } catch (error) {
        if (!(error instanceof UsageError) || all !== true) throw error;
        if (error instanceof NothingToAccept) nothing.push(error.message);
        else refused.push({ stage, why: error.message });
      }
    }
    if (changes.length === 0) {
      throw new UsageError(
        ['accept: no stage has anything to accept.', ...refused.map(({ why }) => why), ...nothing].join('\n'),
      );
    }
    const by = actor();
    const at = new Date();
    await store.accept(
      changes.map(({ stage, from, to }) => ({ acceptanceId: randomUUID(), stage, from, to, because, by, at })),
    );
    return {
      accepted: changes.map(({ results, ...change }) => ({ ...shown({ ...change, because, by }), results })),
      refused,
    };
  });
}

/**
 * Takes back the acceptance of each stage that was made last.
 *
 * @throws {UsageError} if a stage has none.
 */
export async function takeBackAcceptances(
  stages: readonly string[],
  options: Pick<AcceptOptions, 'store' | 'all'>,
): Promise<readonly Omit<AcceptedChange, 'results'>[]> {
  return withStore(stages, options, async (store) => {
    const newest = new Map<string, AcceptanceRecord>();
    for (const record of (await store.acceptances()).toReversed()) newest.set(record.stage, record);
    const records = [...(options.all === true ? newest.keys() : new Set(stages))].map((stage) => {
      const record = newest.get(stage);
      if (record !== undefined) return record;
      const names = [...newest.keys()];
      const hint = names.length > 0 ? didYouMean(stage, names) : '; nothing is accepted in this store';
      throw new UsageError(`${stage}: there is no acceptance to take back${hint}`);
    });
    if (records.length === 0)
      throw new UsageError('accept: nothing is accepted in this store; there is nothing to undo.');
    const ids = records.map(({ acceptanceId }) => acceptanceId);
    await store.takeBack(ids, actor(), new Date());
    return records.map(shown);
  });
}

async function withStore<Result>(
  stages: readonly string[],
  { store: file = defaultStore(), all }: Pick<AcceptOptions, 'store' | 'all'>,
  body: (store: DuckDbStore) => Promise<Result>,
): Promise<Result> {
  if (stages.length === 0 && all !== true) throw new UsageError('accept: name one or more stages, or give --all');
  if (stages.length > 0 && all === true) throw new UsageError('accept: name stages or give --all, not both');
  demandStore(file);
  const store = await openStore(file);
  try {
    return await body(store);
  } finally {
    await store.close();
  }
}

function shown({ stage, from, to, because, by }: Pick<AcceptanceRecord, 'stage' | 'from' | 'to' | 'because' | 'by'>) {
  const preimage = { stage, params: {}, inputs: {}, stream: null };
  const differences = preimageDifferences({ ...preimage, ...from }, { ...preimage, ...to });
  return { stage, from: codeDigest(from), to: codeDigest(to), because, by, differences };
}
