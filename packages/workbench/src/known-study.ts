import { didYouMean } from '@rgflow/pipeline/did-you-mean';
import type { Ask } from './ask.js';
import { UsageError } from './usage-error.js';

/**
 * Sees to it that a study is one that the store has runs of, or that there is.
 *
 * @param given  as it was written
 * @throws {UsageError} if it is neither; the message gives the nearest names.
 */
export async function demandKnownStudy(study: string | undefined, ask: Ask, given = `--study ${study}`): Promise<void> {
  if (study === undefined) return;
  const stored = (await ask('select distinct study from run order by study')).map((row) => String(row.study));
  if (stored.includes(study)) return;
  const { studies } = await import('@rgflow/studies');
  const names = [...new Set([...stored, ...studies.map(({ name }) => name)])];
  if (names.includes(study)) return;
  throw new UsageError(`${given}: there is no study of that name${didYouMean(study, names)}`);
}
