import { Threads } from './threads.js';

let begun: { readonly most: number; readonly threads: Promise<Threads> } | null = null;

/**
 * Begins a thread, as a command does that will have something to execute in any case: it loads what it needs on another core
 * while this one reads the study. Whoever began it ends with `leaveThreads`.
 *
 * @param most  How many threads the run may have.
 */
export function beginThreads(most: number): void {
  if (begun !== null) return;
  begun = { most, threads: Threads.begin(most) };
  // Told to whoever takes them.
  begun.threads.catch(() => undefined);
}

/** Those that were begun for so many, for one run; else null. */
export function takeThreads(most: number): Promise<Threads> | null {
  if (begun?.most !== most) return null;
  const { threads } = begun;
  begun = null;
  return threads;
}

/** Ends what was begun and that nobody took. */
export async function leaveThreads(): Promise<void> {
  const left = await begun?.threads.catch(() => null);
  begun = null;
  await left?.destroy();
}
