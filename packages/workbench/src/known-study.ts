import { didYouMean } from '@rgflow/pipeline/did-you-mean';
import type { Ask } from './ask.js';
import { UsageError } from './usage-error.js';

/**
 * Sees to it that a study is one that the store has runs of, or that there is.
 *
 * @param given  as it was written
 * @param what   'or-results' also takes the name of results that the store has
 * @throws {UsageError} if it is neither; the message gives the nearest names.
 */
export async function demandKnownStudy(
  study: string | undefined,
  ask: Ask,
  given = `--study ${study}`,
  what: 'study' | 'or-results' = 'study',
): Promise<void> {
  if (study === undefined) return;
  const stored = what === 'study' ? await storedStudies(ask) : await storedNames(ask);
  if (stored.includes(study)) return;
  const { studies } = await import('@rgflow/studies');
  const names = [...new Set([...stored, ...studies.map(({ name }) => name)])];
  if (names.includes(study)) return;
  const of = what === 'study' ? 'study' : 'study, nor are there results,';
  const among = what === 'or-results' && stored.length > 0 ? stored : names;
  throw new UsageError(`${given}: there is no ${of} of that name${didYouMean(study, among)}`);
}

async function storedStudies(ask: Ask): Promise<readonly string[]> {
  return (await ask('select distinct study from run order by study')).map((row) => String(row.study));
}

/** The studies of which a store has runs, and what their results are called. */
export async function storedNames(ask: Ask): Promise<readonly string[]> {
  const rows = await ask('select study as name from run union select name from run order by name');
  return rows.map((row) => String(row.name));
}
