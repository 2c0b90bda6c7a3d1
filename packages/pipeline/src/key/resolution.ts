import type { AcceptanceJournal } from '../acceptance-journal.js';
import type { Contracts } from '../declare/contract.js';
import type { Plan, PlanNode } from '../plan/plan.js';
import type { AcceptanceRecord, Digest, Preimage, StoredOutput, StoredResult } from '../records.js';
import type { ResultStore } from '../result-store.js';
import type { RunHistory } from '../run-history.js';
import { Acceptances, lookUpAccepted } from './acceptances.js';
import type { CodeFingerprint } from './fingerprint.js';
import { differencesOf, PreimageHistory } from './reason.js';
import { preimageOf, recipeKey } from './recipe.js';

/** What is known of an instance once the outputs of everything upstream are known. */
export interface Resolved {
  readonly preimage: Preimage;
  readonly recipeKey: Digest;
  /** What an earlier execution gave, whether or not it can be used: with this key, or else with an accepted one. */
  readonly recorded: StoredResult | null;
  /** The acceptances by which `recorded` counts, the newest link first; none if it has this very key. */
  readonly accepted: readonly AcceptanceRecord[];
  /** `recorded`, if it can be used: not forced, and nothing of it lost. */
  readonly hit: StoredResult | null;
  /** Why it has to run; empty for a hit, or `accepted: ` and what differs. */
  readonly reason: string;
}

interface ResolveOptions {
  /** Stages that run whatever the store holds. */
  readonly force?: readonly string[];
}

/** What has to be known of the past to say whether an instance is stale, and why. */
export type LookUp = Pick<ResultStore, 'known' | 'missing'> &
  Pick<RunHistory, 'preimages'> &
  Pick<AcceptanceJournal, 'acceptances'>;

/** How many recorded pre-images of a stage a reason is looked for in. */
const REASON_HISTORY = 5000;

/** Instances looked up at once: bounds the memory that recorded recipes take. */
const AT_ONCE = 5000;

/** Looks instances up in the store. One resolver is one run's frozen view of the code. */
export class Resolver {
  readonly #histories = new Map<string, Promise<PreimageHistory>>();
  #acceptances: Promise<Acceptances> | null = null;

  constructor(
    private readonly store: LookUp,
    private readonly code: CodeFingerprint,
    private readonly options: ResolveOptions = {},
  ) {}

  /** As `CodeFingerprint.readAll`. */
  readCode(plan: Plan): void {
    this.code.readAll(plan);
  }

  /** Resolves instances whose inputs are all known, in as few look-ups as possible. */
  async resolve(
    nodes: readonly PlanNode[],
    outputs: (node: PlanNode, output: string) => StoredOutput,
  ): Promise<ReadonlyMap<PlanNode, Resolved>> {
    const resolved = new Map<PlanNode, Resolved>();
    for (let from = 0; from < nodes.length; from += AT_ONCE) {
      await this.#lookUp(nodes.slice(from, from + AT_ONCE), outputs, resolved);
    }
    return resolved;
  }

  /** Those of `digests` that the store does not hold. */
  missing(digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
    return this.store.missing(digests);
  }

  async #lookUp(
    nodes: readonly PlanNode[],
    outputs: (node: PlanNode, output: string) => StoredOutput,
    resolved: Map<PlanNode, Resolved>,
  ): Promise<void> {
    const keyed = nodes.map((node) => {
      const digests = Object.entries(node.inputs).map(([name, input]) => [
        name,
        outputs(input.node, input.output).digest,
      ]);
      const preimage = preimageOf(node, this.code.codeVersion(node.stage), Object.fromEntries(digests));
      return { node, preimage, key: recipeKey(preimage) };
    });
    const known = await this.store.known(keyed.map(({ key }) => key));
    this.#acceptances ??= this.store.acceptances().then((records) => new Acceptances(records));
    const unknown = keyed.filter((_, i) => known[i] === null);
    const earlier = await lookUpAccepted(unknown, await this.#acceptances, this.store);
    const found = keyed.map(({ key }, i) => known[i] ?? earlier.get(key)?.result ?? null);
    const missing = await this.store.missing(keyed.flatMap(({ node }, i) => keptObjects(node, found[i]!)));
    for (const [i, { node, preimage, key }] of keyed.entries()) {
      const recorded = found[i]!;
      const accepted = earlier.get(key)?.accepted ?? [];
      const forced = this.options.force?.includes(node.stage.name) ?? false;
      const lost = recorded !== null && isLost(node, recorded, missing);
      const hit = forced || lost ? null : recorded;
      const counts =
        accepted.length > 0
          ? `accepted: ${differencesOf(recordedPreimage(preimage, accepted), preimage).join('; ')}`
          : '';
      const reason = hit !== null ? counts : await this.#reason(preimage, { forced, lost });
      resolved.set(node, { preimage, recipeKey: key, recorded, accepted, hit, reason });
    }
  }

  async #reason(preimage: Preimage, { forced, lost }: { forced: boolean; lost: boolean }): Promise<string> {
    if (forced) return 'forced';
    if (lost) return 'object missing';
    let history = this.#histories.get(preimage.stage);
    if (history === undefined) {
      history = this.store
        .preimages(preimage.stage, REASON_HISTORY)
        .then((entries) => new PreimageHistory(entries.map((entry) => entry.preimage)));
      this.#histories.set(preimage.stage, history);
    }
    return (await history).reasonFor(preimage);
  }
}

/** The pre-image of what counts as the result of an instance: its own, or, if it was accepted, that by the earlier code. */
export function recordedPreimage(preimage: Preimage, accepted: readonly AcceptanceRecord[]): Preimage {
  return { ...preimage, ...accepted.at(-1)?.from };
}

export function outputOf(result: StoredResult, output: string): StoredOutput {
  const found = result.outputs.find((candidate) => candidate.name === output);
  if (found === undefined) throw new Error(`recipe ${result.recipeKey} has no output '${output}'.`);
  return found;
}

/** The objects that must be there for the recipe to count as a hit. */
function keptObjects(node: PlanNode, result: StoredResult | null): readonly Digest[] {
  return (result?.outputs ?? []).flatMap(({ name, objects }) =>
    (node.keep[name] ?? 'always') === 'always' ? objects : [],
  );
}

function isLost(node: PlanNode, result: StoredResult, missing: ReadonlySet<Digest>): boolean {
  const names = new Set(result.outputs.map((output) => output.name));
  const incomplete = Object.keys(node.stage.outputs as Contracts).some((name) => !names.has(name));
  return incomplete || keptObjects(node, result).some((digest) => missing.has(digest));
}
