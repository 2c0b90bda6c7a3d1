import type { ArtifactStore, Digest, OutputRecord, Preimage, RecipeRecord } from './artifact-store.js';
import type { Contracts } from './contract.js';
import type { CodeFingerprint } from './fingerprint.js';
import type { Plan, PlanNode } from './plan.js';
import { reasonFor } from './reason.js';
import { preimageOf, recipeKey } from './recipe.js';

/** What is known of an instance once the outputs of everything upstream are known. */
export interface Resolved {
  readonly preimage: Preimage;
  readonly recipeKey: Digest;
  readonly hit: RecipeRecord | null;
  /** Why it has to run; empty for a hit. */
  readonly reason: string;
}

export interface ResolveOptions {
  /** Stages that run whatever the store holds. */
  readonly force?: readonly string[];
}

/** How many recorded pre-images a reason is looked for in. */
const REASON_HISTORY = 500;

/** Looks instances up in the store. One resolver is one run's frozen view of the code. */
export class Resolver {
  readonly #preimages = new Map<string, readonly Preimage[]>();

  constructor(
    private readonly store: ArtifactStore,
    private readonly code: CodeFingerprint,
    private readonly options: ResolveOptions = {},
  ) {}

  /** Resolves instances whose inputs are all known, in one look-up. */
  async resolve(
    nodes: readonly PlanNode[],
    outputs: (node: PlanNode, output: string) => OutputRecord,
  ): Promise<ReadonlyMap<PlanNode, Resolved>> {
    const keyed = nodes.map((node) => {
      const inputs = Object.entries(node.inputs).map(([name, input]) => [
        name,
        outputs(input.node, input.output).digest,
      ]);
      const preimage = preimageOf(node, this.code.codeVersion(node.stage.module), Object.fromEntries(inputs));
      return { node, preimage, key: recipeKey(preimage) };
    });
    const recipes = await this.store.recipes(keyed.map(({ key }) => key));
    const kept = keyed.flatMap(({ node, key }) => {
      const recipe = recipes.get(key);
      return recipe === undefined ? [] : keptObjects(node, recipe);
    });
    const missing = await this.store.missing(kept);
    const resolved = new Map<PlanNode, Resolved>();
    for (const { node, preimage, key } of keyed) {
      const recipe = recipes.get(key) ?? null;
      const force = this.options.force?.includes(node.stage.name) ?? false;
      const lost = recipe !== null && keptObjects(node, recipe).some((digest) => missing.has(digest));
      const hit = force || lost ? null : recipe;
      const reason = hit !== null ? '' : await this.#reason(preimage, { force, lost });
      resolved.set(node, { preimage, recipeKey: key, hit, reason });
    }
    return resolved;
  }

  async #reason(preimage: Preimage, { force, lost }: { force: boolean; lost: boolean }): Promise<string> {
    if (force) return 'forced';
    if (lost) return 'object missing';
    let recorded = this.#preimages.get(preimage.stage);
    if (recorded === undefined) {
      recorded = (await this.store.preimages(preimage.stage, REASON_HISTORY)).map((entry) => entry.preimage);
      this.#preimages.set(preimage.stage, recorded);
    }
    return reasonFor(preimage, recorded);
  }
}

/** What a run of the plan would do to one instance. */
export interface Forecast {
  readonly node: PlanNode;
  /** Null where the key depends on the output of something that would run first. */
  readonly resolved: Resolved | null;
  readonly outcome: 'hit' | 'run';
  readonly reason: string;
}

/**
 * What a run would execute and why, without running it. Below an instance that would run, the forecast is 'run' too,
 * though its output may come out the same and cut the rest off.
 */
export async function forecast(plan: Plan, resolver: Resolver): Promise<readonly Forecast[]> {
  const found = new Map<PlanNode, Forecast>();
  for (const level of levels(plan)) {
    const known = level.filter((node) => upstream(node).every((n) => found.get(n)?.outcome === 'hit'));
    const resolved = await resolver.resolve(known, (node, output) => outputOf(found.get(node)!.resolved!.hit!, output));
    for (const node of level) {
      const entry = resolved.get(node) ?? null;
      if (entry !== null) {
        found.set(node, { node, resolved: entry, outcome: entry.hit ? 'hit' : 'run', reason: entry.reason });
      } else {
        const names = Object.entries(node.inputs).filter(([, input]) => found.get(input.node)?.outcome === 'run');
        const reason = names.map(([name]) => `input: ${name} will be made anew`).join('; ');
        found.set(node, { node, resolved: null, outcome: 'run', reason });
      }
    }
  }
  return plan.nodes.map((node) => found.get(node)!);
}

export function outputOf(recipe: RecipeRecord, output: string): OutputRecord {
  const record = recipe.outputs.find((candidate) => candidate.name === output);
  if (record === undefined) throw new Error(`recipe ${recipe.recipeKey} of ${recipe.stage} has no output '${output}'.`);
  return record;
}

export function upstream(node: PlanNode): readonly PlanNode[] {
  return Object.values(node.inputs).map((input) => input.node);
}

function levels(plan: Plan): PlanNode[][] {
  const byDepth: PlanNode[][] = [];
  for (const node of plan.nodes) {
    byDepth[node.depth] ??= [];
    byDepth[node.depth]!.push(node);
  }
  return byDepth;
}

/** The objects that must be there for the recipe to count as a hit. */
function keptObjects(node: PlanNode, recipe: RecipeRecord): readonly Digest[] {
  const contracts = node.stage.outputs as Contracts;
  return recipe.outputs.flatMap((output) => {
    const contract = contracts[output.name];
    return contract?.kind === 'tensor' && contract.retention !== 'keep' ? [] : output.objects;
  });
}
