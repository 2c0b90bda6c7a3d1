import {
  type AcceptanceRecord,
  type Cell,
  canonical,
  type Forecast,
  type Numerics,
  nearestPreimage,
  type PlanNode,
  type Preimage,
  preimageOf,
  recipeKey,
  recordedPreimage,
} from '@rgflow/pipeline';
import { toObjects } from '@rgflow/store/query-result';
import { askStore, sqlLiteral } from './ask.js';
import { type Comparison, compareWithStore } from './comparison.js';
import { forecastReason } from './forecast-reason.js';
import { type InstanceLabeller, labelInstances } from './instance-label.js';
import { selectInstances } from './instance-selector.js';
import { type Difference, preimageDifferences } from './preimage-difference.js';
import type { PreparedStudy } from './prepared-study.js';
import { type FoundRun, findResults, type ResultsOptions } from './results-of.js';

/** Why one instance would or would not be run again. */
export interface Explanation {
  readonly instance: string;
  readonly cell: Cell;
  readonly outcome: 'hit' | 'run';
  /** Empty for a hit, but for one on a result of earlier code. */
  readonly reason: string;
  /** The acceptances by which a result of earlier code counts, the newest link first. */
  readonly accepted: readonly Pick<AcceptanceRecord, 'stage' | 'because' | 'by' | 'at'>[];
  /** Why the instances above it run, where that is the reason. */
  readonly causes: readonly { readonly instance: string; readonly reason: string }[];
  /**
   * The recorded recipe that comes nearest: the one that is hit, or the one that was compared with; null if there is none.
   */
  readonly nearest: NearestRecipe | null;
}

export interface NearestRecipe {
  readonly recipeKey: string;
  /** The instance it was last used as. */
  readonly instance: string;
  readonly differences: readonly Difference[];
  readonly lastExecution: { readonly startedAt: string; readonly wallMs: number; readonly runId: string } | null;
  /** With what it and all that it was made from was computed, by stage; empty where no product of matrices was. */
  readonly numerics: Numerics;
  /** What was warned of it, and of the runs that executed it as a whole; the newest first. */
  readonly warnings: readonly { readonly runId: string; readonly message: string }[];
}

/** Explanations of some instances, and which there would be more of. */
export interface Explanations {
  readonly explanations: readonly Explanation[];
  /** Names of the selected instances that are not explained. */
  readonly others: readonly string[];
}

export interface ExplainOptions extends ResultsOptions {
  readonly store?: string | undefined;
  /** Explain so many at most. */
  readonly most?: number;
}

/** Recorded pre-images in which the nearest is looked for. */
const HISTORY = 500;

/**
 * Says of each instance that a selector names whether it would run again, and why.
 *
 * @param selector  `kl` or `kl@{sigmaW2=1.5,snapshot=final}`.
 * @param options  With a name or a run, it is compared with what that run used.
 * @throws {UsageError} if it names nothing.
 */
export async function explainInstances(
  prepared: PreparedStudy,
  selector: string,
  { store, most = Infinity, name, run }: ExplainOptions = {},
): Promise<Explanations> {
  // What names nothing is told before a store is opened; a round may have more of it.
  if (prepared.adaptive === null) selectInstances(prepared.plan, selector);
  return compareWithStore(prepared, store, async (comparison) => {
    const { nodes } = comparison.prepared.plan;
    const selected = selectInstances(comparison.prepared.plan, selector);
    const label = labelInstances(nodes);
    const of = comparison.store === null ? null : await findResults({ name, run }, askStore(comparison.store));
    const explanations: Explanation[] = [];
    for (const node of selected.slice(0, most)) explanations.push(await explainInstance(node, comparison, label, of));
    return { explanations, others: selected.slice(most).map(({ stage, cell }) => label(stage.name, cell)) };
  });
}

async function explainInstance(
  node: PlanNode,
  comparison: Comparison,
  label: InstanceLabeller,
  of: FoundRun | null,
): Promise<Explanation> {
  const { forecasts, code } = comparison;
  const forecast = forecasts[node.index]!;
  const { outcome, resolved } = forecast;
  // Below something that will run the input digests are not known yet; code and parameters can be compared all the same.
  const known = resolved?.preimage ?? preimageOf(node, code.codeVersion(node.stage), knownInputs(node, forecasts));
  return {
    instance: label(node.stage.name, node.cell),
    cell: node.cell,
    outcome,
    reason: forecastReason(forecast, forecasts),
    accepted: (outcome === 'hit' ? (resolved?.accepted ?? []) : []).map(({ stage, because, by, at }) => {
      return { stage, because, by, at };
    }),
    causes: resolved === null ? causesOf(node, forecasts, label) : [],
    nearest: await nearestRecipe(known, of === null ? recordedOf(forecast) : null, node.cell, comparison, label, of),
  };
}

