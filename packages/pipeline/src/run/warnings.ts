import type { PlanNode } from '../plan/plan.js';
import type { OutputRecord } from '../records.js';

/** What runs is what was built, not what was written since; null if that is the same. */
export function notBuilt(sources: readonly string[]): string | null {
  if (sources.length === 0) return null;
  const named = sources.slice(0, 3).join(', ') + (sources.length > 3 ? ` and ${sources.length - 3} more` : '');
  return `edited but not built: ${named}. What runs is the code as it was built before; npm run build builds it.`;
}

/** The alarm for a stage whose second execution gave other bytes than its first. */
export function* irreproducible(
  node: PlanNode,
  before: readonly OutputRecord[],
  after: readonly OutputRecord[],
): Generator<string> {
  for (const { name, digest } of after) {
    const known = before.find((record) => record.name === name);
    if (known === undefined || known.digest === digest) continue;
    const instance = `${node.stage.name as string} ${JSON.stringify(node.cell)}`;
    yield `${instance}: output '${name}' differs from the last execution with the same key; the stage is not reproducible.`;
  }
}
