import type { z } from 'zod';

/** Where a check of parameters puts what it finds. */
export type Issues = z.core.ParsePayload['issues'];

/**
 * Whether nothing at these paths, as `kl.images`, or within is at fault by itself: only then is it worth saying that they do
 * not go together.
 */
export function areSound(issues: Issues, ...paths: readonly string[]): boolean {
  return !issues.some(({ path = [] }) => paths.some((each) => `${path.join('.')}.`.startsWith(`${each}.`)));
}

/** Refuses the parameter at a path. With `input`, a number or a string, the message gets a ', not ...' at its end. */
export function refuse(issues: Issues, path: readonly PropertyKey[], message: string, input?: number): void {
  issues.push({ code: 'custom', path: [...path], input, message, continue: true });
}

/** Refuses a `batchSize`, at this path, of more images or samples than there are, named in words as 'the samples'. */
export function refuseLargerBatch(
  issues: Issues,
  path: readonly PropertyKey[],
  batchSize: number,
  count: number,
  named: string,
): void {
  if (batchSize <= count) return;
  refuse(issues, path, `expected at most ${count}, ${named}: of a larger batch no step would come`, batchSize);
}
