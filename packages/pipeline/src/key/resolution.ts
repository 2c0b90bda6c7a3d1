import type { AcceptanceJournal } from '../acceptance-journal.js';
import type { Plan, PlanNode } from '../plan/plan.js';
import type { AcceptanceRecord, Digest, Preimage, StoredOutput, StoredResult } from '../records.js';
import type { ResultStore } from '../result-store.js';
import type { RunHistory } from '../run-history.js';
import { Acceptances, lookUpAccepted } from './acceptances.js';
import type { CodeFingerprint, CodeVersion } from './fingerprint.js';
import { differencesOf, PreimageHistory } from './reason.js';
import { InstanceKeys, preimageOf } from './recipe.js';

/** What is known of an instance once the outputs of everything upstream are known. */
export interface Resolved {
  /** Put together when it is asked for: of a hit hardly anybody asks. */
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
  readonly #keys: InstanceKeys;
  #acceptances: Promise<Acceptances> | null = null;

  constructor(
    private readonly store: LookUp,
    private readonly code: CodeFingerprint,
    private readonly options: ResolveOptions = {},
  ) {
    this.#keys = new InstanceKeys((stage) => code.codeVersion(stage));
  }

  /** As `CodeFingerprint.readAll`. */
  readCode(plan: Plan): void {
    this.code.readAll(plan);
  }

  /** Resolves instances whose inputs are all known, in their order, in as few look-ups as possible. */
  async resolve(
    nodes: readonly PlanNode[],
    outputOf: (node: PlanNode, output: string) => StoredOutput,
  ): Promise<readonly Resolved[]> {
    const resolved: Resolved[] = [];
    for (let from = 0; from < nodes.length; from += AT_ONCE) {
      await this.#lookUp(nodes.slice(from, from + AT_ONCE), outputOf, resolved);
    }
    return resolved;
  }

  /** Those of `digests` that the store does not hold. */
  missing(digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
    return this.store.missing(digests);
  }

  async #lookUp(
    nodes: readonly PlanNode[],
    outputOf: (node: PlanNode, output: string) => StoredOutput,
    resolved: Resolved[],
  ): Promise<void> {
    const inputs = nodes.map((node) => inputsOf(node, outputOf));
    const keys = nodes.map((node, i) => this.#keys.keyOf(node, inputs[i]!));
    const known = await this.store.known(keys);
    const instances = nodes.map((node, i) => {
      return new ResolvedInstance(node, this.code.codeVersion(node.stage), inputs[i]!, keys[i]!, known[i]!);
    });
    const unknown = instances.filter(({ recorded }) => recorded === null);
    if (unknown.length > 0) await this.#lookUpEarlier(unknown);
    for (const instance of instances) {
      const { node, recorded } = instance;
      const forced = this.options.force?.includes(node.stage.name) ?? false;
      const lost = recorded !== null && isLost(node, recorded);
      if (recorded !== null && !forced && !lost) {
        instance.hit = recorded;
        if (instance.accepted.length > 0) instance.reason = `accepted: ${instance.changes().join('; ')}`;
      } else {
        instance.reason = await this.#reason(instance.preimage, { forced, lost });
      }
      resolved.push(instance);
    }
  }

  async #lookUpEarlier(unknown: readonly ResolvedInstance[]): Promise<void> {
    this.#acceptances ??= this.store.acceptances().then((records) => new Acceptances(records));
    const earlier = await lookUpAccepted(unknown, await this.#acceptances, this.store);
    for (const instance of unknown) {
      const found = earlier.get(instance.recipeKey);
      if (found === undefined) continue;
      instance.recorded = found.result;
      instance.accepted = found.accepted;
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

/** Holds what the pre-image is made of: the text of it is long, and there may be a million of them. */
class ResolvedInstance implements Resolved {
  accepted: readonly AcceptanceRecord[] = NONE;
  hit: StoredResult | null = null;
  reason = '';

  constructor(
    readonly node: PlanNode,
    private readonly code: CodeVersion,
    private readonly inputs: readonly StoredOutput[],
    readonly recipeKey: Digest,
    public recorded: StoredResult | null,
  ) {}

  get preimage(): Preimage {
    const digests = Object.keys(this.node.inputs).map((name, i) => [name, this.inputs[i]!.digest] as const);
    return preimageOf(this.node, this.code, Object.fromEntries(digests));
  }

  /** How its pre-image differs from that of the accepted result. */
  changes(): readonly string[] {
    const { preimage, accepted } = this;
    return differencesOf(recordedPreimage(preimage, accepted), preimage);
  }
}

const NONE: readonly never[] = [];

function inputsOf(
  { inputs }: PlanNode,
  outputOf: (node: PlanNode, output: string) => StoredOutput,
): readonly StoredOutput[] {
  const names = Object.keys(inputs);
  // Of the right length from the start: an array that grows has room for 17, in each of a million instances.
  const given = new Array<StoredOutput>(names.length);
  for (let i = 0; i < given.length; i++) {
    const { node, output } = inputs[names[i]!]!;
    given[i] = outputOf(node, output);
  }
  return given;
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

/** Whether the recipe cannot count as a hit: it lacks an output, or an object that this plan keeps always. */
function isLost({ stage, keep }: PlanNode, { outputs, lost }: StoredResult): boolean {
  if (lost.some((name) => (keep[name] ?? 'always') === 'always')) return true;
  for (const name in stage.outputs) if (!outputs.some((output) => output.name === name)) return true;
  return false;
}