/** The pre-image of the result that is recorded of it, if there is one. */
function recordedOf({ resolved }: Forecast): Preimage | null {
  return resolved === null || resolved.recorded === null
    ? null
    : recordedPreimage(resolved.preimage, resolved.accepted);
}

function knownInputs(node: PlanNode, forecasts: readonly Forecast[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(node.inputs).map(([name, input]) => {
      const record = forecasts[input.node.index]!.resolved?.hit?.outputs.find((output) => output.name === input.output);
      return [name, record?.digest ?? 'not known before it is made anew'];
    }),
  );
}

/** The instances at the top of what will run, with their own reasons. */
function causesOf(node: PlanNode, forecasts: readonly Forecast[], label: InstanceLabeller): Explanation['causes'] {
  const causes = new Map<PlanNode, string>();
  const seen = new Set<PlanNode>();
  const climb = (below: PlanNode): void => {
    for (const { node: above } of Object.values(below.inputs)) {
      const { outcome, resolved, reason } = forecasts[above.index]!;
      if (outcome === 'hit' || seen.has(above)) continue;
      seen.add(above);
      if (resolved === null) climb(above);
      else causes.set(above, reason);
    }
  };
  climb(node);
  return [...causes].map(([cause, reason]) => ({ instance: label(cause.stage.name, cause.cell), reason }));
}

/** The pre-images that a run used of a stage, with their cells. */
async function usedBy(
  { runId }: FoundRun,
  stage: string,
  store: NonNullable<Comparison['store']>,
): Promise<readonly { readonly preimage: Preimage; readonly cell: Cell }[]> {
  const rows = await askStore(store)(
    `select preimage::varchar as preimage, cell::varchar as cell
     from run_stage s join recipe using (recipe_key)
     where s.run_id = ${sqlLiteral(runId)} and s.stage = ${sqlLiteral(stage)} limit ${HISTORY}`,
  );
  return rows.map(({ preimage, cell }) => ({
    preimage: JSON.parse(String(preimage)) as Preimage,
    cell: JSON.parse(String(cell)) as Cell,
  }));
}

/** What counts as its recipe if there is one, else the nearest that was used for the same cell, else the nearest of all. */
async function nearestRecipe(
  wanted: Preimage,
  recorded: Preimage | null,
  cell: Cell,
  { store }: Comparison,
  label: InstanceLabeller,
  of: FoundRun | null,
): Promise<NearestRecipe | null> {
  if (store === null) return null;
  const all = of === null ? await store.preimages(wanted.stage, HISTORY) : await usedBy(of, wanted.stage, store);
  const sameCell = all.filter((record) => canonical(record.cell) === canonical(cell));
  const candidates = (sameCell.length > 0 ? sameCell : all).map(({ preimage }) => preimage);
  const nearest = recorded ?? nearestPreimage(wanted, candidates);
  if (nearest === null) return null;
  const key = recipeKey(nearest);
  const usedAs = all.find(({ preimage }) => preimage === nearest || recipeKey(preimage) === key)?.cell ?? cell;
  const [execution] = toObjects(
    await store.query(
      `select strftime(execution.started_at, '%Y-%m-%d %H:%M:%S') as started_at, wall_ms, run_id from execution
       join run using (run_id)
       where recipe_key = '${key}' and execution.status = 'ok' order by run.sequence desc, execution.started_at desc limit 1`,
    ),
  );
  const warnings = toObjects(
    await store.query(
      `select w.run_id, w.message from warning w join run using (run_id)
       where w.recipe_key = '${key}' or (w.recipe_key is null and coalesce(w.stage = ${sqlLiteral(wanted.stage)}, true)
         and w.run_id in (select run_id from execution where recipe_key = '${key}'))
       order by run.sequence desc, w.rowid desc`,
    ),
  );
  return {
    recipeKey: key,
    instance: label(wanted.stage, usedAs),
    differences: preimageDifferences(nearest, wanted),
    lastExecution:
      execution === undefined
        ? null
        : {
            startedAt: `${String(execution.started_at)} UTC`,
            wallMs: Number(execution.wall_ms),
            runId: String(execution.run_id),
          },
    numerics: (await store.recipes([key])).get(key)?.numerics ?? {},
    warnings: warnings.map((row) => ({ runId: String(row.run_id), message: String(row.message) })),
  };
}
