import {
  type Cell,
  canonical,
  type Forecast,
  nearestPreimage,
  type PlanNode,
  type Preimage,
  preimageOf,
  recipeKey,
} from '@rgflow/pipeline';
import { toObjects } from '@rgflow/store';
import {
  type Comparison,
  compareWithStore,
  type Difference,
  forecastReason,
  type InstanceLabeller,
  labelInstances,
  preimageDifferences,
  prepareStudy,
  type StudyOptions,
  selectInstances,
} from '@rgflow/workbench';
import { type Colors, colorsFor } from '../colors.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';

export interface ExplainOptions extends StudyOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** Why one instance would or would not be run again. */
export interface Explanation {
  readonly instance: string;
  readonly cell: Cell;
  readonly outcome: 'hit' | 'run';
  /** Empty for a hit. */
  readonly reason: string;
  /** Why the instances above it run, where that is the reason. */
  readonly causes: readonly { readonly instance: string; readonly reason: string }[];
  /** The recorded recipe that comes nearest: the one that is hit, or the one that was compared with; null if there is none. */
  readonly nearest: NearestRecipe | null;
}

export interface NearestRecipe {
  readonly recipeKey: string;
  /** The instance it was last used as. */
  readonly instance: string;
  readonly differences: readonly Difference[];
  readonly lastExecution: { readonly startedAt: string; readonly wallMs: number; readonly runId: string } | null;
}

/** Explained at most; a sweep has more instances than anyone reads. */
const MOST = 8;
/** Recorded pre-images in which the nearest is looked for. */
const HISTORY = 500;

/** Says of each matching instance whether it would run again, and why. */
export async function explain(study: string, selector: string, options: ExplainOptions): Promise<ExitCode> {
  const prepared = await prepareStudy(study, options);
  const selected = selectInstances(prepared.plan, selector);
  const label = labelInstances(prepared.plan.nodes);
  const explanations = await compareWithStore(prepared, options.store, async (comparison) => {
    const found: Explanation[] = [];
    for (const node of selected.slice(0, options.json === true ? selected.length : MOST)) {
      found.push(await explainInstance(node, comparison, label));
    }
    return found;
  });
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(explanations)}\n`);
    return exitCode.ok;
  }
  const colors = colorsFor(process.stdout);
  const texts = explanations.map((explanation) => explanationText(explanation, colors));
  const more = selected.length - explanations.length;
  const last = label(selected.at(-1)!.stage.name, selected.at(-1)!.cell);
  if (more > 0) texts.push(colors.dim(`and ${more} more; name some of them as in '${last}'.`));
  process.stdout.write(`${texts.join('\n\n')}\n`);
  return exitCode.ok;
}

async function explainInstance(node: PlanNode, comparison: Comparison, label: InstanceLabeller): Promise<Explanation> {
  const { forecasts, code } = comparison;
  const forecast = forecasts[node.index]!;
  const { outcome, resolved } = forecast;
  // Below something that will run the input digests are not known yet; code and parameters can be compared all the same.
  const known =
    resolved?.preimage ?? preimageOf(node, code.codeVersion(node.stage.module), knownInputs(node, forecasts));
  return {
    instance: label(node.stage.name, node.cell),
    cell: node.cell,
    outcome,
    reason: forecastReason(forecast, forecasts),
    causes: resolved === null ? causesOf(node, forecasts, label) : [],
    nearest: await nearestRecipe(known, node.cell, comparison, label),
  };
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

/** The recipe itself if it is recorded, else the nearest that was used for the same cell, else the nearest of all. */
async function nearestRecipe(
  wanted: Preimage,
  cell: Cell,
  { store }: Comparison,
  label: InstanceLabeller,
): Promise<NearestRecipe | null> {
  if (store === null) return null;
  const all = await store.preimages(wanted.stage, HISTORY);
  const sameCell = all.filter((record) => canonical(record.cell) === canonical(cell));
  const recorded = sameCell.length > 0 ? sameCell : all;
  const same = all.find(({ preimage }) => recipeKey(preimage) === recipeKey(wanted));
  const nearest =
    same?.preimage ??
    nearestPreimage(
      wanted,
      recorded.map(({ preimage }) => preimage),
    );
  if (nearest === null) return null;
  const usedAs = all.find(({ preimage }) => preimage === nearest)!.cell;
  const key = recipeKey(nearest);
  const [execution] = toObjects(
    await store.query(
      `select strftime(started_at, '%Y-%m-%d %H:%M:%S') as started_at, wall_ms, run_id from execution
       where recipe_key = '${key}' and status = 'ok' order by execution.started_at desc limit 1`,
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
  };
}

export function explanationText(explanation: Explanation, colors: Colors): string {
  const { bold, cyan, dim, green } = colors;
  const { instance, outcome, reason, causes, nearest } = explanation;
  const lines = [`${bold(instance)}  ${outcome === 'hit' ? cyan('hit') : green('run')}`];
  if (reason !== '') lines.push(`  ${reason}`);
  for (const cause of causes.slice(0, 3)) lines.push(`  because ${cause.instance} runs: ${cause.reason}`);
  if (causes.length > 3) lines.push(dim(`  and ${causes.length - 3} more instances above it run`));
  if (nearest === null) return lines.join('\n');

  const { differences, lastExecution } = nearest;
  if (differences.length > 0) {
    lines.push(
      dim(`  compared with the nearest recorded one${nearest.instance === instance ? '' : `, ${nearest.instance}`}:`),
    );
    const names = Math.max(...differences.map(({ name }) => name.length));
    for (const { kind, name, before, after } of differences) {
      lines.push(`    ${kind.padEnd(7)}  ${name.padEnd(names)}  ${short(before)} ${dim('→')} ${short(after)}`);
    }
  }
  if (lastExecution !== null) {
    const when = `${lastExecution.startedAt}, took ${formatDuration(lastExecution.wallMs)}, run ${lastExecution.runId}`;
    lines.push(`  last executed ${when}`);
  }
  return lines.join('\n');
}

/** Of a digest, the beginning. */
function short(value: string | null): string {
  if (value === null) return 'none';
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 8) : value;
}
