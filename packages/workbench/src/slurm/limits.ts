import { UsageError } from '../usage-error.js';

/** Minutes, and seconds; hours, minutes, and seconds; days and hours, with minutes, with seconds. */
const TIME = /^(?:\d+(?::\d+){0,2}|\d+-\d+(?::\d+){0,2}|unlimited)$/i;

/**
 * Sees to it that a time is written as Slurm takes it: what it does not take is refused only when the array is submitted.
 *
 * @throws {UsageError} naming the forms.
 */
export function demandTimeLimit(time: string): void {
  if (TIME.test(time)) return;
  throw new UsageError(
    `submit --time ${JSON.stringify(time)}: expected a time as Slurm writes it: minutes, minutes:seconds, hours:minutes:seconds, ` +
      'days-hours, days-hours:minutes, days-hours:minutes:seconds, or UNLIMITED; 12:00:00, say.',
  );
}

/** The same of memory. @throws {UsageError} naming the forms. */
export function demandMemory(memory: string): void {
  if (/^\d+(?:[KMGT]B?)?$/i.test(memory)) return;
  throw new UsageError(
    `submit --memory ${JSON.stringify(memory)}: expected memory as Slurm writes it: a whole number, of MB or with K, M, G or T; 4G, say.`,
  );
}
