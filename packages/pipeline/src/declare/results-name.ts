import { z } from 'zod';

/** What a name of results may be: it is that of a folder too. */
const RULE = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;

const NAME_RULE = 'a name has letters, digits, - . _ and begins with a letter or a digit, as in wide-2';

/** What the results of a study file are called, as the file says it. */
export const nameSchema = z.string().regex(RULE, { error: NAME_RULE });

/** What the results of a file are called that says nothing of it: as the file, without its ending. */
export function nameOfFile(file: string): string {
  const [, stem = ''] = /([^/\\]*?)(?:\.ya?ml)?$/i.exec(file)!;
  return stem.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[^\p{L}\p{N}]+/u, '') || 'results';
}

/** Why results cannot be called so; null if they can. */
export function resultsNameFault(name: string): string | null {
  return RULE.test(name) ? null : NAME_RULE;
}
