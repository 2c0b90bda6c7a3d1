import type { z } from 'zod';
import { SWEEP_FORMS } from './axis.js';
import { didYouMean, nearestNames } from './did-you-mean.js';

/**
 * What a zod error says, one sentence for each fault: where, the rule, what came, and the nearest name that would do.
 *
 *     m.yaml:6: params.kl.estimators[1]: Invalid option: expected one of "published"|"gaussian", not "gausian"; did you
 *     mean gaussian?
 *
 * @param names  the parameters there are
 * @param where  the place and the path of what is at fault
 */
export function faultsOf(
  error: Pick<z.ZodError, 'issues'>,
  names: readonly string[],
  where: (path: readonly PropertyKey[]) => string,
): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const path = [...issue.path, key];
        return `${where(path)}: ${unknownParameter(path, names)}`;
      });
    }
    return [`${where(issue.path)}: ${ruleOf(issue)}${sweepHint(issue, names)}`];
  });
}

/** What to say of a name that is no parameter: it may be one that is written with dots where it wants nesting. */
export function unknownParameter(path: readonly PropertyKey[], names: readonly string[]): string {
  const name = pathText(path);
  if (!names.includes(name)) return `unknown parameter${didYouMean(name, names)}`;
  const nested = name.split('.').reduceRight((inner, key) => `{ ${key}: ${inner} }`, '...');
  return `write it nested under params, as in params: ${nested}; dotted names are for sweep and --set`;
}

/** A path as people write it: `kl.estimators[1]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? String(key) : `.${String(key)}`))
    .join('');
}

/** The rule that was broken, and what came, as a sentence without its place. */
export function ruleOf(issue: z.core.$ZodIssue): string {
  const { input } = issue;
  if (issue.code === 'invalid_type' && issue.expected === 'array' && typeof input === 'string') {
    const entries = input.split(',').map((entry) => entry.trim());
    return `expected a list, as in [${entries.join(', ')}], not ${JSON.stringify(input)}`;
  }
  if (
    issue.code === 'invalid_type' &&
    typeof input === 'number' &&
    Number.isFinite(input) &&
    !Number.isInteger(input)
  ) {
    return `Invalid input: expected int, not ${input}; give a whole number, which ceil, floor and round make in a formula`;
  }
  const told = issue.code !== 'invalid_type' && (typeof input === 'number' || typeof input === 'string');
  const rule = `${issue.message}${told ? `, not ${JSON.stringify(input)}` : ''}`;
  if (issue.code !== 'invalid_value' || typeof input !== 'string') return rule;
  // The message lists the names there are, so only one that comes near is worth saying.
  const names = issue.values.map(String);
  return nearestNames(input, names).length > 0 ? `${rule}${didYouMean(input, names)}` : rule;
}

/** How what was written for one value would be a sweep. */
function sweepHint(issue: z.core.$ZodIssue, names: readonly string[]): string {
  if (issue.code !== 'invalid_type' || issue.expected === 'array') return '';
  const { input } = issue;
  const path = issue.path.join('.');
  if (!names.includes(path)) return '';
  if (typeof input === 'string') return /\d(\.\.\.?|:)-?\.?\d/.test(input) ? `; ${SWEEP_FORMS}` : '';
  if (Array.isArray(input))
    return `; values to sweep over stand under sweep, as in sweep: { ${path}: ${JSON.stringify(input)} }`;
  const isAxis = typeof input === 'object' && input !== null && ('from' in input || 'count' in input);
  return isAxis ? `; a range stands under sweep, as in sweep: { ${path}: ${JSON.stringify(input)} }` : '';
}
