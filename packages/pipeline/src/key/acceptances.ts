import { canonical } from '../plan/canonical.js';
import type { PlanNode } from '../plan/plan.js';
import type { AcceptanceRecord, CodeState, Digest, Preimage, StoredResult } from '../records.js';
import type { ResultStore } from '../result-store.js';
import { recipeKey } from './recipe.js';

/** An earlier code version of a stage whose results count, and the acceptances that say so, the newest link first. */
export interface EarlierCode {
  readonly code: CodeState;
  readonly accepted: readonly AcceptanceRecord[];
}

/** Code versions that are followed back from the present one, so that no chain makes a look-up endless. */
const MOST_VERSIONS = 32;

/**
 * The acceptances in force: which code versions of a stage somebody has judged to give the same as which others.
 *
 * Each is of an exact pair, from -> to. The results of a version count for every version that a chain of pairs leads to, and
 * for no other: after a further edit none does until that is accepted too.
 */
export class Acceptances {
  readonly #into = new Map<string, AcceptanceRecord[]>();
  readonly #from = new Map<string, AcceptanceRecord[]>();

  /** @param records  those in force, newest first */
  constructor(records: readonly AcceptanceRecord[]) {
    for (const record of records) {
      append(this.#into, nameOf(record.stage, record.to), record);
      append(this.#from, nameOf(record.stage, record.from), record);
    }
  }

  get none(): boolean {
    return this.#into.size === 0;
  }

  /** The earlier code versions that count as `code`, those of fewer links first; at most 32. */
  earlier(stage: string, code: CodeState): readonly EarlierCode[] {
    const found: EarlierCode[] = [{ code, accepted: [] }];
    const seen = new Set([nameOf(stage, code)]);
    for (const { code: to, accepted } of found) {
      for (const record of this.#into.get(nameOf(stage, to)) ?? []) {
        const name = nameOf(stage, record.from);
        if (seen.has(name) || found.length > MOST_VERSIONS) continue;
        seen.add(name);
        found.push({ code: record.from, accepted: [...accepted, record] });
      }
    }
    return found.slice(1);
  }

  /** The code version that `code` was last accepted as, and that in turn; `code` itself if it never was. */
  latest(stage: string, code: CodeState): CodeState {
    const seen = new Set<string>();
    let at = code;
    for (;;) {
      seen.add(nameOf(stage, at));
      const next = this.#from.get(nameOf(stage, at))?.find(({ to }) => !seen.has(nameOf(stage, to)));
      if (next === undefined) return at;
      at = next.to;
    }
  }
}

/** A result of earlier code that counts, and on whose word. */
interface AcceptedResult {
  readonly result: StoredResult;
  readonly accepted: readonly AcceptanceRecord[];
}

/**
 * What the store has, by earlier code versions that count as the present one, of instances whose own keys it does not have;
 * by their own keys. The nearest version is asked first, for all instances at once.
 */
export async function lookUpAccepted(
  unknown: readonly { readonly node: PlanNode; readonly preimage: Preimage; readonly recipeKey: Digest }[],
  acceptances: Acceptances,
  store: Pick<ResultStore, 'known'>,
): Promise<ReadonlyMap<Digest, AcceptedResult>> {
  const found = new Map<Digest, AcceptedResult>();
  if (acceptances.none) return found;
  const earlier = new Map<unknown, readonly EarlierCode[]>();
  for (const instance of unknown) {
    const { stage } = instance.node;
    if (!earlier.has(stage)) earlier.set(stage, acceptances.earlier(stage.name, instance.preimage));
  }
  const furthest = Math.max(0, ...[...earlier.values()].map((versions) => versions.length));
  for (let place = 0; place < furthest; place++) {
    const asked = unknown.flatMap((instance) => {
      const version = earlier.get(instance.node.stage)![place];
      if (version === undefined || found.has(instance.recipeKey)) return [];
      const earlierKey = recipeKey({ ...instance.preimage, ...version.code });
      return [{ key: instance.recipeKey, version, earlierKey }];
    });
    const results = await store.known(asked.map(({ earlierKey }) => earlierKey));
    for (const [i, { key, version }] of asked.entries()) {
      const result = results[i];
      if (result) found.set(key, { result, accepted: version.accepted });
    }
  }
  return found;
}

/** Whether two code versions are one. */
export function sameCode(a: CodeState, b: CodeState): boolean {
  return canonicalCode(a) === canonicalCode(b);
}

function nameOf(stage: string, code: CodeState): string {
  return `${stage} ${canonicalCode(code)}`;
}

function canonicalCode({ keyVersion, code }: CodeState): string {
  return canonical({ keyVersion, code });
}

function append(index: Map<string, AcceptanceRecord[]>, key: string, record: AcceptanceRecord): void {
  const records = index.get(key);
  if (records === undefined) index.set(key, [record]);
  else records.push(record);
}
