import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';

const require = createRequire(import.meta.url);

/** Latin and Greek letters, signs of formulas, arrows, and lines of tables: each is one column wide. */
const PLAIN =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03c9\u2010-\u2027\u2080-\u208e\u2190-\u2193\u2200-\u22ff\u2500-\u257f]*$/;

/**
 * Columns of a terminal that a text takes: colours count nothing, and so do the marks that sit on the letter before them.
 * What knows the widths of all letters takes longer to load than most commands: it is asked of others than plain ones only.
 */
export function textWidth(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (PLAIN.test(shown)) return shown.length;
  return (require('string-width') as typeof import('string-width')).default(text);
}
