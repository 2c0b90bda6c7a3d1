import {
  type Acceptances,
  type CodeFingerprint,
  type CodeState,
  didYouMean,
  type PlanNode,
  type Preimage,
  preimageOf,
  sameCode,
} from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';
import { contractChanges } from './contract-change.js';
import { codeDigest, keysAs, shortDigest } from './recorded-code.js';
import { UsageError } from './usage-error.js';

/** No reason to stop where all stages are asked for. */
export class NothingToAccept extends UsageError {}

/** A change of the code of a stage that can be accepted. */
export interface CodeChange {
  readonly stage: string;
  readonly from: CodeState;
  readonly to: CodeState;
  /** Results that count for the present code by it and did not before. */
  readonly results: number;
}

/** What there is of all stages, and what was asked for. */
interface Present {
  readonly stored: ReadonlyMap<string, PlanNode | null>;
  readonly acceptances: Acceptances;
  readonly code: CodeFingerprint;
  readonly store: DuckDbStore;
  readonly from: string | undefined;
  readonly study: string | undefined;
}

/**
 * The change of a stage from the code that was used last, or from the one that was asked for.
 *
 * @throws {NothingToAccept} if there is no stage any more, or no result that would count by it and does not.
 * @throws {UsageError} if the stage or the code is unknown, or what the stage declares has changed with its code.
 */
export async function codeChangeOf(
  stage: string,
  { stored, acceptances, code, store, from, study }: Present,
): Promise<CodeChange> {
  const node = stored.get(stage);
  if (node === undefined) {
    const where = study === undefined ? 'the store has no run of' : `no run of ${study} has`;
    throw new UsageError(`${stage}: ${where} such a stage${didYouMean(stage, [...stored.keys()])}`);
  }
  if (node === null) throw new NothingToAccept(`${stage}: no study that rgflow knows has such a stage any more.`);
  const to = codeOf(preimageOf(node, code.codeVersion(node.stage), {}));
  const valid = [to, ...acceptances.earlier(stage, to).map((earlier) => earlier.code)];
  const counts = (version: CodeState): boolean => valid.some((each) => sameCode(each, version));
  const versions = await store.codeVersions(stage);
  const others = versions.filter((version) => !sameCode(version.code, to));
  const list = others
    .filter((version) => !counts(version.code))
    .map((version) => `${shortDigest(version.code)} (${version.recipes} results)`)
    .join(', ');

  const chosen = from === undefined ? others[0] : others.find((version) => codeDigest(version.code).startsWith(from));
  if (chosen === undefined) {
    if (from !== undefined && others.length > 0) {
      throw new UsageError(
        `--from ${from}: ${stage} has no results by such a code version; there are ${list || 'none that do not count already'}.`,
      );
    }
    const why = versions.length === 0 ? 'the store has no results of it' : 'all its results are of its present code';
    throw new NothingToAccept(
      `${stage}: there is nothing to accept: ${why}. Edit and build the code first; \`rgflow plan\` shows what became stale.`,
    );
  }
  if (counts(chosen.code)) {
    const rest = list === '' ? '' : ` Results of earlier code still: ${list}; --from takes one of these.`;
    throw new NothingToAccept(
      `${stage}: there is nothing to accept: the results of its last code, ${shortDigest(chosen.code)}, count already.${rest}`,
    );
  }
  const changes = await contractChanges(node.stage, (await store.recipes([chosen.newest])).get(chosen.newest)!, store);
  if (changes.length > 0) {
    throw new UsageError(
      `${stage}: cannot be accepted: what it declares has changed with its code: ${changes.join('; ')}. Run it anew.`,
    );
  }
  const latest = acceptances.latest(stage, chosen.code);
  const gained = [latest, ...acceptances.earlier(stage, latest).map((earlier) => earlier.code)];
  const keysBy = (codes: readonly CodeState[]) => {
    const by = versions.filter((version) => codes.some((each) => sameCode(each, version.code)));
    return keysAs(
      to,
      stage,
      by.map((version) => version.code),
      store,
    );
  };
  const known = await keysBy(valid);
  const results = [...(await keysBy(gained))].filter((key) => !known.has(key)).length;
  if (results === 0) {
    throw new NothingToAccept(
      `${stage}: there is nothing to accept: its present code has given all that the code before, ${shortDigest(chosen.code)}, gave.`,
    );
  }
  return { stage, from: latest, to, results };
}

function codeOf({ keyVersion, code }: Preimage): CodeState {
  return { keyVersion, code };
}
