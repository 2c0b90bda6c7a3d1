import { shellWord } from '@rgflow/pipeline/shell-text';
import { studies as ours, type PublishedStudy } from '@rgflow/studies';
import { type CacheOptions, cacheToLook } from '../cache.js';
import { type Comparison, compareWithStore } from '../comparison.js';
import { forecastReason } from '../forecast-reason.js';
import { type PreparedStudy, prepareSource } from '../prepared-study.js';
import type { Rounds } from '../rounds/rounds.js';
import { failureOf, UsageError } from '../usage-error.js';
import { planDifferences } from './plan-differences.js';
import { codeOf, plannedInstances, readSavedPlan, type SavedPlan } from './saved-plan.js';

/** A saved plan that is ready to run. */
export interface PreparedPlan {
  readonly prepared: PreparedStudy;
  /** The one round to run; null for a study that does not go on from its results. */
  readonly only: Rounds | null;
}

/**
 * Expands a saved plan again and holds it to what was printed. The text of the study is that of the plan, whatever its file
 * says now. Of a study that goes on from its results it is the round that was printed, whatever results there are by now.
 *
 * @throws {UsageError} if there is no such plan or it is damaged, or what would run is no longer what was printed: code,
 *   instances, or results that were in the store and are not.
 */
export async function prepareSaved(
  file: string,
  { store, ...options }: { readonly store?: string | undefined } & CacheOptions = {},
  studies: readonly PublishedStudy[] = ours,
): Promise<PreparedPlan> {
  const saved = readSavedPlan(file);
  const ready = await expanded(file, saved, studies);
  // The round is that of the plan: no walk through results.
  const still = { ...ready.prepared, adaptive: null };
  const differencesOf = async ({ prepared, forecasts, code }: Comparison) => {
    const present = { code: codeOf(prepared, code), instances: plannedInstances(prepared, forecasts) };
    const places = new Map(present.instances.map(({ digest }, index) => [digest, index]));
    return planDifferences(saved, present, (digest) => forecastReason(forecasts[places.get(digest)!]!, forecasts));
  };
  const differences = await compareWithStore(still, store, differencesOf, await cacheToLook(options));
  if (differences.length === 0) return ready;
  throw new UsageError(
    `${file}: what would run is no longer what was printed; nothing was run.\n` +
      `${differences.map((difference) => `  ${difference}`).join('\n')}\n` +
      `Plan again with \`rgflow plan STUDY --save ${shellWord(file)}\`, and run that.`,
  );
}

async function expanded(
  file: string,
  { asked, round }: SavedPlan,
  studies: readonly PublishedStudy[],
): Promise<PreparedPlan> {
  try {
    const first = await prepareSource(asked.source, asked.options, studies);
    if (round === null || first.adaptive === null) return { prepared: first, only: null };
    const { number, additions } = round;
    const prepared = number === 0 ? first : first.adaptive.extended(additions, number);
    return { prepared, only: { ...round, prepared } };
  } catch (error) {
    if (failureOf(error) !== 'usage') throw error;
    throw new UsageError(`${file}: the study can no longer be planned as it was: ${(error as Error).message}`);
  }
}
